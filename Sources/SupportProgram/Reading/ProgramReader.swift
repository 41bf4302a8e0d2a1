import JSONText

/// Reads program files: strict, and with the place of everything that is wrong.
///
/// A file with `"extends": "8x8-enterprise-support"` states only what differs: its members take the place of the
/// built-in ones, those of `criteria` and `escalation` one by one.
public enum ProgramReader {
    static let schema = "earshot.program/1"

    /// What is wrong with a file, all of it.
    public struct Invalid: Error, Sendable, Equatable {
        /// The problems in the order of the file.
        public var problems: [ProgramProblem]
    }

    /// Reads a program, or says everything that is wrong.
    public static func read(_ bytes: [UInt8]) -> Result<Program, Invalid> {
        guard bytes.count <= ProgramLimits.bytes else {
            return .failure(
                problem("The file has \(bytes.count) bytes; the limit is \(ProgramLimits.bytes).", "Shorten it.", 1, 1))
        }
        let value: JSONValue
        let places: JSONPlaces
        do {
            (value, places) = try JSONReader.readWithPlaces(bytes)
        } catch {
            return .failure(
                problem(
                    "The file is not JSON: \(error.message).", "Put right line \(error.line), column \(error.column).",
                    error.line, error.column))
        }
        let notes = ProgramNode.Notes(places: places)
        let own = ProgramNode(value: value, pointer: "", notes: notes)
        own.allow(ProgramSections.topLevel.union(["extends", "schema"]))
        if let stated = own.member("schema"), stated.value != .string(schema) {
            stated.note("The schema is not \(schema).", "Write \"\(schema)\".")
        }
        guard let effective = effective(value) else {
            own.member("extends")?.note("There is no such program to extend.", "Write \"8x8-enterprise-support\".")
            return .failure(Invalid(problems: notes.problems))
        }
        let whole = ProgramNode(value: effective, pointer: "", notes: notes)
        let program = ProgramSections.program(whole)
        let ordered = notes.problems.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
        guard ordered.isEmpty, let program else { return .failure(Invalid(problems: ordered)) }
        return .success(program)
    }

    /// A program file as it works: with what it extends filled in, one spelling for one meaning. `nil` if it is no JSON.
    public static func effectiveText(_ bytes: [UInt8]) -> [UInt8]? {
        guard let value = try? JSONReader.read(bytes), let effective = effective(value) else { return nil }
        var json = JSONWriter(pretty: true)
        json.value(effective)
        return json.bytes + [0x0A]
    }

    private static func effective(_ value: JSONValue) -> JSONValue? {
        guard let base = value["extends"], base != .null else { return value }
        guard base == .string("8x8-enterprise-support"),
            let builtIn = try? JSONReader.read(Array(Program.builtInText.utf8))
        else { return nil }
        return merged(builtIn, value, depth: 0)
    }

    /// `own` over `base`: objects member by member, down to the second level; everything else replaced.
    private static func merged(_ base: JSONValue, _ own: JSONValue, depth: Int) -> JSONValue {
        guard case .object(let old) = base, case .object(let new) = own, depth < 2 else { return own }
        var members = old.map { member in
            JSONValue.Member(
                name: member.name,
                value: own[member.name].map { merged(member.value, $0, depth: depth + 1) } ?? member.value)
        }
        members += new.filter { base[$0.name] == nil && $0.name != "extends" }
        return .object(members)
    }

    private static func problem(_ message: String, _ remedy: String, _ line: Int, _ column: Int) -> Invalid {
        Invalid(
            problems: [ProgramProblem(line: line, column: column, pointer: "", message: message, remedy: remedy)])
    }

    /// A program that promises nothing; stands where no program could be read.
    static let emptyProgram = Program(
        id: "", name: "", version: "", hoursReading: .civilTime,
        criteria: SampleCriteria(
            maximumAgeSeconds: 7_200, ageFrom: .end, futureToleranceSeconds: 300, creditsStatedPrecision: true,
            maximumSamples: 200, preferredSamples: nil, maximumFieldCharacters: 1_024, maximumBytes: 16 << 20,
            duplicateWindowSeconds: 60, maximumClockOffsetSeconds: 300, withheldWords: [], withheldCodes: [],
            withheldFloor: 1, withheldFraction: 0.25, countsMatchedWithheld: false, mobile: .advice,
            shortCodes: .advice),
        checklist: [], responsibilities: [], reminders: [], channels: [], roles: [], regions: [], severities: [],
        escalation: Escalation(
            afterSeconds: 86_400, clock: .elapsed, methods: [], alias: nil, fields: [], ladder: []),
        networkRequirements: Program.NetworkRequirements(),
        retention: Program.Retention(), thresholds: [:], customers: [])
}
