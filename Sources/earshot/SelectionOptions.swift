import ArgumentParser
import CallVocabulary
import CivilTime
import Findings
import ReportModel
import Reports

/// What of an analysis is wanted, and how it is listed.
struct SelectionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Only this call: call-7, c7, its Call-ID or the beginning of one; * and ? stand for anything.",
            valueName: "call"))
    var call: [String] = []

    @Option(
        help: ArgumentHelp(
            "Only calls from or to this number, part of one, or a pattern: '*0119'.", valueName: "number"))
    var number: [String] = []

    @Option(
        name: .customLong("ip"),
        help: ArgumentHelp("Only what this address, or network, took part in.", valueName: "address[/bits]"))
    var networks: [String] = []

    @Option(
        help: ArgumentHelp(
            "Only calls that lasted until then or began later: 14:03, or with date and offset.", valueName: "time"))
    var since: String?

    @Option(help: ArgumentHelp("Only calls that began before then.", valueName: "time"))
    var until: String?

    @Option(
        help: ArgumentHelp("Only calls with this finding: media.jitter, or a pattern: 'media.*'.", valueName: "code"))
    var code: [String] = []

    @Option(help: "Only calls with findings this bad: fault, warning or note.")
    var severity: String?

    @Option(help: ArgumentHelp("How many calls are listed, or all (usually 40).", valueName: "count"))
    var top: String?

    @Option(help: "Calls in this order: worst or time.")
    var sort = "worst"

    @Flag(help: "Only the verdict and what is counted.")
    var summary = false

    @Flag(help: "All columns of tables, uncut, however wide.")
    var wide = false

    @Option(help: ArgumentHelp("Show times in this zone: Europe/London, local, or utc.", valueName: "zone"))
    var zone = "utc"

    func validate() throws {
        guard ["worst", "time"].contains(sort) else { throw ValidationError("--sort takes worst or time") }
        if let severity, !["fault", "warning", "note"].contains(severity) {
            throw ValidationError("--severity takes fault, warning or note")
        }
        guard top.map({ $0 == "all" || (Int($0).map { $0 > 0 } ?? false) }) != false else {
            throw ValidationError("--top takes a number from 1, or all")
        }
        for network in networks where AddressNetwork(network) == nil {
            throw ValidationError("--ip takes an address, or a network such as 192.0.2.0/24; \(network) is neither")
        }
        _ = try zoneRules()
    }

    /// The zone of times; `nil` for UTC.
    func zoneRules() throws -> ZoneRules? {
        switch zone.lowercased() {
        case "utc", "z": return nil
        case "local":
            let named = Terminal.environment("TZ").map { $0.hasPrefix(":") ? String($0.dropFirst()) : $0 }
            return named.flatMap { $0.isEmpty ? nil : ZoneRules($0) } ?? ZoneRules("localtime", folder: "/etc")
        default:
            guard let rules = ZoneRules(zone) else {
                throw ValidationError("--zone takes a name such as Europe/London, local, or utc; \(zone) is none")
            }
            return rules
        }
    }

    /// What is wanted; times without a date are those of the day the source begins.
    func selection(of source: some AnalysisSource) throws -> AnalysisSelection {
        var selection = AnalysisSelection()
        selection.calls = call
        selection.numbers = number
        selection.networks = networks.compactMap { AddressNetwork($0) }
        selection.codes = code
        selection.severity = severity
        let day = source.captureCount > 0 ? source.capture(0).firstPacketAt : nil
        selection.since = try since.map { try time($0, "--since", day: day) }
        selection.until = try until.map { try time($0, "--until", day: day) }
        return selection
    }

    private func time(_ text: String, _ option: String, day: CaptureTime?) throws -> CaptureTime {
        if let time = CaptureTime(rfc3339: text) { return time }
        let parts = text.split(separator: ":").map { Int($0) }
        guard (2...3).contains(parts.count), let hour = parts[0], let minute = parts[1], (0...23).contains(hour),
            (0...59).contains(minute), let second = parts.count > 2 ? parts[2] : 0, (0...59).contains(second)
        else {
            throw CommandFailure("\(option) takes a time such as 14:03, or 2026-11-22T14:03:00Z; \(text) is none.")
        }
        guard let day else { throw CommandFailure("\(option) needs a date here: the capture tells no time.") }
        let zone = try zoneRules()
        let seconds = day.nanoseconds / 1_000_000_000
        let local = seconds + Int64(zone?.offset(atSeconds: seconds) ?? 0)
        let wanted = local - ((local % 86_400) + 86_400) % 86_400 + Int64(hour * 3_600 + minute * 60 + second)
        return CaptureTime(seconds: zone?.instants(ofLocal: wanted).first ?? wanted)
    }

    /// How the text is made.
    func textOptions() throws -> AnalysisTextOptions {
        var options = AnalysisTextOptions()
        options.order = AnalysisListing.Order(rawValue: sort) ?? .worst
        options.isSummary = summary
        options.zone = try zoneRules()
        options.howToSeeAll = "--top all lists them."
        if let top { options.top = Int(top) }
        return options
    }
}

extension OutputOptions {
    /// How text is laid out, its tables uncut where nobody's terminal limits them, or where that is asked for.
    func style(isWide: Bool) -> TextStyle {
        let isShownElsewhere = !Terminal.isTerminal(1) || (output.map { $0 != "-" } ?? false)
        return TextStyle(width: style.width, color: style.color, isUncut: isShownElsewhere, isWide: isWide)
    }
}

/// Calls that are asked for by name and are not there.
enum NamedCalls {
    /// Throws for a name that no call of `source` has, with what may have been meant.
    static func check(_ names: [String], in source: some AnalysisSource) throws {
        for name in names where !name.contains("*") && !name.contains("?") {
            var near: [String] = []
            var isThere = false
            for index in 0..<source.callCount where !isThere {
                let call = source.call(index)
                isThere = AnalysisSelection.isNamed(call, index: index, name)
                let texts = call.callIDs + [call.calling.number, call.called.number].compactMap { $0 }
                if near.count < 5, name.count >= 3,
                    texts.contains(where: { $0.lowercased().contains(name.lowercased()) })
                {
                    near.append(call.id)
                }
            }
            guard !isThere else { continue }
            let count = source.callCount
            let meant =
                near.isEmpty
                ? count > 0 ? " Calls are named call-1 to call-\(count)." : ""
                : " Did you mean \(near.joined(separator: ", "))?"
            throw CommandFailure(
                "there is no call \(name) among \(count == 1 ? "the one call" : "the \(count) calls") here.\(meant)")
        }
    }
}

/// Codes of findings that are asked for and do not exist.
enum NamedCodes {
    /// Throws for a code that no rule has and no finding of `source`, with the one that may have been meant.
    static func check(_ codes: [String], in source: some AnalysisSource) throws {
        let asked = codes.filter { !$0.contains("*") && !$0.contains("?") }
        guard !asked.isEmpty else { return }
        var known = Set(FindingPage.all().map(\.explanation.code.rawValue))
        for index in 0..<source.findingCount { known.insert(source.finding(index).code) }
        for code in asked where !known.contains(code.lowercased()) {
            let lower = code.lowercased()
            let near =
                known.sorted().first { $0.hasSuffix("." + lower) }
                ?? known.sorted().min { distance($0, lower) < distance($1, lower) }
            let meant = near.flatMap {
                distance($0, lower) <= 4 || $0.hasSuffix("." + lower) ? " Did you mean \($0)?" : nil
            }
            throw CommandFailure("there is no finding \(code).\(meant ?? " earshot explain --list has all of them.")")
        }
    }

    /// How many letters have to be changed, put in or left out (Levenshtein), of short texts.
    private static func distance(_ one: String, _ other: String) -> Int {
        let (first, second) = (Array(one.utf8.prefix(60)), Array(other.utf8.prefix(60)))
        var row = Array(0...second.count)
        for (place, letter) in first.enumerated() {
            var before = row[0]
            row[0] = place + 1
            for column in second.indices {
                let cost = min(row[column + 1] + 1, row[column] + 1, before + (letter == second[column] ? 0 : 1))
                before = row[column + 1]
                row[column + 1] = cost
            }
        }
        return row[second.count]
    }
}
