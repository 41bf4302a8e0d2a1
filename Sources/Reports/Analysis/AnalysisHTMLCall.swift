import CallVocabulary
import CivilTime
import Escaping
import JSONText
import Plots
import ReportModel

/// One call on a page: what it was, what was found, its ladder, its graphs, its streams, its messages.
struct AnalysisHTMLCall<Source: AnalysisSource> {
    let source: Source
    let call: AnalysisCall
    let verdict: String
    let findings: [AnalysisFinding]
    let options: AnalysisPageOptions

    func write(_ page: inout EscapedText, isOpen: Bool) {
        page.add("<details class=\"call\" id=\"\(call.id)\"")
        page.markup(isOpen ? " open><summary>" : "><summary>")
        page.add(
            "\(AnalysisTextCalls<Source>.mark(verdict)) \(call.id): \(AnalysisTextCalls<Source>.name(call.calling)) → ")
        page.add(
            "\(AnalysisTextCalls<Source>.name(call.called)) <small>\(TimeText.full(call.startedAt, in: options.zone)), "
        )
        page.add("\(AnalysisTextCalls<Source>.outcome(call))</small></summary>\n")
        facts(&page)
        for finding in findings { AnalysisHTMLFinding.write(finding, zone: options.zone, &page) }
        let streams = source.streams(call.streams)
        let plotted = AnalysisPlot.call(
            call, streams: streams, findings: findings, verdict: verdict, zone: options.zone)
        if !plotted.streams.isEmpty {
            page.markup("<h3>What each side heard</h3>\n")
            for width in PlotWidth.allCases { CallPlot(plotted, width: width).draw(into: &page) }
        }
        AnalysisHTMLLadder(call: call, streams: streams, findings: findings, zone: options.zone).write(&page)
        if !streams.isEmpty {
            page.markup("<h3>Streams</h3>\n")
            AnalysisHTMLStreams.table(streams, zone: options.zone, &page)
            for stream in streams { AnalysisHTMLStreams.player(stream, options, &page) }
        }
        if let messages = options.messages[call.id], !messages.isEmpty {
            page.add("<details><summary>\(CountText.of(messages.count, "message")) as they stood</summary>\n")
            for message in messages {
                page.element("p", message.title, attributes: " class=\"dim\"")
                page.markup("<pre>")
                for line in message.lines { page.add("\(line)\n") }
                page.markup("</pre>\n")
            }
            page.markup("</details>\n")
        }
        page.markup("</details>\n")
    }

    private func facts(_ page: inout EscapedText) {
        var facts = AnalysisTextCalls<Source>.facts(call, source)
        if let answered = call.answeredAt {
            facts.insert(
                "answered \(TimeText.clock(answered, in: options.zone)), talk \(AnalysisTextCalls<Source>.talk(call))",
                at: 0)
        }
        if !facts.isEmpty { page.element("p", facts.joined(separator: "; ").capitalizedFirst + ".") }
        if !call.callIDs.isEmpty {
            page.add("<p class=\"dim\">Call-ID <code>\(call.callIDs.prefix(8).joined(separator: " · "))</code>")
            if call.callIDs.count > 8 { page.add(" and \(call.callIDs.count - 8) more") }
            page.markup("</p>\n")
        }
        page.add("<details><summary>Display filter</summary><p><code>\(call.displayFilter)</code></p></details>\n")
    }
}

extension String {
    /// With its first letter as a capital.
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}

/// A call of the document as what is drawn of it.
enum AnalysisPlot {
    /// Its streams of media on one axis of time.
    static func call(
        _ call: AnalysisCall, streams: [AnalysisStream], findings: [AnalysisFinding], verdict: String, zone: ZoneRules?
    ) -> PlottedCall {
        let media = streams.filter { $0.role == "media" || $0.role.isEmpty }
        let begin = ([call.startedAt] + media.map(\.startedAt)).min() ?? call.startedAt
        let end = ([call.endedAt ?? begin] + media.map(\.endedAt)).max() ?? begin
        return PlottedCall(
            name: call.id, begins: TimeText.full(begin, in: zone), durationSeconds: max(0.5, end.seconds(since: begin)),
            streams: media.map { stream($0, from: begin) }, events: events(of: call, from: begin),
            holds: call.holds.map { hold in
                PlottedCall.Span(
                    fromSeconds: hold.from.seconds(since: begin),
                    untilSeconds: (hold.until ?? call.endedAt ?? end).seconds(since: begin), label: "on hold")
            },
            unheard: findings.flatMap { finding -> [PlottedCall.Unheard] in
                guard finding.severity != "note" else { return [] }
                let from = (finding.from ?? call.answeredAt ?? begin).seconds(since: begin)
                let until = (finding.until ?? call.endedAt ?? end).seconds(since: begin)
                return UnheardSides.of(code: finding.code, cannotHear: finding.cannotHear).map {
                    PlottedCall.Unheard(listener: $0, fromSeconds: from, untilSeconds: until)
                }
            },
            verdict: ["fault", "warning"].contains(verdict) ? verdict : "clear")
    }

    private static func events(of call: AnalysisCall, from begin: CaptureTime) -> [PlottedCall.Event] {
        call.messages.filter { !$0.isRetransmission }.compactMap { message in
            let label: String
            var tone = PlottedCall.Event.Tone.plain
            if let status = message.status {
                guard message.method == "INVITE", status > 100 else { return nil }
                label = String(status)
                tone = status >= 400 ? .bad : status >= 200 ? .good : .plain
            } else {
                guard !["ACK", "PRACK", "OPTIONS"].contains(message.method) else { return nil }
                label = message.method
            }
            return PlottedCall.Event(atSeconds: message.at.seconds(since: begin), label: label, tone: tone)
        }
    }

    static func stream(_ stream: AnalysisStream, from begin: CaptureTime) -> PlottedStream {
        let sender: PlottedCall.Side? =
            stream.direction == "calling-to-called" ? .calling : stream.direction == "called-to-calling" ? .called : nil
        var plotted = PlottedStream(
            id: stream.id, codec: stream.payloadTypes.first?.encoding ?? "RTP",
            path: "\(stream.source) → \(stream.destination)", sender: sender,
            startSeconds: stream.startedAt.seconds(since: begin), durationSeconds: stream.durationSeconds,
            stepSeconds: 1, points: [], bufferMilliseconds: 60, countsLate: true,
            levelObstacle: stream.series == nil ? "its course was not kept" : stream.audioObstacle)
        if let series = stream.series {
            plotted.stepSeconds = Double(series.stepMilliseconds) / 1_000
            plotted.points = series.points.map { point in
                PlottedStream.Point(
                    startSeconds: Double(point.startMilliseconds) / 1_000, received: point.received, lost: point.lost,
                    late: point.late, jitterMilliseconds: point.jitterMilliseconds,
                    latenessMilliseconds: point.delayVariationMilliseconds, levelDBov: point.levelDBov)
            }
        } else {
            plotted.stepSeconds = Double(stream.intervals.first?.durationSeconds ?? 10)
            plotted.points = stream.intervals.map { interval in
                PlottedStream.Point(
                    startSeconds: Double(interval.startSeconds), received: interval.received, lost: interval.lost,
                    late: interval.lateDiscarded, jitterMilliseconds: interval.jitterMilliseconds,
                    latenessMilliseconds: interval.delayVariationMilliseconds)
            }
        }
        plotted.ratings = stream.intervals.flatMap { ten in
            (ten.seconds.contains { $0.mosCQE != nil } ? ten.seconds : [ten]).compactMap { part in
                part.mosCQE.map {
                    PlottedStream.Rating(
                        startSeconds: Double(part.startSeconds), durationSeconds: Double(part.durationSeconds), mos: $0)
                }
            }
        }
        return plotted
    }
}
