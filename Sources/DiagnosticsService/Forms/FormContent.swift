import CallVocabulary
import JSONText
import SampleIntake
import SupportProgram

/// What was typed into the form, as it was typed: nothing is put right or thrown away here.
struct FormContent: Equatable, Sendable {
    /// One call as it was typed.
    struct Call: Equatable, Sendable {
        /// By the names of the form's fields.
        var fields: [String: String] = [:]

        subscript(_ name: String) -> String {
            get { fields[name] ?? "" }
            set { fields[name] = newValue.isEmpty ? nil : newValue }
        }

        /// The fields a person fills in, in the order of the form.
        static let names = ["callingNumber", "calledNumber", "date", "time", "end", "direction", "note"]
        /// What a table may say beside them; it goes on as it came.
        static let carried = ["callID", "heardBy", "symptoms", "capture", "timeZone", "country", "durationSeconds"]
        static let all = names + carried

        var isEmpty: Bool { fields.values.allSatisfy { $0.trimmingBlanks.isEmpty } }

        /// A call that nobody began: a date alone may have been filled in by the page.
        var isUntouched: Bool { Call.all.allSatisfy { $0 == "date" || self[$0].trimmingBlanks.isEmpty } }
    }

    /// Fields of the whole form by name; several values have line ends between them.
    var general: [String: String] = [:]
    var calls: [Call] = [Call()]

    /// Calls of a form at most; more than the program takes, so that it can say so.
    static let maximumCalls = 400
    /// Characters of a field that are kept.
    static let maximumCharacters = 20_000

    subscript(_ name: String) -> String {
        get { general[name] ?? "" }
        set { general[name] = newValue.isEmpty ? nil : newValue }
    }

    func values(_ name: String) -> [String] { self[name].split(separator: "\n").map(String.init) }

    init() {}

    /// The names of fields that are the form's own.
    static func names(_ program: Program) -> Set<String> {
        Set(
            [
                "serviceIdentifier", "name", "email", "phone", "severity", "region", "summary", "timeZone", "country",
                "ownNumbers", "equipmentChecked", "firstLevelDiagnosticsDone", "customer",
            ] + program.checklist.flatMap(\.fields).map { "q-" + $0 })
    }

    /// What a form sent.
    init(_ form: FormBody, program: Program) {
        let known = FormContent.names(program)
        var calls: [Int: Call] = [:]
        for field in form.fields {
            let value = String(field.value.prefix(FormContent.maximumCharacters))
            if known.contains(field.name) {
                let before = general[field.name]
                general[field.name] = before.map { $0 + "\n" + value } ?? (value.isEmpty ? nil : value)
            } else if let (index, name) = FormContent.place(field.name), index < FormContent.maximumCalls {
                calls[index, default: Call()][name] = value
            }
        }
        let rows = min(max(1, Int(form["rows"]) ?? 1, (calls.keys.max() ?? 0) + 1), FormContent.maximumCalls)
        self.calls = (0..<rows).map { calls[$0] ?? Call() }
    }

    /// `samples[2][date]` as 2 and `date`.
    private static func place(_ name: String) -> (Int, String)? {
        guard name.hasPrefix("samples["), name.hasSuffix("]") else { return nil }
        let parts = name.dropFirst("samples[".count).dropLast().split(separator: "]", omittingEmptySubsequences: false)
        guard parts.count == 2, let index = Int(parts[0]), index >= 0, parts[1].hasPrefix("["),
            Call.all.contains(String(parts[1].dropFirst()))
        else { return nil }
        return (index, String(parts[1].dropFirst()))
    }

    // MARK: Kept

    /// As the store keeps it.
    var bytes: [UInt8] {
        var json = JSONWriter(pretty: false)
        json.object {
            $0.key("general")
            $0.object { json in
                for (name, value) in general.sorted(by: { $0.key < $1.key }) {
                    json.key(name)
                    json.text(value)
                }
            }
            $0.key("calls")
            $0.array(calls) { json, call in
                json.object { json in
                    for (name, value) in call.fields.sorted(by: { $0.key < $1.key }) {
                        json.key(name)
                        json.text(value)
                    }
                }
            }
        }
        return json.bytes
    }

    /// As it was kept; empty if it is none.
    init(_ bytes: [UInt8]) {
        guard let root = try? JSONReader.read(bytes) else { return }
        func texts(_ value: JSONValue?) -> [String: String] {
            guard case .object(let members)? = value else { return [:] }
            return Dictionary(
                members.compactMap { member in
                    if case .string(let text) = member.value { return (member.name, text) }
                    return nil
                }, uniquingKeysWith: { $1 })
        }
        general = texts(root["general"])
        if case .array(let values)? = root["calls"], !values.isEmpty { calls = values.map { Call(fields: texts($0)) } }
    }

    // MARK: The submission

    /// The rows of the form that make samples: those in which something is said.
    var usedRows: [Int] { calls.indices.filter { !calls[$0].isUntouched } }

    /// The submission that the form is, as JSON: its n-th sample is the n-th of ``usedRows``.
    func submission(_ program: Program) -> [UInt8] {
        var json = JSONWriter(pretty: true)
        json.object { json in
            for name in ["serviceIdentifier", "severity", "region", "summary", "timeZone", "country", "customer"] {
                text(name, self[name], &json)
            }
            let own = self["ownNumbers"].split { $0 == "\n" || $0 == "," || $0 == ";" }.map { $0.trimmingBlanks }
                .filter { !$0.isEmpty }
            if !own.isEmpty { json.member("ownNumbers", texts: own) }
            json.key("representative")
            json.object { json in
                for name in ["name", "email", "phone"] { text(name, self[name], &json) }
            }
            json.key("checklist")
            json.object { json in
                for field in program.checklist.flatMap(\.fields) {
                    let values = values("q-" + field)
                    if field == "symptoms" {
                        if !values.isEmpty {
                            json.key(field)
                            json.array(values) { $0.text($1) }
                        }
                    } else {
                        text(field, self["q-" + field], &json)
                    }
                }
            }
            json.key("responsibilities")
            json.object { json in
                for name in ["equipmentChecked", "firstLevelDiagnosticsDone"] {
                    json.key(name)
                    json.value(.bool(!self[name].isEmpty))
                }
            }
            json.key("samples")
            json.array(usedRows) { json, row in json.object { json in call(calls[row], &json) } }
        }
        return json.bytes + [0x0A]
    }

    private func text(_ name: String, _ value: String, _ json: inout JSONWriter) {
        let trimmed = value.trimmingBlanks
        guard !trimmed.isEmpty else { return }
        json.key(name)
        json.text(trimmed)
    }

    private func call(_ call: Call, _ json: inout JSONWriter) {
        for name in [
            "callingNumber", "calledNumber", "direction", "note", "callID", "heardBy", "capture", "timeZone",
            "country", "durationSeconds",
        ] { text(name, call[name], &json) }
        let symptoms = call["symptoms"].split(separator: "\n").map(String.init)
        if !symptoms.isEmpty { json.member("symptoms", texts: symptoms) }
        let (date, time) = (call["date"].trimmingBlanks, call["time"].trimmingBlanks)
        text("startedAt", FormContent.instant(date, time), &json)
        let end = call["end"].trimmingBlanks
        text("endedAt", FormContent.isClock(end) ? FormContent.instant(date, end) : end, &json)
    }

    /// A day and a time as one: `2026-11-23T14:03` where both are as browsers send them, else one behind the other.
    static func instant(_ date: String, _ time: String) -> String {
        if time.isEmpty { return date }
        if date.isEmpty { return time }
        return isDay(date) && isClock(time) ? date + "T" + time : date + " " + time
    }

    /// Whether a text is a day as browsers send it.
    static func isDay(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.map(\.utf8.count) == [4, 2, 2] && parts.allSatisfy { $0.allSatisfy(\.isASCIIDigit) }
    }

    /// Whether a text is a time of day as browsers send it.
    static func isClock(_ text: String) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        return (2...3).contains(parts.count) && parts.allSatisfy { $0.utf8.count == 2 && $0.allSatisfy(\.isASCIIDigit) }
    }

    // MARK: Taken from what was handed in

    /// Takes what a submission says, given as the canonical JSON of the intake: calls are added, other fields filled in
    /// where they are empty. Returns how many calls came.
    mutating func take(_ submission: [UInt8], program: Program) -> Int {
        guard let root = try? JSONReader.read(submission) else { return 0 }
        func text(_ value: JSONValue?) -> String? {
            switch value {
            case .string(let text)?, .number(let text)?: return text
            case .bool(let truth)?: return truth ? "yes" : "no"
            case .array(let values)?:
                let texts = values.compactMap { text($0) }
                return texts.isEmpty ? nil : texts.joined(separator: "\n")
            default: return nil
            }
        }
        func fill(_ name: String, _ value: JSONValue?) {
            if self[name].isEmpty, let text = text(value) { self[name] = text }
        }
        for name in ["serviceIdentifier", "severity", "region", "summary", "timeZone", "country", "ownNumbers"] {
            fill(name, root[name])
        }
        for name in ["name", "email", "phone"] { fill(name, root["representative"]?[name]) }
        for field in program.checklist.flatMap(\.fields) { fill("q-" + field, root["checklist"]?[field]) }
        for name in ["equipmentChecked", "firstLevelDiagnosticsDone"] {
            if case .bool(true)? = root["responsibilities"]?[name] { self[name] = "yes" }
        }
        guard case .array(let samples)? = root["samples"] else { return 0 }
        calls.removeAll { $0.isUntouched }
        let room = FormContent.maximumCalls - calls.count
        for sample in samples.prefix(max(0, room)) {
            var call = Call()
            for name in ["callingNumber", "calledNumber", "direction", "note"] + Call.carried {
                if let value = text(sample[name]) { call[name] = value }
            }
            call.fill(startedAt: text(sample["startedAt"]) ?? "", endedAt: text(sample["endedAt"]) ?? "")
            calls.append(call)
        }
        if calls.isEmpty { calls = [Call()] }
        return min(samples.count, max(0, room))
    }

    /// Puts replacements of a problem in their places.
    mutating func apply(_ suggestion: [String: String], row: Int?) {
        for (name, value) in suggestion {
            guard let row, calls.indices.contains(row) else {
                if ["timeZone", "country", "severity", "region"].contains(name) { self[name] = value }
                continue
            }
            switch name {
            case "startedAt": calls[row].fill(startedAt: value, endedAt: calls[row]["end"])
            case "endedAt": calls[row]["end"] = value
            default: if Call.all.contains(name) { calls[row][name] = value }
            }
        }
    }
}

extension FormContent.Call {
    /// Divides a time into the day and the time of day, where it is written as both; otherwise it stays one text.
    mutating func fill(startedAt: String, endedAt: String) {
        let parts = startedAt.split(maxSplits: 1) { $0 == "T" || $0 == " " }.map(String.init)
        if parts.count == 2, FormContent.isDay(parts[0]), FormContent.isClock(parts[1]) {
            self["date"] = parts[0]
            self["time"] = parts[1]
        } else {
            self["date"] = startedAt
            self["time"] = ""
        }
        self["end"] = endedAt
    }
}

extension Character {
    var isASCIIDigit: Bool { isASCII && isNumber }
}
