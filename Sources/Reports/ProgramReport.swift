import CallVocabulary
import CivilTime
import Escaping
import JSONText
import SupportProgram

/// Reports of the support program and its clocks.
public enum ProgramReport {
    /// The program for a person: what is asked, who answers when.
    public static func text(_ program: Program, now: CaptureTime, style: TextStyle) -> String {
        var lines = [style.bold("\(program.name)  (version \(program.version))"), ""]
        func wrapped(_ text: String, _ first: String = "  ", _ rest: String = "    ") {
            lines.append(PlainText.wrap(text, width: style.width, first: first, rest: rest))
        }
        let criteria = program.criteria
        lines.append(style.bold("Call samples"))
        let age =
            criteria.ageFrom == .end ? "the end of the call (its start, if no end is given)" : "the start of the call"
        wrapped("submitted at most \(TimeText.duration(Double(criteria.maximumAgeSeconds))) after \(age)")
        wrapped(
            "at most \(criteria.maximumSamples) in one submission; calling and called number in full, date and time, direction"
        )
        wrapped(
            "withheld callers: at most \(criteria.withheldFloor), or \(DecimalText.shortest(criteria.withheldFraction * 100, places: 1)) % of the samples"
                + (criteria.countsMatchedWithheld ? "" : "; those found in an attached capture do not count"))
        wrapped("mobile numbers: \(criteria.mobile.rawValue); called short codes: \(criteria.shortCodes.rawValue)")
        wrapped(
            "a start up to \(TimeText.duration(Double(criteria.futureToleranceSeconds))) ahead is clock error, not the future; two samples of the same numbers within \(TimeText.duration(Double(criteria.duplicateWindowSeconds))) are one call"
        )
        if let wished = criteria.preferredSamples { wrapped("wished for: \(wished) samples") }
        wrapped("words for a withheld caller: \(criteria.withheldWords.joined(separator: ", "))")
        wrapped("as some carriers deliver them: \(criteria.withheldCodes.joined(separator: ", "))")
        for name in SampleCriteria.explained {
            if let reason = criteria.reasons[name] { wrapped("why (\(name)): \(reason)") }
        }
        lines += ["", style.bold("Call quality checklist")]
        for (index, question) in program.checklist.enumerated() {
            wrapped("\(index + 1). \(question.question)  [\(word(question.required))]", "  ", "     ")
            for answer in question.answers {
                let words = question.words[answer] ?? []
                wrapped(
                    answer + (words.isEmpty ? "" : ", also written: \(words.joined(separator: ", "))"), "       ",
                    "         ")
            }
        }
        lines += ["", style.bold("Customer responsibilities")]
        for one in program.responsibilities { wrapped("\(one.statement)  [\(word(one.required))]") }
        for one in program.reminders { wrapped(one + "  [reminder]") }
        lines += ["", style.bold("Channels")]
        for one in program.channels { lines.append("  \(one.id): \(one.name)\(one.isPreferred ? " (preferred)" : "")") }
        lines += ["", style.bold("Roles")]
        for role in program.roles {
            wrapped(role.name + (role.aliases.isEmpty ? "" : " (\(role.aliases.joined(separator: ", ")))"))
        }
        lines += ["", style.bold("Regions")]
        for region in program.regions { lines += regionLines(region, program, now, style) }
        lines += ["", style.bold("Severities and targets (targets, not guarantees)")]
        for level in program.severities {
            wrapped("\(level.id)  \(level.name): \(level.definition)", "  ", "      ")
            lines.append(
                "      first response \(target(level.initialResponse)); update every \(target(level.update))")
        }
        lines += ["", style.bold("Escalation")]
        wrapped(
            "offered \(TimeText.duration(Double(program.escalation.afterSeconds))) (\(program.escalation.clock.rawValue)) after the opening or the first unanswered message, by \(program.escalation.methods.joined(separator: " or "))"
        )
        for (index, rung) in program.escalation.ladder.enumerated() {
            let people = rung.contacts.map { "\($0.region) \($0.name ?? "not filled in") (\($0.hours))" }
            wrapped("\(index + 1). \(rung.role): \(people.joined(separator: "; "))", "  ", "     ")
        }
        wrapped("by e-mail to \(program.escalation.alias ?? "the alias of the customer, which is not filled in"):")
        for field in program.escalation.fields {
            lines.append(
                "    - \(Escaping.terminal(field.label, limit: 200)):" + (field.isRequired ? "" : "  [may be empty]"))
        }
        let network = program.networkRequirements
        let limits = [
            network.maximumOneWayDelayMilliseconds.map { "one-way delay \(DecimalText.shortest($0, places: 1)) ms" },
            network.maximumJitterMilliseconds.map { "jitter \(DecimalText.shortest($0, places: 1)) ms" },
            network.maximumLossPercent.map { "loss \(DecimalText.shortest($0, places: 2)) %" },
        ].compactMap { $0 }
        lines += ["", style.bold("Network requirements")]
        lines.append("  " + (limits.isEmpty ? "none stated" : "at most " + limits.joined(separator: ", ")))
        lines += ["", style.bold("Kept")]
        func days(_ count: Int?) -> String { count.map { "\($0) days" } ?? "for ever" }
        wrapped(
            "captures \(days(program.retention.capturesDaysAfterClosing)) after closing, cases \(days(program.retention.casesDaysAfterClosing)) after closing, returned submissions \(days(program.retention.returnedSubmissionsDays))"
        )
        if !program.thresholds.isEmpty {
            lines += ["", style.bold("Thresholds of findings that differ")]
            for (name, value) in program.thresholds.sorted(by: { $0.key < $1.key }) {
                lines.append("  \(name) \(DecimalText.shortest(value, places: 3))")
            }
        }
        if !program.customers.isEmpty {
            lines += ["", style.bold("Customers")]
            for one in program.customers {
                lines.append(
                    "  \(Escaping.terminal(one.name, limit: 200)): \(one.sites.count) sites, \(one.representatives.count) representatives"
                )
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func word(_ requirement: Program.Requirement) -> String {
        switch requirement {
        case .blocking: return "required"
        case .advice: return "advised"
        case .no: return "free"
        }
    }

    private static func target(_ target: Program.SeverityLevel.Target) -> String {
        "\(TimeText.duration(Double(target.seconds))) (\(target.clock.rawValue))"
    }

    private static func regionLines(
        _ region: SupportRegion, _ program: Program, _ now: CaptureTime, _ style: TextStyle
    ) -> [String] {
        let calendar = program.calendar(of: region)
        let reading =
            program.hoursReading == .civilTime
            ? "civil time of \(region.zone.name), written \(region.zoneAsWritten)"
            : "\(region.zoneAsWritten) all year round"
        var lines = ["  \(region.id)  \(region.name)\(region.phone.map { ", \($0)" } ?? "")"]
        var spans: [(days: String, hours: String)] = []
        for (index, day) in region.hours.days.enumerated() {
            let hours = day.map { "\(clock($0.lowerBound))–\(clock($0.upperBound))" }.joined(separator: ", ")
            let name = WeeklyHours.names[index].prefix(1).uppercased() + WeeklyHours.names[index].dropFirst().prefix(2)
            if let last = spans.last, last.hours == hours {
                spans[spans.count - 1].days = String(last.days.prefix(3)) + "–" + name
            } else {
                spans.append((name, hours))
            }
        }
        let open = spans.filter { !$0.hours.isEmpty }.map { "\($0.days) \($0.hours)" }.joined(separator: "; ")
        lines.append(PlainText.wrap("\(open) (\(reading))", width: style.width, first: "      ", rest: "      "))
        let year = CivilDateTime(now).year
        let days = calendar.holidays(inYear: year).sorted { $0.key < $1.key }.map { day, name in
            "\(CivilDateTime(CaptureTime(seconds: Int64(day) * 86_400)).dateText) \(name)"
        }
        lines.append(
            PlainText.wrap(
                "closed in \(year): \(days.joined(separator: "; "))", width: style.width, first: "      ",
                rest: "        "))
        return lines
    }

    private static func clock(_ minute: Int) -> String {
        "\(CivilDateTime.padded(minute / 60, to: 2)):\(CivilDateTime.padded(minute % 60, to: 2))"
    }

    // MARK: Files

    /// What is wrong with a program file, place by place.
    public static func problems(_ invalid: ProgramReader.Invalid, file: String, style: TextStyle) -> String {
        var text = style.red("✗ \(Escaping.terminal(file, limit: 200)) is no valid program: \(invalid.problems.count) ")
        text += style.red(invalid.problems.count == 1 ? "thing to put right.\n" : "things to put right.\n")
        for problem in invalid.problems {
            let place = problem.pointer.isEmpty ? "" : " \(Escaping.terminal(problem.pointer, limit: 200))"
            text +=
                "\n"
                + PlainText.wrap(
                    "line \(problem.line), column \(problem.column)\(place): \(Escaping.terminal(problem.message, limit: 400))",
                    width: style.width, first: "  ", rest: "    ")
            text +=
                "\n"
                + PlainText.wrap(
                    Escaping.terminal(problem.remedy, limit: 600), width: style.width, first: "    → ", rest: "      ")
        }
        return text + "\n"
    }

    /// The same as JSON: `earshot.program-check/1`.
    public static func problemsJSON(_ problems: [ProgramProblem]) -> [UInt8] {
        var json = JSONWriter(pretty: true)
        json.object { json in
            json.member("schema", "earshot.program-check/1")
            json.member("valid", problems.isEmpty)
            json.member("problems", array: problems) { json, problem in
                json.object { json in
                    json.member("line", problem.line)
                    json.member("column", problem.column)
                    json.member("pointer", problem.pointer)
                    json.member("message", problem.message)
                    json.member("remedy", problem.remedy)
                }
            }
        }
        return json.bytes + [0x0A]
    }

    // MARK: Clocks

    /// The clocks of a case as JSON: `earshot.clock/1`.
    public static func clockJSON(_ reading: ResponseClock.Reading, openedAt: CaptureTime, program: Program) -> [UInt8] {
        var json = JSONWriter(pretty: true)
        json.object { json in
            json.member("schema", "earshot.clock/1")
            write(reading, openedAt: openedAt, program: program, to: &json)
        }
        return json.bytes + [0x0A]
    }

    /// The members of a reading.
    static func write(
        _ reading: ResponseClock.Reading, openedAt: CaptureTime, program: Program, to json: inout JSONWriter
    ) {
        json.member("program", program.name)
        json.member("programVersion", program.version)
        json.member("region", reading.region)
        json.member("severity", reading.severity)
        json.member("openedAt", openedAt.description)
        json.member("initialResponseDue", reading.initialResponseDue?.description)
        json.member("initialResponseMet", reading.initialResponseMet)
        json.member("nextUpdateDue", reading.nextUpdateDue?.description)
        json.member("nextUpdateLastSupportInstant", reading.nextUpdateLastSupportInstant?.description)
        json.member("missedUpdatesDue", texts: reading.missedUpdatesDue.map(\.description))
        json.member("escalationOfferedFrom", reading.escalationOfferedFrom?.description)
        json.member("explanation", texts: reading.explanation)
    }

    /// The clocks of a case for a person.
    public static func clockText(
        _ reading: ResponseClock.Reading, openedAt: CaptureTime, program: Program, style: TextStyle
    ) -> String {
        var lines = [
            style.bold("\(reading.severity) in \(reading.region), opened \(TimeText.full(openedAt))"),
            "  first response due  \(reading.initialResponseDue.map { TimeText.full($0) } ?? "—")"
                + (reading.initialResponseMet.map { $0 ? "  (given in time)" : "  (came late)" } ?? ""),
            "  next update due     \(reading.nextUpdateDue.map { TimeText.full($0) } ?? "none")",
            "  may be escalated    \(reading.escalationOfferedFrom.map { "from " + TimeText.full($0) } ?? "no: it was answered")",
            "",
        ]
        for line in reading.explanation {
            lines.append(PlainText.wrap(line, width: style.width, first: "  ", rest: "    "))
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
