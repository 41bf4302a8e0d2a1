import Escaping
import ReportModel

/// Findings as JUnit's XML, which build servers show: a test for each call, and one for the captures.
public enum JUnitReport {
    /// The document; faults are failures, warnings too where `failsWarnings`; others stand in the test's output.
    public static func render(_ source: some AnalysisSource, failsWarnings: Bool = false) -> String {
        var byCall: [String: [AnalysisFinding]] = [:]
        var others: [AnalysisFinding] = []
        for index in 0..<source.findingCount {
            let finding = source.finding(index)
            if let call = finding.call { byCall[call, default: []].append(finding) } else { others.append(finding) }
        }
        func fails(_ finding: AnalysisFinding) -> Bool {
            finding.severity == "fault" || failsWarnings && finding.severity == "warning"
        }
        let tests = source.callCount + 1
        let failures =
            byCall.values.count { $0.contains(where: fails) } + (others.contains(where: fails) ? 1 : 0)
        let name = (0..<source.captureCount).map { source.capture($0).name }.joined(separator: ", ")
        var xml = EscapedText(.html)
        xml.add(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites name="earshot" tests="\(tests)" failures="\(failures)">
            <testsuite name="\(name)" tests="\(tests)" failures="\(failures)" errors="0" skipped="0">

            """)
        testCase("captures", seconds: nil, others, fails, &xml)
        for index in 0..<source.callCount {
            let call = source.call(index)
            let seconds = call.endedAt.map { $0.seconds(since: call.startedAt) }
            testCase(call.id, seconds: seconds, byCall[call.id] ?? [], fails, &xml)
        }
        xml.add("</testsuite>\n</testsuites>\n")
        return xml.content
    }

    private static func testCase(
        _ name: String, seconds: Double?, _ findings: [AnalysisFinding], _ fails: (AnalysisFinding) -> Bool,
        _ xml: inout EscapedText
    ) {
        xml.add(
            "<testcase classname=\"earshot\" name=\"\(name)\" time=\"\(TableCell.number(seconds ?? 0, places: 3).csv)\">"
        )
        // Readers of this format take one failure of a test: the worst, with the others in its text.
        let failing =
            findings.filter { fails($0) && $0.severity == "fault" }
            + findings.filter { fails($0) && $0.severity != "fault" }
        if let first = failing.first {
            xml.add("<failure type=\"\(first.code)\" message=\"\(first.summary)\">")
            for finding in failing {
                xml.add(
                    "\(finding.id) \(finding.severity) \(finding.code): \(finding.summary) \(finding.remedy)\n"
                )
            }
            xml.add("</failure>")
        }
        let told = findings.filter { !fails($0) }
        if !told.isEmpty {
            xml.add("<system-out>")
            for finding in told {
                xml.add("\(finding.id) \(finding.severity) \(finding.code): \(finding.summary)\n")
            }
            xml.add("</system-out>")
        }
        xml.add("</testcase>\n")
    }
}
