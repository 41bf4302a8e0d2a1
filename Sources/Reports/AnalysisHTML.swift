import CallAnalysis
import CallVocabulary
import Escaping
import Findings
import JSONText
import SampleIntake

/// An analysis as one page: no scripts, nothing from elsewhere, light and dark.
struct AnalysisHTML {
    let document: AnalysisDocument
    private var result: CallAnalysisResult { document.result }

    func render(submission: CheckAnswer? = nil, comparison: [SymptomComparison] = []) -> String {
        var whole: [UInt8] = []
        write(submission: submission, comparison: comparison) { whole += $0 }
        return String(decoding: whole, as: UTF8.self)
    }

    /// Hands on the page piece by piece.
    func write(
        submission: CheckAnswer? = nil, comparison: [SymptomComparison] = [], to sink: ([UInt8]) -> Void
    ) {
        var page = EscapedText(.html)
        page.markup(PageStyle.head)
        page.element("title", "Call analysis")
        page.markup(PageStyle.element)
        page.markup("</head><body><main>\n")
        verdict(&page)
        if let submission { samples(submission, &page) }
        symptoms(comparison, &page)
        for finding in document.findings {
            article(finding, &page)
            page.passOn(to: sink)
        }
        if !result.calls.isEmpty {
            page.markup("<section><h2>Calls</h2>")
            callTable(&page)
            for call in result.calls.prefix(20) { CallTimeline(call: call, result: result).draw(&page) }
            page.markup("</section>")
        }
        patterns(&page)
        if !result.streams.isEmpty { streamTable(&page) }
        for sentence in NamedTrafficWords.sentences(result) { page.element("p", sentence) }
        captures(&page)
        page.markup("</main></body></html>\n")
        page.passOn(to: sink)
    }

    /// What the calls with trouble share.
    private func patterns(_ page: inout EscapedText) {
        guard !document.patterns.isEmpty else { return }
        page.markup("<section><h2>What the affected calls share</h2><ul>")
        for pattern in document.patternTexts { page.element("li", pattern.summary) }
        page.markup("</ul></section>")
    }

    private func verdict(_ page: inout EscapedText) {
        page.element("h1", document.verdict.headline)
        page.element("p", result.captures.map(\.name).joined(separator: ", "), attributes: " class=\"dim\"")
    }

    /// The samples as submitted, with their verdicts and the calls they were found as.
    private func samples(_ answer: CheckAnswer, _ page: inout EscapedText) {
        page.markup(
            """
            <section><h2>Submission</h2><table><caption>Samples and the calls they were found as</caption><thead><tr>
            <th scope="col">sample</th><th scope="col">calling</th><th scope="col">called</th><th scope="col">time</th>
            <th scope="col">verdict</th><th scope="col">call</th></tr></thead><tbody>
            """)
        for sample in answer.samples.prefix(200) {
            page.markup("<tr>")
            for cell in [
                String(sample.index + 1),
                sample.callingNumber.withheld
                    ? "withheld" : sample.callingNumber.number?.e164 ?? sample.callingNumber.given ?? "—",
                sample.calledNumber.number?.e164 ?? sample.calledNumber.given ?? "—",
                sample.startedAt.map { TimeText.full($0) } ?? "—", sample.verdict.rawValue, sample.match?.call ?? "—",
            ] { page.element("td", cell) }
            page.markup("</tr>")
        }
        page.markup("</tbody></table>")
        if !answer.problems.isEmpty {
            page.markup("<ul>")
            for problem in answer.problems { page.element("li", "\(problem.message) \(problem.remedy)") }
            page.markup("</ul>")
        }
        page.markup("</section>")
    }

    private func article(_ finding: Finding, _ page: inout EscapedText) {
        switch finding.severity {
        case .fault: page.markup("<article class=\"fault\">")
        case .warning: page.markup("<article class=\"warning\">")
        case .note: page.markup("<article>")
        }
        let cause = finding.cause.map { " · \($0.rawValue)" } ?? ""
        page.element("h3", "\(finding.severity.rawValue.uppercased()) · \(finding.code.rawValue)\(cause)")
        page.element("p", finding.summary)
        if !finding.evidence.isEmpty {
            page.markup("<ul>")
            for evidence in finding.evidence {
                page.markup("<li><code>")
                page.text("frame.number == \(evidence.packet.number)")
                page.markup("</code> ")
                page.text("\(TimeText.full(evidence.at)): \(evidence.text)")
                page.markup("</li>")
            }
            page.markup("</ul>")
        }
        if !finding.excluded.isEmpty {
            page.markup("<p>Not the cause:</p><ul>")
            for excluded in finding.excluded { page.element("li", "\(excluded.cause.rawValue): \(excluded.because)") }
            page.markup("</ul>")
        }
        page.markup("<p><strong>What to do.</strong> ")
        page.text(finding.remedy)
        page.markup("</p>")
        page.element(
            "p", "Confidence \(Int((finding.confidence * 100).rounded())) %", attributes: " class=\"dim\"")
        page.markup("</article>")
    }

    private func callTable(_ page: inout EscapedText) {
        page.markup(
            """
            <table><caption>Who called whom</caption><thead><tr><th scope="col">call</th><th scope="col">calling</th>
            <th scope="col">called</th><th scope="col">start</th><th scope="col">outcome</th></tr></thead><tbody>
            """)
        for call in result.calls.prefix(200) {
            page.markup("<tr>")
            for cell in [
                call.id, call.calling.withheld ? "withheld" : call.calling.number ?? call.calling.uri,
                call.called.number ?? call.called.uri, TimeText.full(call.startedAt), call.outcome.rawValue,
            ] { page.element("td", cell) }
            page.markup("</tr>")
        }
        page.markup("</tbody></table>")
    }

    private func streamTable(_ page: inout EscapedText) {
        page.markup(
            """
            <section><h2>Streams</h2><table><caption>What was sent, lost and how evenly it came</caption><thead><tr>
            <th scope="col">stream</th><th scope="col">from</th><th scope="col">to</th><th scope="col">codec</th>
            <th scope="col" class="n">packets</th><th scope="col" class="n">lost</th><th scope="col" class="n">lost %</th>
            <th scope="col" class="n">jitter ms</th><th scope="col" class="n">max ms</th><th scope="col" class="n">MOS</th></tr></thead><tbody>
            """)
        for stream in result.streams.prefix(200) {
            page.markup("<tr>")
            page.element("td", stream.id, attributes: " class=\"s\"")
            page.element("td", stream.source.description)
            page.element("td", stream.destination.description)
            page.element("td", stream.payloadTypes.first.map { $0.encoding ?? "type \($0.number)" } ?? "—")
            for cell in [
                String(stream.counts.received), String(stream.counts.lost),
                DecimalText.fixed(stream.counts.lossPercent, places: 2),
                stream.jitter.map { DecimalText.fixed($0.meanMilliseconds, places: 1) } ?? "—",
                stream.jitter.map { DecimalText.fixed($0.maximumMilliseconds, places: 1) } ?? "—",
                QualityText.mos(stream.quality),
            ] { page.element("td", cell, attributes: " class=\"n\"") }
            page.markup("</tr>")
        }
        page.markup("</tbody></table>")
        for sentence in StreamRelationText.sentences(result) + EncryptionText.sentences(result) {
            page.element("p", sentence)
        }
        page.markup("</section>")
    }

    private func captures(_ page: inout EscapedText) {
        page.markup("<section><h2>Capture</h2>")
        for (index, capture) in result.captures.enumerated() {
            let fitness = document.capture(index).fitness
            page.element(
                "p",
                "\(capture.name): \(capture.packets) packets, \(capture.accounting.rtp) RTP, "
                    + "\(capture.accounting.rtcp) RTCP, \(capture.accounting.sip) SIP. Fitness: \(fitness.grade)."
            )
            for problem in fitness.problems { page.element("p", "\(problem.message) \(problem.remedy)") }
        }
        page.element("p", "earshot \(document.toolVersion)", attributes: " class=\"dim\"")
        page.markup("</section>")
    }
}

extension AnalysisHTML {
    /// What the checklist says against what the capture shows.
    private func symptoms(_ comparison: [SymptomComparison], _ page: inout EscapedText) {
        let told = comparison.filter { $0.words != nil }
        guard !told.isEmpty else { return }
        page.markup(
            "<table><caption>Checklist against the capture</caption><tr><th>symptom</th><th>verdict</th><th>why</th></tr>"
        )
        for one in told {
            page.markup("<tr>")
            page.element("td", one.symptom.rawValue, attributes: " class=\"s\"")
            page.element("td", one.words ?? "", attributes: " class=\"s\"")
            page.element("td", one.assessment.because)
            page.markup("</tr>")
        }
        page.markup("</table>")
    }
}
