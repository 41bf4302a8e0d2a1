import CallVocabulary
import GRDB
import JSONText

extension CaseStore {
    /// Takes a case that another store exported; it gets a number of its own and keeps its history. Returns the number.
    public func importCase(from path: String, at time: CaptureTime, by actor: String) throws -> String {
        let archive = try CaseArchive(path: path, unpackingInto: vault.folder + "/incoming")
        guard let json = archive.files["case.json"], let document = try? JSONReader.read(json),
            document["schema"] == .string("earshot.case/1")
        else { throw CaseArchive.broken(path, "its case.json is no earshot.case/1") }
        let reading = CaseDocumentReading(document: document)
        guard let new = reading.newCase(files: archive.files), let origin = reading.text("number") else {
            throw CaseArchive.broken(path, "its case.json lacks what a case needs")
        }
        let names = reading.captureNames
        var stored: [StoredCapture] = []
        for (sha256, place) in archive.captures.sorted(by: { $0.key < $1.key }) {
            stored.append(try vault.take(place, name: names[sha256] ?? "capture"))
        }
        let events = reading.events
        return try mapped {
            try database.write { database in
                let id = try CaseStore.insertRow(new, state: reading.state, into: database)
                for capture in stored {
                    try database.execute(
                        sql: "INSERT OR IGNORE INTO captures (sha256, bytes, storedAt) VALUES (?, ?, ?)",
                        arguments: [capture.sha256, capture.bytes, time.nanoseconds])
                    try database.execute(
                        sql: "INSERT OR IGNORE INTO attachments (caseID, sha256, name) VALUES (?, ?, ?)",
                        arguments: [id, capture.sha256, capture.name])
                }
                for (position, finding) in new.findings.enumerated() {
                    try database.execute(
                        sql:
                            "INSERT INTO findings (caseID, position, code, severity, cause, summary) VALUES (?, ?, ?, ?, ?, ?)",
                        arguments: [id, position, finding.code, finding.severity, finding.cause, finding.summary])
                }
                for event in events { try CaseStore.event(id, event, in: database) }
                try CaseStore.event(
                    id,
                    CaseEvent(at: time, kind: "imported", actor: actor, text: "Imported; it was \(origin) elsewhere."),
                    in: database)
                try database.execute(
                    sql:
                        "UPDATE cases SET severity = ?, region = ?, owner = ?, importedFrom = ?, closedAt = ? WHERE id = ?",
                    arguments: [
                        reading.text("severity") ?? new.severity, reading.text("region") ?? new.region,
                        reading.text("owner"), origin, reading.time("closedAt")?.nanoseconds, id,
                    ])
                try CaseStore.index(id, in: database)
                return CaseStore.number(id)
            }
        }
    }
}

/// A case as its JSON document has it.
private struct CaseDocumentReading {
    let document: JSONValue

    func text(_ name: String) -> String? { Self.text(document, name) }

    /// Its state, if it is one that is known.
    var state: String {
        let known = ["new", "open", "waiting-for-customer", "resolved", "closed"]
        return text("state").flatMap { known.contains($0) ? $0 : nil } ?? "open"
    }

    func time(_ name: String) -> CaptureTime? { text(name).flatMap { CaptureTime(rfc3339: $0) } }

    private static func text(_ value: JSONValue?, _ name: String) -> String? {
        if case .string(let text)? = value?[name] { return text }
        return nil
    }

    private static func list(_ value: JSONValue?) -> [JSONValue] {
        if case .array(let values)? = value { return values }
        return []
    }

    func newCase(files: [String: [UInt8]]) -> NewCase? {
        guard let openedAt = time("openedAt"), let severity = text("openedSeverity"), let region = text("openedRegion")
        else { return nil }
        var new = NewCase(
            openedAt: openedAt, program: text("program") ?? "", serviceIdentifier: text("serviceIdentifier") ?? "",
            severity: severity, region: region, summary: text("summary") ?? "", submission: files["submission"] ?? [],
            checkJSON: files["check.json"] ?? [], analysisJSON: files["analysis.json"],
            reportHTML: files["report.html"] ?? [],
            findings: Self.list(document["findings"]).compactMap { finding in
                guard let code = Self.text(finding, "code"), let severity = Self.text(finding, "severity") else {
                    return nil
                }
                return NewCase.Finding(
                    code: code, severity: severity, cause: Self.text(finding, "cause"),
                    summary: Self.text(finding, "summary") ?? "")
            })
        new.channel = text("channel") ?? "web"
        new.channelReference = text("channelReference")
        new.customer = text("customer")
        new.programVersion = text("programVersion") ?? ""
        let person = document["representative"]
        new.representative = CaseRepresentative(
            name: Self.text(person, "name"), email: Self.text(person, "email"), phone: Self.text(person, "phone"))
        new.samples = Self.list(document["samples"]).map { sample in
            CaseSample(
                calling: Self.text(sample, "calling"), called: Self.text(sample, "called"),
                startedAt: Self.text(sample, "startedAt").flatMap { CaptureTime(rfc3339: $0) },
                direction: Self.text(sample, "direction"), call: Self.text(sample, "call"))
        }
        return new
    }

    var captureNames: [String: String] {
        var names: [String: String] = [:]
        for capture in Self.list(document["captures"]) {
            if let sha256 = Self.text(capture, "sha256"), let name = Self.text(capture, "name") { names[sha256] = name }
        }
        return names
    }

    var events: [CaseEvent] {
        Self.list(document["events"]).compactMap { event in
            guard let at = Self.text(event, "at").flatMap({ CaptureTime(rfc3339: $0) }),
                let kind = Self.text(event, "kind")
            else { return nil }
            return CaseEvent(
                at: at, kind: kind, actor: Self.text(event, "actor") ?? "", text: Self.text(event, "text") ?? "",
                target: Self.text(event, "target"), waitingForCustomer: event["waitingForCustomer"] == .bool(true))
        }
    }
}
