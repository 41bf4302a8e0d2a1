import CallVocabulary
import Escaping
import JSONText
import ReportModel

/// What was found in captures, as the pages show it: findings with their packets first, then calls with their figures.
struct AnalysisMarkup {
    let analysis: AnalysisReading
    let times = PeoplesTime(zone: nil)
    let now: CaptureTime

    /// Messages of a call that are shown.
    private static let maximumMessages = 60
    private static let marks = ["❶", "❷", "❸", "❹", "❺", "❻", "❼", "❽", "❾", "❿"]

    var findings: Markup {
        guard !analysis.findings.isEmpty else {
            return "<p>Nothing was found that would explain a fault.</p>" as Markup
        }
        let items = analysis.findings.enumerated().map { finding($1, $0) }
        let more: Markup =
            analysis.findingCount > items.count
            ? "<p>And \(analysis.findingCount - items.count) more findings.</p>" as Markup : .nothing
        return "\(Markup(items))\(more)"
    }

    private func finding(_ finding: AnalysisFinding, _ index: Int) -> Markup {
        let tone = finding.severity == "fault" ? "bad" : finding.severity == "warning" ? "warn" : "info"
        let evidence = finding.evidence.prefix(12).map { one -> Markup in
            """
            <li>\(one.text) <span class="nowrap"><code>\(one.displayFilter)</code> <button type="button" class="link small" \
            data-copy="\(one.displayFilter)">Copy<span class="vh"> the filter of packet \(one.packet)</span></button></span></li>
            """
        }
        let packets: Markup =
            evidence.isEmpty
            ? .nothing
            : """
            <h4>The packets that show it</h4><ol>\(Markup(Array(evidence)))</ol>
            """
        let excluded = finding.excluded.map { one -> Markup in
            """
            <li>\(one.because) <span class="dim">(not \(one.cause))</span></li>
            """
        }
        let others: Markup =
            excluded.isEmpty
            ? .nothing
            : """
            <details><summary>\(excluded.count == 1 ? "Another cause" : "\(excluded.count) other causes"), excluded</summary>\
            <ul>\(Markup(excluded))</ul></details>
            """
        let remedy: Markup =
            finding.remedy.isEmpty ? .nothing : "<p><strong>What to do.</strong> \(finding.remedy)</p>" as Markup
        let cause = finding.cause.map { " · cause \($0)" } ?? ""
        let place = finding.call.map { " · \($0)" } ?? ""
        let mark = index < Self.marks.count ? Self.marks[index] + " " : ""
        return """
            <article class="panel \(tone)"><h3 class="tight">\(mark)\(finding.summary)</h3>\(remedy)\(packets)\(others)\
            <p class="small dim">\(Int((finding.confidence * 100).rounded())) % sure · \(finding.code)\(cause)\(place)</p></article>
            """
    }

    var symptoms: [AnalysisSymptom] { analysis.overview.symptoms }

    /// What the customer reports beside what the captures show.
    func comparison(reported: [String]) -> Markup {
        guard !symptoms.isEmpty else { return .nothing }
        let rows = symptoms.map { one -> Markup in
            let said: Markup =
                reported.contains(one.symptom)
                ? "<strong>Reported</strong>" as Markup : "<span class=\"dim\">–</span>" as Markup
            let (tone, words) =
                one.verdict == "confirmed"
                ? ("t-bad", "Confirmed")
                : one.verdict == "not-seen" ? ("t-good", "Not seen") : ("t-warn", "Cannot tell")
            return """
                <tr><th scope="row">\(FormWording.words(one.symptom))</th><td data-l="Customer">\(said)</td>\
                <td data-l="Capture"><span class="tag \(tone)">\(words)</span></td><td data-l="Why">\(one.because)</td></tr>
                """
        }
        return """
            <h2>What the customer reports, and what the captures show</h2>
            <table class="flow"><caption class="vh">Symptoms</caption><thead><tr><th scope="col">Symptom</th>\
            <th scope="col">Customer</th><th scope="col">Capture</th><th scope="col">Why</th></tr></thead><tbody>\
            \(Markup(rows))</tbody></table>
            """
    }

    // MARK: Calls

    var calls: Markup {
        guard !analysis.calls.isEmpty else { return "<p>There is no call in it.</p>" as Markup }
        let items = analysis.calls.map(call)
        let more: Markup =
            analysis.callCount > items.count
            ? "<p>And \(analysis.callCount - items.count) more calls.</p>" as Markup : .nothing
        return "\(Markup(items))\(more)"
    }

    private func party(_ party: AnalysisParty) -> String {
        party.withheld ? "withheld" : party.number ?? party.uri
    }

    private func call(_ call: AnalysisCall) -> Markup {
        let length =
            call.endedAt.map { ", \(DecimalText.shortest($0.seconds(since: call.startedAt), places: 1)) s" } ?? ""
        let rows = call.streams.compactMap { analysis.streams[$0] }.map(stream)
        let table: Markup =
            rows.isEmpty
            ? "<p class=\"dim\">No media of this call is in the capture.</p>" as Markup
            : """
            <div class="scroll" tabindex="0" role="region" aria-label="Media of \(call.id)"><table class="flow"><caption \
            class="vh">Media of \(call.id)</caption><thead><tr><th scope="col">Direction</th>\
            <th scope="col">From</th><th scope="col">To</th><th scope="col" class="n">Packets</th><th scope="col" class="n">Lost</th>\
            <th scope="col" class="n">Jitter, mean</th><th scope="col" class="n">MOS</th></tr></thead><tbody>\(Markup(rows))</tbody>\
            </table></div>
            """
        let messages = call.messages.prefix(Self.maximumMessages).map(message)
        let left = call.messages.count - messages.count
        let more: Markup = left > 0 ? "<p class=\"small dim\">And \(left) more messages.</p>" : .nothing
        let list: Markup =
            messages.isEmpty
            ? .nothing
            : """
            <details><summary>Message by message: \(call.messages.count)</summary><div class="scroll" tabindex="0" role="region" \
            aria-label="Messages of \(call.id)"><table class="flow"><caption class="vh">\
            Messages of \(call.id)</caption><thead><tr><th scope="col" class="n">Packet</th><th scope="col">At (UTC)</th>\
            <th scope="col">From</th><th scope="col">To</th><th scope="col">Message</th></tr></thead><tbody>\
            \(Markup(Array(messages)))</tbody></table></div>\(more)</details>
            """
        return """
            <section class="card" aria-labelledby="\(call.id)"><h3 class="tight" id="\(call.id)">\(party(call.calling)) called \
            \(party(call.called))</h3><p>\(call.id): \(times.day(call.startedAt, now: now)) UTC\(length), \(call.outcome)\
            \(call.finalStatus.map { " (\($0))" } ?? "").</p>\(table)\(list)</section>
            """
    }

    private func stream(_ stream: AnalysisStream) -> Markup {
        let direction =
            stream.direction == "calling-to-called"
            ? "Calling to called" : stream.direction == "called-to-calling" ? "Called to calling" : "Direction unknown"
        func endpoint(_ end: AnalysisEndpoint) -> String { "\(end.address):\(end.port)" }
        let jitter = stream.jitter.map { DecimalText.shortest($0.meanMilliseconds, places: 1) + " ms" } ?? "–"
        let score = stream.quality.map { DecimalText.shortest($0.mosCQE, places: 1) } ?? "–"
        return """
            <tr><th scope="row">\(direction)</th><td data-l="From">\(endpoint(stream.source))</td>\
            <td data-l="To">\(endpoint(stream.destination))</td><td class="n" data-l="Packets">\(stream.counts.received)</td>\
            <td class="n" data-l="Lost">\(stream.counts.lost)</td><td class="n" data-l="Jitter">\(jitter)</td>\
            <td class="n" data-l="MOS">\(score)</td></tr>
            """
    }

    private func message(_ message: AnalysisMessage) -> Markup {
        """
        <tr><td class="n" data-l="Packet">\(message.packet)</td><td data-l="At" class="nowrap num">\
        \(String(message.at.description.dropFirst(11).prefix(12)))</td><td data-l="From">\(message.from)</td>\
        <td data-l="To">\(message.to)</td><td data-l="Message">\(message.summary)\
        \(message.isRetransmission ? " (sent again)" : "")</td></tr>
        """
    }

    /// What the files were.
    var files: Markup {
        let rows = analysis.captures.map { capture -> Markup in
            let problems = capture.fitness.problems.map { problem -> Markup in
                """
                <li>\(problem.message) \(problem.remedy)</li>
                """
            }
            let list: Markup = problems.isEmpty ? .nothing : "<ul class=\"small\">\(Markup(problems))</ul>"
            let error: Markup =
                capture.readError.map {
                    """
                    <p class="t-bad">\($0)</p>
                    """
                } ?? .nothing
            return """
                <li><strong>\(capture.name)</strong>: \(capture.packets) packets\
                \(capture.firstPacketAt.map { " from \(times.day($0, now: now)) UTC" } ?? "")\
                \(capture.durationSeconds.map { ", \(DecimalText.shortest($0, places: 1)) s" } ?? ""); \
                \(capture.fitness.grade) to judge by.\(error)\(list)</li>
                """
        }
        return """
            <h2>The captures</h2><ul>\(Markup(rows))</ul>
            """
    }
}
