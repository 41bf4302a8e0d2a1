import CivilTime
import Escaping
import JSONText
import ReportModel

/// What of an analysis is told as text, and how.
public struct AnalysisTextOptions: Sendable {
    /// Calls listed; `nil` for all of them.
    public var top: Int? = AnalysisTextOptions.usualTop
    /// The order of calls.
    public var order = AnalysisListing.Order.worst
    /// Only verdict and counts.
    public var isSummary = false
    /// The zone of times; UTC without one.
    public var zone: ZoneRules?
    /// How a reader gets to see all calls, as the edge would say it; nothing without one.
    public var howToSeeAll: String?

    /// Calls listed where nothing else is asked for.
    public static let usualTop = 40

    /// The usual.
    public init() {}
}

/// An analysis as a person reads it on a terminal: verdict first. One or few calls are told in full; of many, the list
/// comes first and findings are told by kind, in at most 120 lines.
struct AnalysisText<Source: AnalysisSource> {
    let source: Source
    let style: TextStyle
    let options: AnalysisTextOptions
    let overview: AnalysisOverview
    let listing: AnalysisListing

    init(source: Source, style: TextStyle, options: AnalysisTextOptions = AnalysisTextOptions()) {
        self.source = source
        self.style = style
        self.options = options
        overview = source.overview
        listing = AnalysisListing(source, order: options.order)
    }

    /// Packets shown of one finding.
    static var maximumEvidence: Int { 5 }
    /// Calls told in full.
    private static var fewCalls: Int { 5 }
    /// Faults and warnings told in full.
    private static var fewFindings: Int { 10 }

    /// Whether each finding is told for itself.
    private var isFew: Bool {
        source.callCount <= Self.fewCalls && listing.groups.reduce(0) { $0 + $1.findings.count } <= Self.fewFindings
    }

    func render() -> String {
        let parts = options.isSummary ? summary : isFew ? few : many
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    // MARK: The three forms

    private var few: [String] {
        var streams = AnalysisTextStreams(source, style: style, zone: options.zone)
        streams.read(calls: nil, most: 40)
        let noted = listing.groups.flatMap(\.findings).sorted().map { finding(source.finding($0)) }
        let notes = listing.notes.flatMap(\.findings).sorted()
        var told = notes.prefix(10).map { note(source.finding($0)) }
        if notes.count > 10 { told.append("Note  … and \(notes.count - 10) more.") }
        return [verdict] + noted
            + [patterns(most: 10), calls, streams.table(showsDetails: true), told.joined(separator: "\n")]
            + tail(files: 12)
    }

    private var many: [String] {
        let shown = options.top ?? source.callCount
        var streams = AnalysisTextStreams(source, style: style, zone: options.zone)
        streams.read(calls: Set(listing.calls.prefix(shown).map { source.call($0.index).id }), most: 6)
        let groups = FindingGroupText(source: source, style: style, hasRoom: options.top ?? 0 <= 40)
        return [
            verdict, calls, groups.render(listing.groups), patterns(most: 3),
            streams.table(showsDetails: false), groups.notes(listing.notes),
        ] + tail(files: 3)
    }

    private var summary: [String] {
        let groups = FindingGroupText(source: source, style: style, hasRoom: false)
        let counted = listing.rest(after: 0)
        return [
            verdict,
            source.callCount > 0 ? "\(CountText.of(source.callCount, "call")): \(counted)." : "",
            (listing.groups + listing.notes).map(groups.line).joined(separator: "\n"),
        ] + tail(files: 3)
    }

    /// What a capture holds besides, the files, and what was left out.
    private func tail(files most: Int) -> [String] {
        let named = NamedTrafficWords.sentences(source)
        var shown = named.prefix(4).map { PlainText.wrap($0, width: style.width) }
        if named.count > 4 { shown.append("… and \(named.count - 4) more kinds of packets that are not read.") }
        var parts = [shown.joined(separator: "\n"), files(most: most)]
        if overview.unreadableMessages > 0 {
            let count = overview.unreadableMessages
            parts.append(
                "\(CountText.of(count)) \(count == 1 ? "message begins" : "messages begin") like SIP and cannot be read."
            )
        }
        if overview.unreadableDescriptions > 0 {
            parts.append("\(CountText.of(overview.unreadableDescriptions, "session description")) cannot be read.")
        }
        if !overview.limitsMet.isEmpty {
            let met = overview.limitsMet.map {
                "\($0.name) (\($0.count == 1 ? "once" : "\(CountText.of($0.count)) times"))"
            }
            parts.append(
                PlainText.wrap(
                    "Limits met, so that something was left out: " + met.joined(separator: ", "), width: style.width))
        }
        return parts
    }

    /// One sentence that answers the question.
    private var verdict: String {
        func line(_ mark: String) -> String {
            PlainText.wrap(
                "\(mark) \(Escaping.terminal(overview.headline, limit: 600))", width: style.width, rest: "  ")
        }
        let told: String
        switch overview.verdict {
        case "fault": told = style.red(line("✗"))
        case "warning": told = style.yellow(line("!"))
        case "clear": told = style.green(line("✓"))
        default: told = style.bold(line("–"))
        }
        guard let selection = overview.selection else { return told }
        return told + "\n" + PlainText.wrap("Shown: \(selection).", width: style.width, first: "  ", rest: "  ")
    }

    private func patterns(most: Int) -> String {
        guard !overview.patterns.isEmpty else { return "" }
        let text = PatternReport.text(Array(overview.patterns.prefix(most)), style: style)
        let more = overview.patterns.count - most
        return more > 0 ? text + "\n  … and \(more) more that they share." : text
    }

    private var calls: String {
        guard source.callCount > 0 else { return "" }
        let table = AnalysisTextCalls(source: source, style: style, zone: options.zone)
        let shown = min(options.top ?? source.callCount, source.callCount)
        var heading = "Calls"
        if shown < source.callCount {
            heading += options.order == .worst ? ", the worst \(shown) of " : ", the first \(shown) of "
            heading += CountText.of(source.callCount)
        }
        var text = style.bold(heading) + "\n" + table.render(listing.calls.prefix(shown))
        if shown < source.callCount {
            var rest = "… and \(CountText.of(source.callCount - shown)) more: \(listing.rest(after: shown))."
            if let how = options.howToSeeAll { rest += " " + how }
            text += "\n" + PlainText.wrap(rest, width: style.width, first: "  ", rest: "  ")
        }
        return isFew ? text + table.details(listing.calls.prefix(shown)) : text
    }

    // MARK: Findings in full

    private func finding(_ finding: AnalysisFinding) -> String {
        let mark = finding.severity == "fault" ? style.red("FAULT") : style.yellow("WARNING")
        let place = finding.call.map { "  \($0)" } ?? ""
        let cause = finding.cause.map { "  (\($0))" } ?? ""
        var lines = ["\(mark)\(place)  \(style.bold(finding.code))\(cause)"]
        lines.append(paragraph(finding.summary))
        if !finding.consequences.isEmpty {
            lines.append(paragraph("From it follows: \(finding.consequences.joined(separator: ", "))."))
        }
        for evidence in finding.evidence.prefix(Self.maximumEvidence) {
            lines.append(
                PlainText.wrap(
                    Escaping.terminal(evidence.text, limit: 200), width: style.width,
                    first: "  packet \(pad(evidence.packet, 6))  ", rest: "                 "))
        }
        let more = finding.evidence.count - Self.maximumEvidence
        if more > 0 { lines.append("  … and \(more) more \(more == 1 ? "packet" : "packets")") }
        if !finding.excluded.isEmpty {
            lines.append("  Not the cause:")
            for excluded in finding.excluded {
                lines.append(
                    PlainText.wrap(
                        "\(excluded.cause): \(Escaping.terminal(excluded.because, limit: 200))", width: style.width,
                        first: "    · ", rest: "      "))
            }
        }
        lines.append(paragraph("What to do: " + Escaping.terminal(finding.remedy, limit: 1_000)))
        lines.append(style.dim("  Confidence \(Int((finding.confidence * 100).rounded())) %"))
        return lines.joined(separator: "\n")
    }

    private func note(_ finding: AnalysisFinding) -> String {
        let place = finding.call.map { $0 + ": " } ?? ""
        return PlainText.wrap(
            place + Escaping.terminal(finding.summary, limit: 600) + " "
                + Escaping.terminal(finding.remedy, limit: 600),
            width: style.width, first: "Note  ", rest: "      ")
    }

    private func paragraph(_ text: String) -> String {
        PlainText.wrap(Escaping.terminal(text, limit: 2_000), width: style.width, first: "  ", rest: "  ")
    }

    private func pad(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: " ", count: max(0, width - text.count)) + text
    }

    // MARK: The files

    private func files(most: Int) -> String {
        let count = source.captureCount
        let all = (0..<count).map(source.capture)
        // Of many, those that cannot be trusted first.
        let order =
            count <= most
            ? all
            : all.enumerated().sorted {
                (Self.rank($0.element.fitness.grade), $0.offset) < (Self.rank($1.element.fitness.grade), $1.offset)
            }.map(\.element)
        var lines = order.prefix(most).map(file)
        if count > most {
            let packets = all.reduce(0) { $0 + $1.packets }
            lines.append(
                style.dim(
                    "… and \(CountText.of(count - most, "more file")); \(CountText.of(packets, "packet")) in all of them."
                ))
        }
        return lines.joined(separator: "\n")
    }

    private static func rank(_ grade: String) -> Int { ["poor", "limited", "good"].firstIndex(of: grade) ?? 3 }

    private func file(_ capture: AnalysisCapture) -> String {
        var text = "\(Escaping.terminal(capture.name, limit: 200)): \(CountText.of(capture.packets, "packet"))"
        if let first = capture.firstPacketAt, let seconds = capture.durationSeconds {
            text += " in \(TimeText.duration(seconds)), from \(TimeText.full(first, in: options.zone))"
        }
        let accounting = capture.accounting
        text += "; \(CountText.of(accounting.rtp)) RTP, \(CountText.of(accounting.rtcp)) RTCP, "
        text += "\(CountText.of(accounting.sip)) SIP"
        if accounting.duplicate > 0 { text += ", \(CountText.of(accounting.duplicate, "copy", "copies"))" }
        if accounting.undecodable > 0 { text += ", \(CountText.of(accounting.undecodable)) not readable" }
        text += ". Fitness: \(capture.fitness.grade)"
        if capture.fitness.grade != "good" {
            var codes: [String] = []
            for problem in capture.fitness.problems where !codes.contains(problem.code) { codes.append(problem.code) }
            text += codes.isEmpty ? "" : " (\(codes.joined(separator: ", ")))"
        }
        text += "."
        if let error = capture.readError { text += " Reading ended early: \(error)." }
        return style.dim(PlainText.wrap(text, width: style.width))
    }
}
