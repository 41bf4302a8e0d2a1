import CallVocabulary
import CivilTime
import SampleIntake
import SupportProgram

/// The form's own words for answers, and where a problem's field stands on the page.
enum FormWording {
    private static let answers: [String: String] = [
        "no-audio": "Neither side hears anything", "one-way-audio": "Only one side hears the other",
        "break-up": "Words are missing, it breaks up", "delayed-speech": "Long pauses, both talk at once",
        "echo": "I hear myself again", "robotic": "It sounds metallic, like a robot",
        "static-noise": "Noise, crackling", "other": "Something else", "all-calls": "On every call",
        "intermittent": "Now and then", "one": "One", "several": "Several", "all": "All", "yes": "Yes", "no": "No",
        "incoming": "Incoming", "outgoing": "Outgoing", "both": "Both", "unknown": "I do not know",
        "internal": "Between your own phones",
    ]

    static func words(_ answer: String) -> String {
        answers[answer] ?? (answer.first?.uppercased() ?? "") + answer.dropFirst().replacing("-", with: " ")
    }

    /// A question for somebody in an office, in the program's words; parts of one question get a word each.
    static func label(_ question: Program.ChecklistQuestion, _ field: String) -> String {
        guard question.fields.count > 1 else { return question.question }
        switch field {
        case "phoneDisplayDuring": return "What did the phone display during the call?"
        case "phoneDisplayAfter": return "And afterwards?"
        case "internetStable": return "Is the Internet connection stable?"
        case "internetChecksRun": return "Was it checked?"
        default: return question.question
        }
    }

    /// The id of the field that a problem points at; `rows` are the form's rows of the samples.
    static func field(_ pointer: String?, sample: Int?, rows: [Int], call: (Int) -> FormContent.Call?) -> String {
        let parts = (pointer ?? "").split(separator: "/").map(String.init)
        if parts.first == "samples" || sample != nil {
            let index = sample ?? (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
            let row = rows.indices.contains(index) ? rows[index] : 0
            let name = parts.count > 2 ? parts[2] : ""
            switch name {
            case "calledNumber": return "s\(row)-called"
            case "startedAt", "timeZone":
                let filled = call(row)
                return filled.map { !$0["date"].isEmpty && $0["time"].isEmpty } == true && name == "startedAt"
                    && FormContent.isDay(filled?["date"] ?? "")
                    ? "s\(row)-time" : "s\(row)-date"
            case "endedAt", "durationSeconds": return "s\(row)-end"
            case "direction": return "s\(row)-direction"
            default: return "s\(row)-calling"
            }
        }
        switch parts.first {
        case "serviceIdentifier": return "site"
        case "representative":
            return parts.count > 1 ? (parts[1] == "email" ? "email" : parts[1] == "phone" ? "phone" : "name") : "name"
        case "severity", "region": return parts[0]
        case "summary": return "summary"
        case "timeZone": return "zone"
        case "country": return "country"
        case "checklist": return "q-" + (parts.count > 1 ? parts[1] : "symptoms")
        case "responsibilities": return parts.count > 1 ? parts[1] : "equipmentChecked"
        default: return "s0-calling"
        }
    }

    /// Problems that stop a form, at their fields.
    static func errors(_ answer: CheckAnswer, _ content: FormContent) -> [FieldError] {
        let rows = content.usedRows
        return answer.problems.filter { $0.severity == .blocking }.map { problem in
            let sample = problem.sample.flatMap { rows.indices.contains($0) ? rows[$0] : nil }
            let field = field(
                problem.field, sample: problem.sample, rows: rows,
                call: { content.calls.indices.contains($0) ? content.calls[$0] : nil })
            return FieldError(
                field: field, call: sample.map { $0 + 1 }, message: problem.message,
                remedy: remedy(problem, at: field), code: problem.code.rawValue)
        }
    }

    /// What to do, where a form asks for another thing than a file: to choose, or to tick.
    static func remedy(_ problem: Problem, at field: String) -> String {
        switch field {
        case "q-symptoms": return "Choose all that you noticed."
        case "severity", "region": return "Choose one."
        case "equipmentChecked": return "Check cables and power of phones and routers, then tick the box."
        case "firstLevelDiagnosticsDone":
            return "Restart the phone, try another one, test the connection, then tick the box."
        case "site": return "Give its site name, its address or one of its telephone numbers."
        default:
            if field.hasPrefix("q-") { return "Choose an answer." }
            if field.hasSuffix("-direction") && problem.code.rawValue == "sample.missing-direction" {
                return "Choose one."
            }
            return problem.remedy
        }
    }

    /// What a number was read as, for somebody who looks whether it is right.
    static func good(_ number: UnderstoodNumber) -> String? {
        if number.withheld { return "✓ Withheld." }
        guard let found = number.number else {
            return number.localDigits.map { "✓ Read as the extension or short number \($0)." }
        }
        let kind: String
        switch found.kind {
        case .fixedLine: kind = "a fixed line"
        case .mobile: kind = "a mobile"
        case .fixedLineOrMobile: kind = "a fixed line or a mobile"
        case .tollFree: kind = "a toll-free number"
        case .voip: kind = "an Internet number"
        default: kind = "a number"
        }
        return "✓ Read as \(found.e164), \(kind)" + (found.region.map { " in \(CountryNames.name($0))" } ?? "") + "."
    }

    /// `1 h 20 min left`.
    static func left(_ until: CaptureTime, now: CaptureTime) -> String {
        let minutes = max(0, Int(until.seconds(since: now) / 60))
        guard until > now else { return "too late" }
        let (days, hours, rest) = (minutes / 1_440, minutes / 60 % 24, minutes % 60)
        if days > 0 { return "\(days) d " + (hours > 0 ? "\(hours) h " : "") + "left" }
        return (hours > 0 ? "\(hours) h " : "") + "\(hours > 0 ? rest : max(1, rest)) min left"
    }
}

/// Countries by their two letters, as far as people of this service meet them often.
enum CountryNames {
    private static let names = [
        "GB": "the United Kingdom", "US": "the United States", "CA": "Canada", "DE": "Germany", "FR": "France",
        "ES": "Spain", "IT": "Italy", "NL": "the Netherlands", "BE": "Belgium", "IE": "Ireland", "AU": "Australia",
        "NZ": "New Zealand", "CH": "Switzerland", "AT": "Austria", "PL": "Poland", "SE": "Sweden", "NO": "Norway",
        "DK": "Denmark", "FI": "Finland", "PT": "Portugal", "IN": "India", "SG": "Singapore", "JP": "Japan",
        "RO": "Romania", "ZA": "South Africa", "BR": "Brazil", "MX": "Mexico", "HK": "Hong Kong",
    ]

    static func name(_ code: String) -> String { names[code] ?? code }
}

/// Times for people, in the zone they write in.
struct PeoplesTime {
    let zone: ZoneRules?
    let name: String

    init(zone name: String?) {
        zone = name.flatMap { ZoneRules($0) }
        self.name =
            zone.map { zone in
                if zone.name.first == "+" || zone.name.first == "-" {
                    return zone.name == "+00:00" ? "UTC" : "UTC" + zone.name
                }
                if ["UTC", "GMT", "Etc/UTC", "Z"].contains(zone.name) { return "UTC" }
                let place = zone.name.split(separator: "/").last.map(String.init) ?? zone.name
                return place.replacing("_", with: " ") + " time"
            } ?? "UTC"
    }

    private func civil(_ time: CaptureTime) -> CivilDateTime {
        let seconds = time.nanoseconds / 1_000_000_000
        let offset = Int64(zone?.offset(atSeconds: seconds) ?? 0)
        return CivilDateTime(CaptureTime(seconds: seconds + offset))
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// `14:03`.
    func clock(_ time: CaptureTime) -> String {
        let civil = civil(time)
        return CivilDateTime.padded(civil.hour, to: 2) + ":" + CivilDateTime.padded(civil.minute, to: 2)
    }

    /// `23 Nov, 14:03`, with the year where it is another.
    func day(_ time: CaptureTime, now: CaptureTime) -> String {
        let (civil, today) = (civil(time), civil(now))
        let month = PeoplesTime.months[min(max(civil.month, 1), 12) - 1]
        return "\(civil.day) \(month)" + (civil.year == today.year ? "" : " \(civil.year)") + ", " + clock(time)
    }

    /// The time of day if it is today, else with the day.
    func short(_ time: CaptureTime, now: CaptureTime) -> String {
        let (civil, today) = (civil(time), civil(now))
        return (civil.year, civil.month, civil.day) == (today.year, today.month, today.day)
            ? clock(time) : day(time, now: now)
    }
}
