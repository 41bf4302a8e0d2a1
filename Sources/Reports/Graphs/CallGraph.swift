import CallAnalysis
import CallVocabulary
import Findings
import Plots

/// Calls of an analysis as what is drawn of them.
public enum CallGraph {
    /// The buffer of a receiver whose lateness is drawn.
    public enum Buffer: Int, Sendable, CaseIterable {
        /// 60 ms, as telephones have.
        case short = 60
        /// 200 ms, as conferences and mobile applications have.
        case long = 200
    }

    /// The calls at `calls` on one axis of time, that of their ladder.
    public static func call(
        _ calls: [Int], in document: AnalysisDocument, ladder: CallLadder?, buffer: Buffer = .short
    ) -> PlottedCall {
        let result = document.result
        let indices = calls.flatMap { result.calls[$0].streams }
            .sorted { (result.streams[$0].firstPacket, $0) < (result.streams[$1].firstPacket, $1) }
        let streams = indices.map { result.streams[$0] }
        let begins = calls.map { result.calls[$0].startedAt } + streams.map(\.startedAt)
        let begin = ladder?.begin ?? begins.min() ?? CaptureTime(nanoseconds: 0)
        var end = ladder?.end ?? calls.compactMap { result.calls[$0].endedAt }.max() ?? begin
        for stream in streams { end = max(end, stream.endedAt) }
        let codes = document.findings.filter { $0.call.map { calls.contains($0) } == true }
        return PlottedCall(
            name: calls.map { result.calls[$0].id }.joined(separator: ", "), begins: TimeText.full(begin),
            durationSeconds: max(0.5, end.seconds(since: begin)),
            streams: streams.filter { $0.role == .media }.map { self.stream($0, from: begin, buffer: buffer) },
            events: ladder.map { events($0) } ?? events(of: calls, in: result, from: begin),
            holds: calls.flatMap { holds(of: result.calls[$0], from: begin, until: end) },
            unheard: codes.flatMap { finding -> [PlottedCall.Unheard] in
                guard finding.severity != .note, let index = finding.call else { return [] }
                let call = result.calls[index]
                let from = (finding.from ?? call.answeredAt ?? begin).seconds(since: begin)
                let until = (finding.until ?? call.endedAt ?? end).seconds(since: begin)
                return UnheardSides.of(code: finding.code.rawValue, cannotHear: finding.cannotHear?.rawValue).map {
                    PlottedCall.Unheard(listener: $0, fromSeconds: from, untilSeconds: until)
                }
            },
            verdict: codes.contains { $0.severity == .fault }
                ? "fault" : codes.contains { $0.severity == .warning } ? "warning" : "clear")
    }

    /// A stream that belongs to no call, on an axis of its own.
    public static func stream(alone index: Int, in document: AnalysisDocument, buffer: Buffer = .short) -> PlottedCall {
        let stream = document.result.streams[index]
        let own = document.findings.filter { $0.stream == index }
        return PlottedCall(
            name: stream.id, begins: TimeText.full(stream.startedAt),
            durationSeconds: max(0.5, stream.durationSeconds),
            streams: [self.stream(stream, from: stream.startedAt, buffer: buffer)],
            verdict: own.contains { $0.severity == .fault }
                ? "fault" : own.contains { $0.severity == .warning } ? "warning" : "clear")
    }

    private static func stream(_ stream: MediaStream, from begin: CaptureTime, buffer: Buffer) -> PlottedStream {
        let ends = "\(stream.source) → \(stream.destination)"
        var plotted = PlottedStream(
            id: stream.id, codec: LadderWords.title(of: stream), path: ends,
            sender: stream.direction.sender.map { $0 == .calling ? .calling : .called },
            startSeconds: stream.startedAt.seconds(since: begin), durationSeconds: stream.durationSeconds,
            stepSeconds: 1, points: [], bufferMilliseconds: Double(buffer.rawValue), countsLate: buffer == .short,
            levelObstacle: levelObstacle(of: stream))
        if let series = stream.series {
            plotted.stepSeconds = Double(series.stepMilliseconds) / 1_000
            plotted.points = series.points(envelope: stream.envelope).map { point in
                PlottedStream.Point(
                    startSeconds: Double(point.startMilliseconds) / 1_000, received: point.received, lost: point.lost,
                    late: buffer == .short ? point.late : 0, jitterMilliseconds: point.jitterMilliseconds,
                    latenessMilliseconds: point.delayVariationMilliseconds, levelDBov: point.levelDBov)
            }
        } else {
            plotted.stepSeconds = stream.intervals.first?.durationSeconds ?? 10
            plotted.points = stream.intervals.map { interval in
                PlottedStream.Point(
                    startSeconds: interval.startSeconds, received: interval.received, lost: interval.lost,
                    late: buffer == .short ? interval.lateDiscarded : 0,
                    jitterMilliseconds: interval.jitterMilliseconds,
                    latenessMilliseconds: interval.delayVariationMilliseconds)
            }
        }
        plotted.ratings = stream.intervals.flatMap { ten -> [PlottedStream.Rating] in
            let parts = ten.seconds.contains { $0.mosCQE != nil } ? ten.seconds : [ten]
            return parts.compactMap { part in
                part.mosCQE.map {
                    PlottedStream.Rating(
                        startSeconds: part.startSeconds, durationSeconds: part.durationSeconds, mos: $0)
                }
            }
        }
        return plotted
    }

    private static func levelObstacle(of stream: MediaStream) -> String? {
        guard stream.envelope.isEmpty else { return nil }
        if stream.media == .video { return "it is video" }
        if !stream.isReadable { return "it is encrypted" }
        switch stream.audioObstacle {
        case .missingLibrary: return "the library that decodes its codec is not installed"
        case .unknownCodec: return "its codec is not known"
        case .undecodedCodec: return "its codec is not one that is decoded"
        case .nothingDecodable: return "no packet of it could be decoded"
        default: return "it was not decoded"
        }
    }

    // MARK: What was signaled

    private static func events(_ ladder: CallLadder) -> [PlottedCall.Event] {
        ladder.rows.compactMap { row in
            guard row.tone != .again, let label = label(of: row) else { return nil }
            return PlottedCall.Event(
                atSeconds: row.at.seconds(since: ladder.begin), label: label, tone: tone(row.tone))
        }
    }

    private static func label(of row: CallLadder.Row) -> String? {
        switch row.kind {
        case .message:
            let first = row.title.split(separator: " ").first.map(String.init) ?? row.title
            guard !["ACK", "PRACK", "100"].contains(first) else { return nil }
            // What answers BYE, PRACK and the like is told by what it answers.
            guard Int(first) == nil || !row.title.contains(" to ") || row.tone == .bad else { return nil }
            return first
        case .digits: return "DTMF"
        case .passage:
            return ["T.38", "ICMP", "DTLS"].first { row.title.hasPrefix($0) }
        case .media, .finding: return nil
        }
    }

    private static func tone(_ tone: CallLadder.Tone) -> PlottedCall.Event.Tone {
        switch tone {
        case .good: .good
        case .bad: .bad
        case .plain, .again: .plain
        }
    }

    /// Without a ladder: the moments that the call itself tells.
    private static func events(
        of calls: [Int], in result: CallAnalysisResult, from begin: CaptureTime
    ) -> [PlottedCall.Event] {
        calls.flatMap { index -> [PlottedCall.Event] in
            let call = result.calls[index]
            return [("call", call.startedAt as CaptureTime?), ("answer", call.answeredAt), ("end", call.endedAt)]
                .compactMap { label, at in
                    at.map { PlottedCall.Event(atSeconds: $0.seconds(since: begin), label: label) }
                }
        }
    }

    private static func holds(of call: Call, from begin: CaptureTime, until end: CaptureTime) -> [PlottedCall.Span] {
        call.media.filter { media in
            !media.isEarly && media.kind == .audio
                && !(media.permitsMedia(from: .calling) && media.permitsMedia(from: .called))
        }.map { media in
            PlottedCall.Span(
                fromSeconds: media.from.seconds(since: begin),
                untilSeconds: (media.until ?? call.endedAt ?? end).seconds(since: begin), label: "on hold")
        }
    }
}
