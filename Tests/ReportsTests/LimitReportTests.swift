import CallAnalysis
import CallVocabulary
import JSONText
import Reports
import Testing

/// What was left out stands in every report that a person or a program reads.
@Suite struct LimitReportTests {
    private var document: AnalysisDocument {
        var result = CallAnalysisResult()
        result.limitsMet = ["tcpBytes": 7, "flows": 12]
        result.unreadableMessages = 3
        return AnalysisDocument(toolVersion: "0", files: [], result: result, findings: [])
    }

    @Test func inText() {
        let text = AnalysisReport.text(document, style: TextStyle(width: 100))
        #expect(text.contains("Limits met, so that something was left out: flows (12 times), tcpBytes (7 times)"))
        #expect(text.contains("3 messages begin like SIP and cannot be read."))
    }

    @Test func inJSON() {
        let text = AnalysisReport.json(document)
        #expect(String(decoding: text, as: UTF8.self).contains("\"unreadableMessages\": 3"))
        #expect(String(decoding: text, as: UTF8.self).contains("\"tcpBytes\": 7"))
    }
}
