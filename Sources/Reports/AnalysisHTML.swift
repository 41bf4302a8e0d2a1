import CallAnalysis
import CallVocabulary
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
        var page = HTMLText()
        page.markup(
            """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>Call analysis</title><style>
            :root{color-scheme:light dark;--fg:#1b1f24;--bg:#fff;--soft:#f3f5f7;--line:#d5dae0;--dim:#57606a;
            --fault:#b3261e;--warn:#8a5a00;--good:#1a6b3c;--calling:#1f5fbf;--called:#7a3fb0;--loss:#c62828;--hold:#c9b458}
            @media(prefers-color-scheme:dark){:root{--fg:#e6e9ee;--bg:#14171b;--soft:#1e2329;--line:#39414b;--dim:#a3adb8;
            --fault:#ff8a80;--warn:#f0c05a;--good:#7bd6a0;--calling:#7fb1ff;--called:#cfa3ff;--loss:#ff6b6b;--hold:#a08f3c}}
            body{font:16px/1.5 system-ui,sans-serif;color:var(--fg);background:var(--bg);max-width:62rem;margin:2rem auto;padding:0 1rem}
            h1{font-size:1.6rem;line-height:1.25}h2{font-size:1.15rem;margin-top:2rem}
            article{border:1px solid var(--line);border-left:6px solid var(--dim);border-radius:6px;padding:.8rem 1rem;margin:1rem 0;background:var(--soft)}
            article.fault{border-left-color:var(--fault)}article.warning{border-left-color:var(--warn)}
            article h3{margin:.1rem 0 .5rem;font-size:1.05rem}.fault h3{color:var(--fault)}.warning h3{color:var(--warn)}
            code{font:.9em ui-monospace,monospace}.dim{color:var(--dim)}
            table{border-collapse:collapse;width:100%;font-size:.92rem}caption{text-align:left;font-weight:600;padding:.4rem 0}
            th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid var(--line);overflow-wrap:anywhere}th,td.s{white-space:nowrap}td.n,th.n{text-align:right}
            ul{margin:.3rem 0;padding-left:1.2rem}svg{width:100%;height:auto;margin:.4rem 0}svg text{font:12px system-ui,sans-serif;fill:var(--fg)}
            </style></head><body><main>
            """)
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
    private func patterns(_ page: inout HTMLText) {
        guard !document.patterns.isEmpty else { return }
        page.markup("<section><h2>What the affected calls share</h2><ul>")
        for pattern in document.patterns { page.element("li", PatternText(pattern, result).summary) }
        page.markup("</ul></section>")
    }

    private func verdict(_ page: inout HTMLText) {
        page.element("h1", document.verdict.headline)
        page.element("p", result.captures.map(\.name).joined(separator: ", "), attributes: " class=\"dim\"")
    }

    /// The samples as submitted, with their verdicts and the calls they were found as.
    private func samples(_ answer: CheckAnswer, _ page: inout HTMLText) {
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

    private func article(_ finding: Finding, _ page: inout HTMLText) {
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

    private func callTable(_ page: inout HTMLText) {
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

    private func streamTable(_ page: inout HTMLText) {
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

    private func captures(_ page: inout HTMLText) {
        page.markup("<section><h2>Capture</h2>")
        for (index, capture) in result.captures.enumerated() {
            let fitness = CaptureFitness(document, capture: index)
            page.element(
                "p",
                "\(capture.name): \(capture.packets) packets, \(capture.accounting.rtp) RTP, "
                    + "\(capture.accounting.rtcp) RTCP, \(capture.accounting.sip) SIP. Fitness: \(fitness.grade.rawValue)."
            )
            for problem in fitness.problems { page.element("p", "\(problem.message) \(problem.remedy)") }
        }
        page.element("p", "earshot \(document.toolVersion)", attributes: " class=\"dim\"")
        page.markup("</section>")
    }
}

extension AnalysisHTML {
    /// What the checklist says against what the capture shows.
    private func symptoms(_ comparison: [SymptomComparison], _ page: inout HTMLText) {
        let told = comparison.filter { $0.words != nil }
        guard !told.isEmpty else { return }
        page.markup(
            "<table><caption>Checklist against the capture</caption><tr><th>symptom</th><th>verdict</th><th>why</th></tr>"
        )
        for one in told {
            page.markup("<tr>")
            page.element("td", one.symptom, attributes: " class=\"s\"")
            page.element("td", one.words ?? "", attributes: " class=\"s\"")
            page.element("td", one.assessment.because)
            page.markup("</tr>")
        }
        page.markup("</table>")
    }
}
