import CivilTime

/// The sections of a program file, each from its node.
enum ProgramSections {
    static let topLevel: Set<String> = [
        "id", "name", "version", "hoursReading", "criteria", "checklist", "responsibilities", "reminders", "channels",
        "roles", "regions", "severities", "escalation", "networkRequirements", "retention", "thresholds", "customers",
    ]

    static func program(_ node: ProgramNode) -> Program? {
        let id = node.required("id")?.text(limit: 80)
        let name = node.required("name")?.text(limit: 200)
        let criteria = node.required("criteria").flatMap { ProgramSections.criteria($0) }
        let regionNodes = node.required("regions")?.elements(limit: 100) ?? []
        let regions = regionNodes.compactMap { RegionSection.region($0) }
        // A region that is wrong in itself is named all the same.
        let named = regionNodes.compactMap { node -> String? in
            if case .string(let id)? = node.value["id"] { return id }
            return nil
        }
        let severities = node.required("severities")?.elements(limit: 20).compactMap { severity($0) } ?? []
        if regionNodes.isEmpty { node.note("There is no region.", "Add at least one to regions.") }
        if severities.isEmpty { node.note("There is no severity.", "Add at least one to severities.") }
        unique(node, "regions", named)
        unique(node, "severities", severities.map(\.id))
        let escalation = node.required("escalation").flatMap { EscalationSection.escalation($0, named) }
        let checklist = node.member("checklist")?.elements(limit: 100).compactMap { question($0) } ?? []
        unique(node, "checklist", checklist.map(\.id))
        let customers =
            node.member("customers")?.elements(limit: 100_000).compactMap {
                EscalationSection.customer($0, named)
            } ?? []
        let hours = node.member("hoursReading")?.choice(Program.HoursReading.self) ?? .civilTime
        if hours == .fixedOffset, let list = node.member("regions"), regions.contains(where: { $0.fixedZone == nil }) {
            list.note(
                "A region names no fixedOffset, and hoursReading asks for it.", "Add \"fixedOffset\": \"-08:00\".")
        }
        guard let id, let name, let criteria, let escalation else { return nil }
        return Program(
            id: id, name: name, version: node.member("version")?.text(limit: 80) ?? "1", hoursReading: hours,
            criteria: criteria, checklist: checklist,
            responsibilities: node.member("responsibilities")?.elements(limit: 20).compactMap { responsibility($0) }
                ?? [],
            reminders: node.member("reminders")?.texts(limit: 50) ?? [],
            channels: node.member("channels")?.elements(limit: 20).compactMap { channel($0) } ?? [],
            roles: node.member("roles")?.elements(limit: 50).compactMap { role($0) } ?? [], regions: regions,
            severities: severities, escalation: escalation,
            networkRequirements: node.member("networkRequirements").map { network($0) }
                ?? Program.NetworkRequirements(),
            retention: node.member("retention").map { retention($0) } ?? Program.Retention(),
            thresholds: node.member("thresholds").map { thresholds($0) } ?? [:], customers: customers)
    }

    private static func unique(_ node: ProgramNode, _ section: String, _ ids: [String]) {
        var seen: Set<String> = []
        for id in ids where !seen.insert(id.lowercased()).inserted {
            node.member(section)?.note("\"\(id)\" stands in \(section) twice.", "Give each its own id.")
        }
    }

    static let criteriaMembers: Set<String> = [
        "maximumAgeSeconds", "ageFrom", "futureToleranceSeconds", "creditStatedPrecision", "maximumSamples",
        "preferredSamples", "maximumFieldCharacters", "maximumBytes", "duplicateWindowSeconds",
        "maximumClockOffsetSeconds", "withheld", "mobile", "shortCodes", "reasons",
    ]

    private static func criteria(_ node: ProgramNode) -> SampleCriteria? {
        node.allow(criteriaMembers)
        let withheld = node.required("withheld")
        withheld?.allow(["words", "codes", "floor", "fraction", "countMatched"])
        let year: Int64 = 366 * 86_400
        guard let age = node.required("maximumAgeSeconds")?.integer(1...year) else { return nil }
        let told = node.member("reasons")
        told?.allow(Set(SampleCriteria.explained))
        var reasons: [String: String] = [:]
        for name in SampleCriteria.explained { reasons[name] = told?.member(name)?.text(limit: 500) }
        return SampleCriteria(
            maximumAgeSeconds: age,
            ageFrom: node.member("ageFrom")?.choice(SampleCriteria.AgeFrom.self) ?? .end,
            futureToleranceSeconds: node.member("futureToleranceSeconds")?.integer(0...86_400) ?? 300,
            creditsStatedPrecision: node.member("creditStatedPrecision")?.truth() ?? true,
            maximumSamples: Int(node.member("maximumSamples")?.integer(1...1_000_000) ?? 200),
            preferredSamples: node.member("preferredSamples")?.integer(1...1_000).map { Int($0) },
            maximumFieldCharacters: Int(node.member("maximumFieldCharacters")?.integer(32...65_536) ?? 1_024),
            maximumBytes: Int(node.member("maximumBytes")?.integer(1_024...(1 << 30)) ?? 16 << 20),
            duplicateWindowSeconds: node.member("duplicateWindowSeconds")?.integer(1...86_400) ?? 60,
            maximumClockOffsetSeconds: node.member("maximumClockOffsetSeconds")?.integer(1...86_400) ?? 300,
            withheldWords: withheld?.member("words")?.texts() ?? [],
            withheldCodes: withheld?.member("codes")?.texts() ?? [],
            withheldFloor: Int(withheld?.member("floor")?.integer(0...1_000_000) ?? 1),
            withheldFraction: withheld?.member("fraction")?.number(0...1) ?? 0.25,
            countsMatchedWithheld: withheld?.member("countMatched")?.truth() ?? false,
            mobile: node.member("mobile")?.choice(Program.Requirement.self) ?? .advice,
            shortCodes: node.member("shortCodes")?.choice(Program.Requirement.self) ?? .advice, reasons: reasons)
    }

    private static func question(_ node: ProgramNode) -> Program.ChecklistQuestion? {
        node.allow(["id", "question", "fields", "answers", "words", "required"])
        let fields = node.required("fields")?.texts(limit: 10) ?? []
        if fields.isEmpty { node.note("The question has no field.", "Name the field that answers it.") }
        guard let id = node.required("id")?.text(limit: 80), let text = node.required("question")?.text(),
            let required = node.required("required")?.choice(Program.Requirement.self)
        else { return nil }
        let answers = node.member("answers")?.texts(limit: 100) ?? []
        var words: [String: [String]] = [:]
        if let node = node.member("words") {
            node.allow(Set(answers))
            for answer in answers { words[answer] = node.member(answer)?.texts(limit: 100) }
        }
        return Program.ChecklistQuestion(
            id: id, question: text, fields: fields, answers: answers, words: words, required: required)
    }

    private static func responsibility(_ node: ProgramNode) -> Program.Responsibility? {
        node.allow(["id", "statement", "required"])
        guard let id = known(node.required("id"), Program.Responsibility.known),
            let statement = node.required("statement")?.text(),
            let required = node.required("required")?.choice(Program.Requirement.self)
        else { return nil }
        return Program.Responsibility(id: id, statement: statement, required: required)
    }

    private static func channel(_ node: ProgramNode) -> Program.Channel? {
        node.allow(["id", "name", "preferred"])
        guard let id = known(node.required("id"), Program.Channel.known), let name = node.required("name")?.text()
        else { return nil }
        return Program.Channel(id: id, name: name, isPreferred: node.member("preferred")?.truth() ?? false)
    }

    private static func role(_ node: ProgramNode) -> Program.Role? {
        node.allow(["id", "name", "aliases"])
        guard let id = node.required("id")?.text(limit: 80), let name = node.required("name")?.text() else {
            return nil
        }
        return Program.Role(id: id, name: name, aliases: node.member("aliases")?.texts(limit: 20) ?? [])
    }

    private static func severity(_ node: ProgramNode) -> Program.SeverityLevel? {
        node.allow(["id", "name", "definition", "initialResponse", "update"])
        guard let id = node.required("id")?.text(limit: 20), let name = node.required("name")?.text(),
            let initial = node.required("initialResponse").flatMap({ target($0) }),
            let update = node.required("update").flatMap({ target($0) })
        else { return nil }
        return Program.SeverityLevel(
            id: id, name: name, definition: node.member("definition")?.text() ?? name, initialResponse: initial,
            update: update)
    }

    private static func target(_ node: ProgramNode) -> Program.SeverityLevel.Target? {
        node.allow(["seconds", "clock"])
        guard let seconds = node.required("seconds")?.integer(1...(366 * 86_400)),
            let clock = node.required("clock")?.choice(ClockKind.self)
        else { return nil }
        return Program.SeverityLevel.Target(seconds: seconds, clock: clock)
    }

    private static func network(_ node: ProgramNode) -> Program.NetworkRequirements {
        node.allow(["maximumOneWayDelayMilliseconds", "maximumJitterMilliseconds", "maximumLossPercent"])
        return Program.NetworkRequirements(
            maximumOneWayDelayMilliseconds: node.member("maximumOneWayDelayMilliseconds")?.number(0...60_000),
            maximumJitterMilliseconds: node.member("maximumJitterMilliseconds")?.number(0...60_000),
            maximumLossPercent: node.member("maximumLossPercent")?.number(0...100))
    }

    private static func retention(_ node: ProgramNode) -> Program.Retention {
        node.allow(["capturesDaysAfterClosing", "casesDaysAfterClosing", "returnedSubmissionsDays"])
        func days(_ name: String) -> Int? { node.member(name)?.integer(0...36_500).map { Int($0) } }
        return Program.Retention(
            capturesDaysAfterClosing: days("capturesDaysAfterClosing"),
            casesDaysAfterClosing: days("casesDaysAfterClosing"),
            returnedSubmissionsDays: days("returnedSubmissionsDays"))
    }

    private static func thresholds(_ node: ProgramNode) -> [String: Double] {
        node.allow(Program.thresholdNames)
        var values: [String: Double] = [:]
        for name in Program.thresholdNames {
            // Levels in decibels are negative.
            let least = name.hasSuffix("LevelDecibels") ? -200.0 : 0
            values[name] = node.member(name)?.number(least...1_000_000)
        }
        return values
    }

    static func known(_ node: ProgramNode?, _ names: [String]) -> String? {
        guard let node, let text = node.text(limit: 80) else { return nil }
        guard names.contains(text) else {
            node.note("\"\(text)\" is not known here.", "Write one of \(names.joined(separator: ", ")).")
            return nil
        }
        return text
    }
}

extension Program {
    /// Thresholds of findings that a program may set; their meaning and units are the findings'.
    public static let thresholdNames: Set<String> = [
        "conversationSeconds", "audiblePackets", "lossPercent", "severeLossPercent", "lossPackets",
        "jitterMilliseconds", "severeJitterMilliseconds", "judgedPackets", "icmpErrors", "acknowledgedGaps",
        "fallenSilentSeconds", "unacknowledgedSeconds", "unreportedSeconds", "copiesPercent", "breakUpPercent",
        "senderClockPartsPerMillion", "delayMilliseconds", "severeDelayMilliseconds", "echoReturnLossDecibels",
        "echoRoundTripMilliseconds", "noiseLevelDecibels", "noiseSpreadDecibels", "noiseRoughness",
        "audibleEchoDecibels", "clippedShare", "clicksPerSecond", "clicks", "roboticRepeats", "repeatedShare",
        "mostRepeatedShare", "roboticRunsPerMinute", "silentSeconds", "lateMediaSeconds", "shortestStretchSeconds",
        "nearlyAllShare", "followingSeconds", "crosstalkSeconds", "refusalSeconds", "lastReleaseCopies",
        "releaseCopies", "releaseSeconds", "talkspurtPauseSeconds", "roboticRuns", "singleGapShare",
        "assumedBufferMilliseconds", "progressReports", "answerRepetitionSeconds", "unreadShare", "oneWayCalls",
    ]
}
