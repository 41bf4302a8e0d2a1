import Escaping
import Findings
import ReportModel
import SampleIntake

/// What was submitted, on the page of an analysis.
enum SubmissionSection {
    /// Samples listed.
    private static let maximumSamples = 200

    /// The samples as submitted, with their verdicts and the calls they were found as.
    static func write(_ answer: CheckAnswer, _ page: inout EscapedText) {
        page.markup(
            """
            <section><h2>Submission</h2><div class="scroll" tabindex="0" role="region" aria-label="Samples"><table><caption>Samples and the calls they were found as</caption><thead><tr>
            <th scope="col">sample</th><th scope="col">calling</th><th scope="col">called</th><th scope="col">time</th>
            <th scope="col">verdict</th><th scope="col">call</th></tr></thead><tbody>
            """)
        for sample in answer.samples.prefix(maximumSamples) {
            page.markup("<tr>")
            for cell in [
                String(sample.index + 1),
                sample.callingNumber.withheld
                    ? "withheld" : sample.callingNumber.number?.e164 ?? sample.callingNumber.given ?? "—",
                sample.calledNumber.number?.e164 ?? sample.calledNumber.given ?? "—",
                sample.startedAt.map { TimeText.full($0) } ?? "—", sample.verdict.rawValue,
            ] { page.element("td", cell) }
            if let call = sample.match?.call {
                page.add("<td><a href=\"#\(call)\">\(call)</a></td>")
            } else {
                page.element("td", "—")
            }
            page.markup("</tr>")
        }
        page.markup("</tbody></table></div>")
        if answer.samples.count > maximumSamples {
            page.element("p", "And \(CountText.of(answer.samples.count - maximumSamples)) more samples.")
        }
        if !answer.problems.isEmpty {
            page.markup("<ul>")
            for problem in answer.problems { page.element("li", "\(problem.message) \(problem.remedy)") }
            page.markup("</ul>")
        }
        page.markup("</section>")
    }

    /// What the checklist says against what the capture shows.
    static func write(_ comparison: [SymptomComparison], _ page: inout EscapedText) {
        let told = comparison.filter { $0.words != nil }
        guard !told.isEmpty else { return }
        page.markup(
            """
            <section><h2>Checklist against the capture</h2><div class="scroll" tabindex="0" role="region" aria-label="Checklist"><table><thead><tr>
            <th scope="col">symptom</th><th scope="col">verdict</th><th scope="col">why</th></tr></thead><tbody>
            """)
        for one in told {
            page.markup("<tr>")
            page.element("td", one.symptom.rawValue, attributes: " class=\"s\"")
            page.element("td", one.words ?? "", attributes: " class=\"s\"")
            page.element("td", one.assessment.because)
            page.markup("</tr>")
        }
        page.markup("</tbody></table></div></section>")
    }

    /// The answers to the other questions, where the capture can tell.
    static func write(_ checklist: [ChecklistText], _ page: inout EscapedText) {
        let told = checklist.filter { $0.verdict != "cannot-tell" }
        guard !told.isEmpty else { return }
        page.markup(
            """
            <section><h2>Answers against the capture</h2><div class="scroll" tabindex="0" role="region" aria-label="Answers"><table><thead><tr>
            <th scope="col">question</th><th scope="col">answer</th><th scope="col">verdict</th><th scope="col">why</th></tr></thead><tbody>
            """)
        for one in told {
            page.markup("<tr>")
            page.element("td", one.field, attributes: " class=\"s\"")
            page.element("td", one.answer)
            page.element("td", one.verdict == "contradicts" ? "contradicted" : one.verdict, attributes: " class=\"s\"")
            page.element("td", one.because)
            page.markup("</tr>")
        }
        page.markup("</tbody></table></div></section>")
    }
}
