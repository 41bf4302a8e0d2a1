import JSONText

/// A ticket of another desk, as the text of a submission: exports of Zendesk, ServiceNow, Jira and Salesforce, in JSON or as
/// a table.
///
/// Fields that the other desk keeps for itself (status, dates, owners) are left out: only what people wrote and fields of
/// their own are read, under the same names as everywhere else.
public struct SubmissionTicket: Equatable, Sendable {
    /// Its number or key there.
    public var id: String
    /// The desk it comes from.
    public var system: String
    /// The ticket as lines with labels, then what was written.
    public var text: String

    /// Tickets of one export that are read.
    public static let maximumTickets = 10_000

    private static let marks = ["\"tickets\"", "\"issues\"", "\"ticket\"", "\"subject\"", "\"key\"", "CaseNumber"]

    /// The tickets that an export holds; empty if `bytes` are none.
    public static func all(in bytes: [UInt8]) -> [SubmissionTicket] {
        // Most submissions are none, and large tables are not read twice to find that out.
        let beginning = String(decoding: bytes.prefix(65_536), as: UTF8.self)
        guard marks.contains(where: { beginning.contains($0) }) || beginning.lowercased().contains("description"),
            FileKind(bytes) == .text, !MailMessage.looksLikeOne(bytes)
        else { return [] }
        switch SubmissionReader.recognise(bytes) {
        case .json: return (try? JSONReader.read(bytes)).map(TicketJSON.tickets) ?? []
        case .ndjson:
            let lines = bytes.split(separator: 0x0A).prefix(maximumTickets)
            return lines.flatMap { line in (try? JSONReader.read(Array(line))).map(TicketJSON.tickets) ?? [] }
        case .csv, .text: return TicketTable.tickets(TextDecoding.text(bytes))
        default: return []
        }
    }
}

/// A ticket as it is put together.
struct TicketParts {
    var system: String
    var id = ""
    private var wholes: [(label: String, value: String)] = []
    private var calls: [(label: String, value: String)] = []
    private var words: [String] = []

    init(_ system: String) {
        self.system = system
    }

    /// What is said of the whole, under a name of ours.
    mutating func state(_ label: String, _ value: String?) {
        guard let value = value?.oneLine, !value.isEmpty else { return }
        wholes.append((label, value))
    }

    /// A field of people's own, if its name means something here.
    mutating func own(_ name: String, _ value: String?) {
        guard let value = value?.oneLine, !value.isEmpty else { return }
        let label = Self.bare(name)
        switch FieldNameReader.read(label)?.meaning {
        case .sample(let field):
            if CaseFieldNames.whole(field) == nil {
                calls.append((label, value))
            } else {
                wholes.append((label, value))
            }
        case .part: calls.append((label, value))
        case .whole: wholes.append((label, value))
        case nil: break
        }
    }

    /// What somebody wrote.
    mutating func wrote(_ text: String?) {
        guard let text, !text.trimmingBlanks.isEmpty else { return }
        words.append(text)
    }

    var ticket: SubmissionTicket {
        var text = wholes.map { "\($0.label): \($0.value)\n" }.joined()
        if !calls.isEmpty { text += "\nCall 1\n" + calls.map { "\($0.label): \($0.value)\n" }.joined() }
        text += words.map { "\n\($0)\n" }.joined()
        return SubmissionTicket(id: id, system: system, text: text)
    }

    /// `u_calling_number`, `Calling_Number__c` and `Custom field (Calling number)` without what the desk adds.
    static func bare(_ name: String) -> String {
        var rest = name[...]
        if rest.lowercased().hasPrefix("custom field ("), rest.hasSuffix(")") {
            rest = rest.dropFirst("custom field (".count).dropLast()
        }
        if rest.hasPrefix("u_") { rest = rest.dropFirst(2) }
        if rest.lowercased().hasSuffix("__c") { rest = rest.dropLast(3) }
        return rest.split(separator: "_").joined(separator: " ")
    }
}

/// Tickets in JSON.
enum TicketJSON {
    static func tickets(_ value: JSONValue) -> [SubmissionTicket] {
        if let one = ticket(value, names: value["names"]) { return [one] }
        var values: [JSONValue] = []
        if case .array(let list) = value { values = list }
        for name in ["tickets", "issues", "records", "result", "results", "ticket"] {
            switch value[name] {
            case .array(let list)?: values = list
            case .object?: if let one = value[name] { values = [one] }
            default: continue
            }
            break
        }
        let found = values.prefix(SubmissionTicket.maximumTickets).compactMap { ticket($0, names: value["names"]) }
        // A list of other things with a ticket among them is none.
        return found.count == min(values.count, SubmissionTicket.maximumTickets) ? found : []
    }

    private static func ticket(_ value: JSONValue, names: JSONValue?) -> SubmissionTicket? {
        guard case .object(let members) = value else { return nil }
        func has(_ name: String) -> Bool { value[name] != nil }
        if has("key"), let fields = value["fields"], case .object = fields { return jira(value, fields, names) }
        if has("short_description") { return serviceNow(value, members) }
        if has("CaseNumber") || text(value["attributes"]?["type"]) == "Case" { return salesforce(value, members) }
        let marks = ["requester", "requester_id", "custom_fields", "via", "submitter_id", "organization_id"]
        if has("subject"), has("description") || has("comments"), marks.contains(where: has) { return zendesk(value) }
        return nil
    }

    /// A text, a number, or what a field shows of itself.
    private static func text(_ value: JSONValue?) -> String? {
        switch value {
        case .string(let text)?: return text
        case .number(let text)?: return text
        case .bool(let truth)?: return truth ? "yes" : "no"
        case .object?:
            for name in ["display_value", "displayName", "value", "name", "Name"] {
                if let text = text(value?[name]) { return text }
            }
            return nil
        case .array(let values)?:
            let texts = values.compactMap { text($0) }
            return texts.isEmpty ? nil : texts.joined(separator: ", ")
        default: return nil
        }
    }

    private static func zendesk(_ value: JSONValue) -> SubmissionTicket {
        var parts = TicketParts("Zendesk")
        parts.id = text(value["id"]) ?? ""
        parts.state("Summary", text(value["subject"]))
        let person = value["requester"]
        parts.state("Contact name", text(person))
        parts.state("Contact email", text(person?["email"]))
        parts.state("Contact phone", text(person?["phone"]))
        parts.state("Customer", text(value["organization"]))
        for list in ["custom_fields", "fields"] {
            guard case .array(let fields)? = value[list] else { continue }
            for field in fields.prefix(IntakeLimits.tableColumns) {
                guard let name = text(field["title"]) ?? text(field["label"]) ?? text(field["name"]) else { continue }
                parts.own(name, text(field["value"]))
            }
            break
        }
        parts.wrote(text(value["description"]))
        if case .array(let comments)? = value["comments"] {
            for comment in comments.prefix(100) where comment["public"] != .bool(false) {
                let body = text(comment["plain_body"]) ?? text(comment["body"])
                // The first comment is the description once more.
                if body != text(value["description"]) { parts.wrote(body) }
            }
        }
        return parts.ticket
    }

    private static func serviceNow(_ value: JSONValue, _ members: [JSONValue.Member]) -> SubmissionTicket {
        var parts = TicketParts("ServiceNow")
        parts.id = text(value["number"]) ?? text(value["sys_id"]) ?? ""
        parts.state("Summary", text(value["short_description"]))
        parts.state("Contact name", text(value["caller_id"]))
        parts.state("Contact email", text(value["caller_id"]?["email"]) ?? text(value["caller_id.email"]))
        parts.state("Customer", text(value["company"]))
        for member in members where member.name.hasPrefix("u_") { parts.own(member.name, text(member.value)) }
        parts.wrote(text(value["description"]))
        parts.wrote(text(value["comments"]))
        return parts.ticket
    }

    private static func salesforce(_ value: JSONValue, _ members: [JSONValue.Member]) -> SubmissionTicket {
        var parts = TicketParts("Salesforce")
        parts.id = text(value["CaseNumber"]) ?? text(value["Id"]) ?? ""
        parts.state("Summary", text(value["Subject"]))
        parts.state("Contact name", text(value["Contact"]?["Name"]) ?? text(value["SuppliedName"]))
        parts.state("Contact email", text(value["Contact"]?["Email"]) ?? text(value["SuppliedEmail"]))
        parts.state("Contact phone", text(value["Contact"]?["Phone"]) ?? text(value["SuppliedPhone"]))
        parts.state("Customer", text(value["Account"]?["Name"]) ?? text(value["SuppliedCompany"]))
        for member in members where member.name.hasSuffix("__c") { parts.own(member.name, text(member.value)) }
        parts.wrote(text(value["Description"]))
        return parts.ticket
    }

    private static func jira(_ value: JSONValue, _ fields: JSONValue, _ names: JSONValue?) -> SubmissionTicket {
        var parts = TicketParts("Jira")
        parts.id = text(value["key"]) ?? ""
        parts.state("Summary", text(fields["summary"]))
        parts.state("Contact name", text(fields["reporter"]))
        parts.state("Contact email", text(fields["reporter"]?["emailAddress"]))
        let titles = value["names"] ?? names
        if case .object(let members) = fields {
            for member in members where member.name.hasPrefix("customfield_") {
                guard let title = text(titles?[member.name]) else { continue }
                parts.own(title, text(member.value))
            }
        }
        switch fields["description"] {
        case .string(let wiki)?: parts.wrote(WikiText.plain(wiki))
        case .some(let document): parts.wrote(WikiText.plain(document))
        case nil: break
        }
        return parts.ticket
    }
}

extension String {
    /// On one line, as a value behind a label.
    fileprivate var oneLine: String { split(whereSeparator: \.isNewline).joined(separator: " ").trimmingBlanks }
}
