import CallAnalysis
import CallVocabulary
import Escaping

/// A call drawn over time: what each party sent, where packets are missing, where it was on hold.
struct CallTimeline {
    let call: Call
    let result: CallAnalysisResult

    private static let left = 120.0
    private static let right = 930.0

    func draw(_ page: inout EscapedText) {
        let streams = call.streams.map { result.streams[$0] }
        let ends = streams.map(\.endedAt) + [call.endedAt].compactMap { $0 } + [call.startedAt]
        guard let end = ends.max(), end > call.startedAt else { return }
        let span = end.seconds(since: call.startedAt)
        func x(_ time: CaptureTime) -> Double {
            let share = min(max(time.seconds(since: call.startedAt) / span, 0), 1)
            return Self.left + share * (Self.right - Self.left)
        }
        page.markup("<svg viewBox=\"0 0 1000 132\" role=\"img\" aria-label=\"")
        page.text("Timeline of \(call.id), \(TimeText.duration(span))")
        page.markup("\">")
        for hold in call.media where !hold.isEarly && hold.kind == .audio {
            guard !(hold.permitsMedia(from: .calling) && hold.permitsMedia(from: .called)) else { continue }
            let (from, until) = (x(hold.from), x(hold.until ?? end))
            rectangle(&page, from, until, 18, 74, "var(--hold)", opacity: 0.35)
            if until - from >= Self.width("on hold") { text(&page, "on hold", at: (from + until) / 2, 58) }
        }
        for (side, top) in [(CallSide.calling, 22.0), (.called, 58.0)] {
            page.markup("<text x=\"0\" y=\"")
            page.number(top + 18)
            page.markup("\">")
            page.text(side == .calling ? "calling sends" : "called sends")
            page.markup("</text>")
            for stream in streams where stream.direction.sender == side {
                let color: StaticString = side == .calling ? "var(--calling)" : "var(--called)"
                for epoch in stream.epochs {
                    rectangle(&page, x(epoch.startedAt), x(epoch.endedAt), top, 26, color, opacity: 0.85)
                }
                drawUnheard(&page, stream, top: top, x: x)
                for run in stream.lossRuns.prefix(500) {
                    rectangle(&page, x(run.at) - 0.6, x(run.at) + 0.6, top - 3, 32, "var(--loss)", opacity: 1)
                }
            }
        }
        // A label that would touch the one before it goes a line lower.
        var edges = [0.0, 0.0]
        for (time, label) in [(call.startedAt, "call"), (call.answeredAt, "answer"), (call.endedAt, "end")] {
            guard let time else { continue }
            rectangle(&page, x(time) - 0.5, x(time) + 0.5, 12, 84, "var(--dim)", opacity: 1)
            let words = "\(label) \(TimeText.clock(time))"
            let half = Self.width(words) / 2
            let line = x(time) - half >= edges[0] ? 0 : 1
            edges[line] = x(time) + half
            text(&page, words, at: x(time), line == 0 ? 111 : 127)
        }
        page.markup("</svg>")
    }

    /// About how wide a text is drawn, with room beside it.
    private static func width(_ text: String) -> Double { Double(text.count) * 6.6 + 8 }

    private func text(_ page: inout EscapedText, _ words: String, at x: Double, _ y: Double) {
        page.markup("<text text-anchor=\"middle\" y=\"")
        page.number(y)
        page.markup("\" x=\"")
        page.number(x)
        page.markup("\">")
        page.text(words)
        page.markup("</text>")
    }

    /// What a listener did not hear of each interval, from the foot of the stream's band upwards: full height is a tenth.
    private func drawUnheard(
        _ page: inout EscapedText, _ stream: MediaStream, top: Double, x: (CaptureTime) -> Double
    ) {
        for interval in stream.intervals.prefix(720) where interval.unheardPercent > 0 {
            let parts = interval.seconds.isEmpty ? [interval] : interval.seconds
            for part in parts where part.unheardPercent > 0 {
                let from = stream.startedAt.advanced(byNanoseconds: Int64(min(part.startSeconds, 9e8) * 1e9))
                let until = from.advanced(byNanoseconds: Int64(min(part.durationSeconds, 9e8) * 1e9))
                let height = min(1, part.unheardPercent / 10) * 26
                rectangle(&page, x(from), x(until), top + 26 - height, height, "var(--loss)", opacity: 0.55)
            }
        }
    }

    private func rectangle(
        _ page: inout EscapedText, _ from: Double, _ to: Double, _ top: Double, _ height: Double, _ color: StaticString,
        opacity: Double
    ) {
        page.markup("<rect x=\"")
        page.number(from)
        page.markup("\" y=\"")
        page.number(top)
        page.markup("\" height=\"")
        page.number(height)
        page.markup("\" width=\"")
        page.number(max(1, to - from))
        page.markup("\" fill=\"")
        page.markup(color)
        page.markup("\" opacity=\"")
        page.number(opacity)
        page.markup("\"/>")
    }
}
