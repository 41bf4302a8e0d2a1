import CallVocabulary
import Escaping
import JSONText
import PathComparison

/// A comparison as a person reads it on a terminal: verdict first.
struct ComparisonText {
    let document: ComparisonDocument
    let style: TextStyle
    private var result: PathComparisonResult { document.result }

    /// Streams shown before the rest is only counted.
    static let maximumStreams = 20

    func render() -> String {
        var parts = [verdict]
        if !result.streams.isEmpty { parts.append(table) }
        let shown = result.streams.prefix(Self.maximumStreams)
        parts += shown.filter(hasDetails).map(details)
        if let clock = result.clock { parts.append(style.dim(paragraph(ComparisonWords.clocks(clock), indent: ""))) }
        parts.append(
            [
                capture("NEAR", document.near, result.near), capture("FAR", document.far, result.far),
            ].joined(separator: "\n"))
        return parts.joined(separator: "\n\n") + "\n"
    }

    private var verdict: String {
        let summary = ComparisonWords.summary(result)
        let confidence = style.dim("  Confidence \(Int((result.verdict.confidence * 100).rounded())) %")
        switch result.verdict.segment {
        case .none: return style.green(wrap("✓ " + summary, rest: "  ")) + "\n" + confidence
        case _ where !result.verdict.faults.isEmpty:
            return style.red(wrap("✗ " + summary, rest: "  ")) + "\n" + confidence
        default: return style.yellow(wrap("– " + summary, rest: "  "))
        }
    }

    private var table: String {
        var table = TextTable([
            .init("stream"), .init("way"), .init("from", dispensability: 3), .init("to", dispensability: 4),
            .init("sent", .right), .init("arrived", .right), .init("vanished", .right),
            .init("%", .right, dispensability: 1), .init("lost before", .right, dispensability: 2),
            .init("late", .right, dispensability: 5), .init("doubled", .right, dispensability: 6),
        ])
        for stream in result.streams.prefix(Self.maximumStreams) {
            let seen = stream.first ?? stream.near ?? stream.far
            let isCompared = stream.isCompared
            table.add([
                stream.id.replacing("path-", with: "p"), ComparisonWords.way(stream.direction),
                seen?.source.description ?? "—", seen?.destination.description ?? "—",
                isCompared ? String(stream.sent) : "—", isCompared ? String(stream.arrived) : "—",
                isCompared ? String(stream.vanished.count) : "—",
                isCompared ? DecimalText.fixed(stream.vanishedPercent, places: 1) : "—",
                isCompared ? String(stream.missingBefore) : "—", isCompared ? String(stream.reordered) : "—",
                isCompared ? String(stream.duplicated) : "—",
            ])
        }
        let more = result.streams.count - Self.maximumStreams
        return style.bold("Streams") + "\n" + table.render(style)
            + (more > 0 ? "\n  … and \(more) more (use --format json)" : "")
    }

    // MARK: One stream

    private func hasDetails(_ stream: StreamComparison) -> Bool {
        // Where the captures have nothing in common, the verdict has said so.
        if stream.match == .unrelated, result.clock == nil { return false }
        return stream.match != .source || stream.vanished.count > 0 || !stream.verdict.faults.isEmpty
            || !stream.rewritten.isEmpty || stream.appearedOnly.count > 0 || stream.direction == .unknown
            || stream.verdict.segment != .none || stream.contentChanged > 0 || stream.reordered > 0
            || stream.duplicated > 0
    }

    private func details(_ stream: StreamComparison) -> String {
        let title = stream.id.replacing("path-", with: "p") + "  " + ComparisonWords.way(stream.direction)
        var lines = [style.bold(title), paragraph(ComparisonWords.summary(stream))]
        if stream.vanished.count > 0 {
            lines.append(paragraph("Vanished: " + ComparisonWords.numbers(stream.vanished) + "."))
        }
        if stream.appearedOnly.count > 0 {
            lines.append(
                paragraph(
                    "Seen at the second point only: \(ComparisonWords.numbers(stream.appearedOnly)). The first point missed them, or they "
                        + "took another way."))
        }
        if stream.outsideOverlap > 0 {
            lines.append(
                paragraph(
                    "\(ComparisonWords.grouped(stream.outsideOverlap)) packets are not judged: they passed while only one "
                        + "point was capturing."))
        }
        if let after = stream.missingAfter, after > 0 {
            lines.append(paragraph("The receiver reports \(after) more lost after the second point."))
        }
        if let travel = stream.travel, travel.p95Milliseconds >= 1 {
            lines.append(paragraph(ComparisonWords.delay(travel)))
        }
        if stream.contentChanged > 0 {
            lines.append(
                paragraph(
                    "The content differs in \(ComparisonWords.grouped(stream.contentChanged)) of "
                        + "\(ComparisonWords.grouped(stream.contentCompared)) packets seen at both points: they were "
                        + "encrypted, coded or changed in between."))
        }
        if stream.reordered > 0 {
            lines.append(paragraph("\(ComparisonWords.grouped(stream.reordered)) packets fell behind later ones."))
        }
        if stream.duplicated > 0 {
            lines.append(paragraph("\(ComparisonWords.grouped(stream.duplicated)) packets were doubled on the way."))
        }
        if !stream.rewritten.isEmpty {
            lines.append(paragraph(ComparisonWords.changes(stream.rewritten)))
        }
        if stream.match == .payload {
            lines.append(paragraph("Found at both points by its content, because its numbering was changed."))
        }
        if stream.direction == .unknown, stream.match != .unrelated {
            lines.append(paragraph("The packets do not tell which point comes first; NEAR is taken to."))
        }
        if stream.verdict.obstacle == nil {
            lines.append(style.dim("  Confidence \(Int((stream.verdict.confidence * 100).rounded())) %"))
        }
        return lines.joined(separator: "\n")
    }

    // MARK: Captures

    private func capture(_ label: String, _ file: CaptureFileDescription, _ capture: ComparedCapture) -> String {
        var text =
            "\(label): \(Escaping.terminal(file.name, limit: 200)): \(ComparisonWords.grouped(capture.packets)) packets"
        if let first = capture.firstPacketAt, let last = capture.lastPacketAt {
            text += " in \(TimeText.duration(last.seconds(since: first))), from \(TimeText.full(first))"
        }
        text += "; \(capture.streams) \(capture.streams == 1 ? "stream" : "streams")."
        if let drops = capture.interfaceDrops, drops > 0 {
            text += " The capture itself dropped \(drops) packets, so some may only seem to have vanished."
        }
        if let error = file.readError { text += " Reading ended early: \(Escaping.terminal(error, limit: 200))." }
        if !capture.limitsMet.isEmpty {
            let met = capture.limitsMet.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value) times)" }
            text += " Limits met, so that something was left out: \(met.joined(separator: ", "))."
        }
        return style.dim(paragraph(text, indent: ""))
    }

    private func wrap(_ text: String, rest: String) -> String {
        PlainText.wrap(text, width: style.width, rest: rest)
    }

    private func paragraph(_ text: String, indent: String = "  ") -> String {
        PlainText.wrap(text, width: style.width, first: indent, rest: indent)
    }
}
