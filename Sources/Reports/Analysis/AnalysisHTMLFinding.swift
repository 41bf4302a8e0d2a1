import CivilTime
import Escaping
import ReportModel

/// A finding on a page.
enum AnalysisHTMLFinding {
    static func write(_ finding: AnalysisFinding, zone: ZoneRules?, _ page: inout EscapedText) {
        switch finding.severity {
        case "fault": page.markup("<article class=\"fault\">")
        case "warning": page.markup("<article class=\"warning\">")
        default: page.markup("<article>")
        }
        let cause = finding.cause.map { " · \($0)" } ?? ""
        page.element("h3", "\(finding.severity.uppercased()) · \(finding.code)\(cause)")
        page.element("p", finding.summary)
        if !finding.consequences.isEmpty {
            page.element("p", "From it follows: \(finding.consequences.joined(separator: ", ")).")
        }
        if !finding.evidence.isEmpty {
            page.markup("<ul>")
            for evidence in finding.evidence {
                page.add("<li><code>\(evidence.displayFilter)</code> ")
                page.add("\(TimeText.full(evidence.at, in: zone)): \(evidence.text)</li>")
            }
            page.markup("</ul>")
        }
        if !finding.excluded.isEmpty {
            page.markup("<p>Not the cause:</p><ul>")
            for excluded in finding.excluded { page.element("li", "\(excluded.cause): \(excluded.because)") }
            page.markup("</ul>")
        }
        page.add("<p><strong>What to do.</strong> \(finding.remedy)</p>")
        page.element("p", "Confidence \(Int((finding.confidence * 100).rounded())) %", attributes: " class=\"dim\"")
        page.markup("</article>\n")
    }
}
