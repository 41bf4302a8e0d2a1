import CallVocabulary
import Cases
import JSONText

/// A case as the case.json of an archive has it, everything in it looked at: words are words, kinds and states are known
/// ones, lists have an end. What is not so is refused with its place named.
struct ArchivedCase {
    private let document: JSONValue
    private let path: String

    init(_ json: [UInt8], path: String) throws {
        self.path = path
        guard let document = try? JSONReader.read(json), document["schema"] == .string("earshot.case/1") else {
            throw ArchiveReader.broken(path, "its case.json is no earshot.case/1")
        }
        self.document = document
    }

    // MARK: Reading strictly

    private func refuse(_ place: String, _ what: String) -> CaseStoreError {
        ArchiveReader.broken(path, "\(place) in its case.json \(what)")
    }

    private func string(_ value: JSONValue?, _ place: String) throws -> String? {
        switch value {
        case .string(let text)?: return text
        case .null?, nil: return nil
        default: throw refuse(place, "is no text")
        }
    }

    /// One line of visible characters: a name, a code, a number.
    private func word(_ value: JSONValue?, _ place: String) throws -> String? {
        guard let text = try string(value, place) else { return nil }
        guard ArchiveText.isWord(text) else {
            throw refuse(place, "is too long, or holds characters that do not show (\(ArchiveText.shown(text)))")
        }
        return text
    }

    private func required(_ value: JSONValue?, _ place: String) throws -> String {
        guard let text = try word(value, place) else { throw refuse(place, "is missing") }
        return text
    }

    /// Text of people, with line ends and whatever they wrote; only its length is bounded.
    private func text(_ value: JSONValue?, _ place: String) throws -> String {
        let text = try string(value, place) ?? ""
        guard text.unicodeScalars.count <= ArchiveLimits.textScalars else {
            throw refuse(place, "is longer than \(ArchiveLimits.textScalars) characters")
        }
        return text
    }

    private func time(_ value: JSONValue?, _ place: String) throws -> CaptureTime? {
        guard let text = try word(value, place) else { return nil }
        guard let time = CaptureTime(rfc3339: text) else { throw refuse(place, "is no time") }
        return time
    }

    private func list(_ name: String, atMost limit: Int) throws -> [JSONValue] {
        switch document[name] {
        case .array(let values)?:
            guard values.count <= limit else { throw refuse(name, "has more than \(limit) entries") }
            return values
        case .null?, nil: return []
        default: throw refuse(name, "is no list")
        }
    }

    // MARK: What it says

    /// Its captures by hash.
    func captures() throws -> [(sha256: String, name: String, bytes: Int?)] {
        try list("captures", atMost: CaseLimits.captures).enumerated().map { index, capture in
            let place = "captures/\(index)"
            var bytes: Int?
            if case .number(let text)? = capture["bytes"] { bytes = Int(text) }
            return (
                try required(capture["sha256"], place + "/sha256"),
                try word(capture["name"], place + "/name") ?? "capture", bytes
            )
        }
    }

    func newCase(submission: [UInt8]) throws -> NewCase {
        var new = NewCase(
            program: try word(document["program"], "program") ?? "",
            serviceIdentifier: try text(document["serviceIdentifier"], "serviceIdentifier"),
            severity: try required(document["openedSeverity"], "openedSeverity"),
            region: try required(document["openedRegion"], "openedRegion"),
            summary: try text(document["summary"], "summary"), submission: submission, analysis: CaseAnalysis())
        new.programVersion = try word(document["programVersion"], "programVersion") ?? ""
        new.channel = try word(document["channel"], "channel") ?? "web"
        new.channelReference = try word(document["channelReference"], "channelReference")
        new.customer = try word(document["customer"], "customer")
        new.submissionFormat = try word(document["submissionFormat"], "submissionFormat")
        new.receivedAt = try time(document["receivedAt"], "receivedAt")
        let person = document["representative"]
        new.representative = CaseRepresentative(
            name: try word(person?["name"], "representative/name"),
            email: try word(person?["email"], "representative/email"),
            phone: try word(person?["phone"], "representative/phone"))
        new.history = try history()
        new.analysis.samples = try samples()
        new.analysis.findings = try findings()
        return new
    }

    private func history() throws -> CaseHistory {
        guard let openedAt = try time(document["openedAt"], "openedAt") else { throw refuse("openedAt", "is missing") }
        let state = CaseState(rawValue: try required(document["state"], "state"))
        guard state != .erased else { throw refuse("state", "is erased; there is nothing left to take") }
        guard CaseState.all.contains(state) else { throw refuse("state", "is none that is known") }
        let events = try list("events", atMost: ArchiveLimits.events).enumerated().map { index, event in
            try self.event(event, "events/\(index)")
        }
        return CaseHistory(
            origin: try required(document["number"], "number"), openedAt: openedAt, state: state,
            severity: try required(document["severity"], "severity"),
            region: try required(document["region"], "region"), owner: try word(document["owner"], "owner"),
            closedAt: try time(document["closedAt"], "closedAt"), events: events)
    }

    private func event(_ event: JSONValue, _ place: String) throws -> CaseEvent {
        guard let at = try time(event["at"], place + "/at") else { throw refuse(place + "/at", "is missing") }
        let kind = CaseEvent.Kind(rawValue: try required(event["kind"], place + "/kind"))
        guard CaseEvent.Kind.all.contains(kind) else {
            throw refuse(place + "/kind", "is none that is known (\(ArchiveText.shown(kind.rawValue)))")
        }
        return CaseEvent(
            at: at, kind: kind, actor: try word(event["actor"], place + "/actor") ?? "",
            text: try text(event["text"], place + "/text"), target: try word(event["target"], place + "/target"),
            waitingForCustomer: event["waitingForCustomer"] == .bool(true))
    }

    private func samples() throws -> [CaseSample] {
        try list("samples", atMost: CaseLimits.findings).enumerated().map { index, sample in
            let place = "samples/\(index)"
            return CaseSample(
                calling: try word(sample["calling"], place + "/calling"),
                called: try word(sample["called"], place + "/called"),
                startedAt: try time(sample["startedAt"], place + "/startedAt"),
                direction: try word(sample["direction"], place + "/direction"),
                call: try word(sample["call"], place + "/call"))
        }
    }

    private func findings() throws -> [CaseFinding] {
        try list("findings", atMost: CaseLimits.findings).enumerated().map { index, finding in
            let place = "findings/\(index)"
            let severity = try required(finding["severity"], place + "/severity")
            guard ["fault", "warning", "note"].contains(severity) else {
                throw refuse(place + "/severity", "is none that is known (\(ArchiveText.shown(severity)))")
            }
            return CaseFinding(
                code: try required(finding["code"], place + "/code"), severity: severity,
                cause: try word(finding["cause"], place + "/cause"),
                summary: try text(finding["summary"], place + "/summary"))
        }
    }
}
