import Escaping
import JSONText
import ReportModel

/// An analysis as Markdown, for a ticket: the verdict, the calls, the evidence and the remedies of the text.
struct AnalysisMarkdown<Source: AnalysisSource> {
    let source: Source
    let options: AnalysisTextOptions

    init(source: Source, options: AnalysisTextOptions = AnalysisTextOptions()) {
        self.source = source
        self.options = options
    }

    /// Findings told in full; more are told by kind.
    private static var maximumFindings: Int { 20 }
    /// Streams listed.
    private static var maximumStreams: Int { 40 }

    func render() -> String {
        let overview = source.overview
        let listing = AnalysisListing(source, order: options.order)
        var text = EscapedText(.markdown)
        text.add("# Call analysis\n\n")
        text.add("**\(overview.headline)**\n\n")
        if let selection = overview.selection { text.add("Shown: \(selection).\n\n") }
        calls(listing, &text)
        findings(listing, &text)
        for sentence in NamedTrafficWords.sentences(source) { text.add("\(sentence)\n\n") }
        if !overview.patterns.isEmpty {
            text.add("## What the affected calls share\n\n")
            for pattern in overview.patterns { text.add("- \(pattern.summary)\n") }
            text.add("\n")
        }
        streams(listing, &text)
        captures(&text)
        return text.content
    }

    private func calls(_ listing: AnalysisListing, _ text: inout EscapedText) {
        guard source.callCount > 0 else { return }
        text.add("## Calls\n\n| | call | calling | called | started | talk | outcome | found |\n")
        text.add("|---|---|---|---|---|---|---|---|\n")
        let shown = min(options.top ?? source.callCount, source.callCount)
        for entry in listing.calls.prefix(shown) {
            let call = source.call(entry.index)
            text.add("| \(AnalysisTextCalls<Source>.mark(entry.verdict)) | \(call.id) ")
            text.add(
                "| \(AnalysisTextCalls<Source>.name(call.calling)) | \(AnalysisTextCalls<Source>.name(call.called)) ")
            text.add("| \(TimeText.full(call.startedAt, in: options.zone)) | \(AnalysisTextCalls<Source>.talk(call)) ")
            text.add(
                "| \(AnalysisTextCalls<Source>.outcome(call)) | \(AnalysisTextCalls<Source>.codes(entry.codes)) |\n")
        }
        if shown < source.callCount {
            text.add("\nAnd \(CountText.of(source.callCount - shown)) more: \(listing.rest(after: shown)).\n")
        }
        text.add("\n")
    }

    private func findings(_ listing: AnalysisListing, _ text: inout EscapedText) {
        let all = (listing.groups + listing.notes).flatMap(\.findings).sorted()
        if all.count <= Self.maximumFindings {
            for index in all { finding(source.finding(index), &text) }
            return
        }
        for group in listing.groups + listing.notes {
            let count = group.calls.isEmpty ? group.findings.count : group.calls.count
            text.add("## \(group.severity.uppercased()): \(group.code)")
            if let cause = group.cause { text.add(" (\(cause))") }
            text.add(
                "\n\n\(group.calls.isEmpty ? CountText.of(count, "time") : CountText.of(count, "call")): \(group.title).\n\n"
            )
            body(source.finding(group.worst), &text, place: group.findings.count > 1 ? "The worst, or the first: " : "")
        }
    }

    private func finding(_ finding: AnalysisFinding, _ text: inout EscapedText) {
        text.add("## \(finding.severity.uppercased()): \(finding.code)")
        if let cause = finding.cause { text.add(" (\(cause))") }
        text.add("\n\n")
        body(finding, &text, place: "")
    }

    private func body(_ finding: AnalysisFinding, _ text: inout EscapedText, place: String) {
        text.add("\(place)\(finding.call.map { $0 + ": " } ?? "")\(finding.summary)\n\n")
        for evidence in finding.evidence {
            text.add("- packet \(evidence.packet), \(TimeText.full(evidence.at, in: options.zone)): \(evidence.text)\n")
        }
        for excluded in finding.excluded { text.add("- not \(excluded.cause): \(excluded.because)\n") }
        text.add("\n**What to do.** \(finding.remedy)\n\n")
    }

    private func streams(_ listing: AnalysisListing, _ text: inout EscapedText) {
        guard source.streamCount > 0 else { return }
        text.add(
            "## Streams\n\n| stream | call | from | to | codec | packets | lost | lost % | jitter mean ms | MOS |\n")
        text.add("|---|---|---|---|---|--:|--:|--:|--:|--:|\n")
        var relations = StreamRelationText()
        var encryption = EncryptionText()
        for index in 0..<source.streamCount {
            let stream = source.stream(index)
            relations.add(stream)
            encryption.add(stream)
            guard index < Self.maximumStreams else { continue }
            let jitter = stream.jitter.map { DecimalText.fixed($0.meanMilliseconds, places: 1) } ?? "—"
            text.add("| \(stream.id) | \(stream.call ?? "—") | \(stream.source.description) ")
            text.add("| \(stream.destination.description) | \(AnalysisTextStreams<Source>.codec(stream)) ")
            text.add("| \(stream.counts.received) | \(stream.counts.lost) ")
            text.add("| \(DecimalText.fixed(stream.counts.lossPercent, places: 1)) | \(jitter) ")
            text.add("| \(QualityText.mos(stream.quality)) |\n")
        }
        if source.streamCount > Self.maximumStreams {
            text.add("\nAnd \(CountText.of(source.streamCount - Self.maximumStreams)) more streams.\n")
        }
        for sentence in relations.sentences(most: 20) + encryption.sentences { text.add("\n\(sentence)\n") }
    }

    private func captures(_ text: inout EscapedText) {
        text.add("\n## Capture\n\n")
        for index in 0..<min(source.captureCount, 40) {
            let capture = source.capture(index)
            text.add(
                "- \(capture.name): \(CountText.of(capture.packets, "packet")). Fitness: \(capture.fitness.grade).\n")
            for problem in capture.fitness.problems { text.add("  - \(problem.message) \(problem.remedy)\n") }
        }
        if source.captureCount > 40 { text.add("- And \(CountText.of(source.captureCount - 40)) more files.\n") }
    }
}
