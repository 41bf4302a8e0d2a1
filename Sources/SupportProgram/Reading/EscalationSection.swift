import CallVocabulary

/// Escalation and customers of a program file: the parts with people in them.
enum EscalationSection {
    static func escalation(_ node: ProgramNode, _ regions: [String]) -> Escalation? {
        node.allow(["afterSeconds", "clock", "methods", "alias", "fields", "ladder"])
        let fields = node.member("fields")?.elements(limit: 20).compactMap { field($0) } ?? []
        let ladder = node.member("ladder")?.elements(limit: 20).compactMap { rung($0, regions) } ?? []
        var methods: [String] = []
        for element in node.member("methods")?.elements(limit: 5) ?? [] {
            if let method = ProgramSections.known(element, ["portal", "email"]) { methods.append(method) }
        }
        guard let after = node.required("afterSeconds")?.integer(0...(366 * 86_400)) else { return nil }
        return Escalation(
            afterSeconds: after, clock: node.member("clock")?.choice(ClockKind.self) ?? .elapsed, methods: methods,
            alias: node.member("alias").flatMap { address($0) }, fields: fields, ladder: ladder)
    }

    private static func field(_ node: ProgramNode) -> Escalation.Field? {
        node.allow(["id", "label", "required"])
        guard let id = ProgramSections.known(node.required("id"), Escalation.Field.known),
            let label = node.required("label")?.text(limit: 100)
        else { return nil }
        if label.contains(where: { $0.isNewline || $0 == ":" }) {
            node.note("The label holds a line end or a colon.", "Write one line without colon.")
        }
        return Escalation.Field(id: id, label: label, isRequired: node.member("required")?.truth() ?? false)
    }

    private static func rung(_ node: ProgramNode, _ regions: [String]) -> Escalation.Rung? {
        node.allow(["role", "contacts"])
        let contacts: [Escalation.Contact] = (node.member("contacts")?.elements(limit: 100) ?? []).compactMap { entry in
            entry.allow(["region", "hours", "name", "phone", "email"])
            guard let region = ProgramSections.known(entry.required("region"), regions) else { return nil }
            return Escalation.Contact(
                region: region, hours: entry.member("hours")?.text(limit: 100) ?? "",
                name: entry.member("name")?.text(limit: 200), phone: entry.member("phone")?.text(limit: 60),
                email: entry.member("email").flatMap { address($0) })
        }
        return node.required("role")?.text(limit: 200).map { Escalation.Rung(role: $0, contacts: contacts) }
    }

    static func customer(_ node: ProgramNode, _ regions: [String]) -> Customer? {
        node.allow([
            "name", "sites", "ownNumbers", "representatives", "region", "seniorEngineer", "technicalAccountManager",
            "escalationAlias",
        ])
        let people = node.member("representatives")?.elements(limit: 10_000).compactMap { representative($0) } ?? []
        guard let name = node.required("name")?.text(limit: 200) else { return nil }
        return Customer(
            name: name, sites: node.member("sites")?.texts(limit: 10_000) ?? [],
            ownNumbers: node.member("ownNumbers")?.texts(limit: 100_000) ?? [], representatives: people,
            region: node.member("region").flatMap { ProgramSections.known($0, regions) },
            seniorEngineer: node.member("seniorEngineer")?.text(limit: 200),
            technicalAccountManager: node.member("technicalAccountManager")?.text(limit: 200),
            escalationAlias: node.member("escalationAlias").flatMap { address($0) })
    }

    private static func representative(_ node: ProgramNode) -> Customer.Representative? {
        node.allow(["name", "email", "phone", "from", "until"])
        let email = node.member("email").flatMap { address($0) }
        let phone = node.member("phone")?.text(limit: 60)
        if email == nil, phone == nil {
            node.note("The representative has neither email nor phone.", "Add one, so that they can be told apart.")
        }
        guard let name = node.required("name")?.text(limit: 200) else { return nil }
        return Customer.Representative(
            name: name, email: email, phone: phone, from: node.member("from").flatMap { day($0) },
            until: node.member("until").flatMap { day($0) })
    }

    /// A date as `YYYY-MM-DD` that exists.
    private static func day(_ node: ProgramNode) -> String? {
        guard let text = node.text(limit: 10) else { return nil }
        guard text.utf8.count == 10, CaptureTime(rfc3339: text + "T00:00:00Z") != nil else {
            node.note("\"\(text)\" is no date.", "Write it as 2026-11-23.")
            return nil
        }
        return text
    }

    /// An e-mail address that can stand in a header.
    static func address(_ node: ProgramNode) -> String? {
        guard let text = node.text(limit: 254) else { return nil }
        guard EscalationMail.isAddress(text) else {
            node.note("\"\(text.prefix(60))\" is no e-mail address.", "Write one address such as help@example.com.")
            return nil
        }
        return text
    }
}
