import CallAnalysis
import Findings
import JSONText
import SampleIntake

/// Reports of the main job.
public enum SubmissionReport {
    /// What the sender reads: the check, what was found, and where it is kept.
    public static func text(
        _ answer: CheckAnswer, document: AnalysisDocument?, reported: [String], checklist: [ChecklistText] = [],
        caseNumber: String?, keptAs: String?, duplicates: [String] = [], place: [String], style: TextStyle
    ) -> String {
        var parts: [String] = []
        if let caseNumber {
            parts.append(
                style.green("✓ Case \(caseNumber) opened.")
                    + (keptAs.map { "\n  What cannot be used yet is kept as \($0)." } ?? ""))
        } else {
            parts.append(
                style.red("✗ No case opened: the submission was returned.")
                    + (keptAs.map { "\n  It is kept as \($0)." } ?? ""))
        }
        if let caseNumber, !duplicates.isEmpty {
            parts.append(
                style.yellow(
                    "! \(duplicates.joined(separator: ", ")) of the same customer \(duplicates.count == 1 ? "has" : "have") a call between the same numbers within a day. Look whether \(caseNumber) is about the same fault."
                ))
        }
        parts.append(CheckText(answer: answer, style: style).render().trimmedEnd)
        if let document { parts += findings(document, reported, checklist, style) }
        if !place.isEmpty { parts.append(place.map { style.dim($0) }.joined(separator: "\n")) }
        return parts.joined(separator: "\n\n") + "\n"
    }

    /// What is told about captures that were attached later: the check anew, the checklist, and what was found.
    public static func attachmentText(
        _ answer: CheckAnswer, document: AnalysisDocument?, reported: [String], checklist: [ChecklistText] = [],
        style: TextStyle
    ) -> String {
        var parts = [CheckText(answer: answer, style: style).render().trimmedEnd]
        if let document { parts += findings(document, reported, checklist, style) }
        return parts.joined(separator: "\n\n") + "\n"
    }

    /// The checklist against the capture, and the analysis.
    private static func findings(
        _ document: AnalysisDocument, _ reported: [String], _ checklist: [ChecklistText], _ style: TextStyle
    ) -> [String] {
        let comparison = compare(document, reported).compactMap { one in
            one.words.map { words in
                PlainText.wrap(
                    "\(one.symptom.rawValue): \(words). \(one.assessment.because)", width: style.width, first: "  ",
                    rest: "    "
                )
            }
        }
        let answers = checklist.filter { $0.verdict != "cannot-tell" }.map {
            PlainText.wrap($0.sentence, width: style.width, first: "  ", rest: "    ")
        }
        let told = [style.bold("Checklist against the capture")] + comparison + answers
        return (comparison.isEmpty && answers.isEmpty ? [] : [told.joined(separator: "\n")])
            + [AnalysisText(source: document, style: style).render().trimmedEnd]
    }

    /// The main job as JSON: `earshot.submission/1`.
    public static func json(
        _ answer: CheckAnswer, document: AnalysisDocument?, reported: [String], checklist: [ChecklistText] = [],
        caseNumber: String?, keptAs: String?
    ) -> [UInt8] {
        var whole: [UInt8] = []
        json(
            answer, document: document, reported: reported, checklist: checklist, caseNumber: caseNumber, keptAs: keptAs
        ) { whole += $0 }
        return whole
    }

    /// The same, handed on piece by piece.
    public static func json(
        _ answer: CheckAnswer, document: AnalysisDocument?, reported: [String], checklist: [ChecklistText] = [],
        caseNumber: String?, keptAs: String?, duplicates: [String] = [], to sink: @escaping ([UInt8]) -> Void
    ) {
        var json = JSONWriter(pretty: true, sink: sink)
        json.object { json in
            json.member("schema", "earshot.submission/1")
            json.member("case", object: caseNumber) { json, number in json.member("number", number) }
            json.member("keptAs", keptAs)
            json.member("duplicates", texts: duplicates)
            json.key("check")
            CheckJSON.write(answer, to: &json)
            json.member("symptoms", array: document.map { compare($0, reported) } ?? []) { json, one in
                json.object { json in
                    json.member("symptom", one.symptom.rawValue)
                    json.member("reported", one.isReported)
                    json.member("verdict", one.assessment.verdict.rawValue)
                    json.member("comparison", one.words)
                    json.member("because", one.assessment.because)
                    json.member("findings", texts: one.assessment.findings)
                }
            }
            json.member("checklist", array: checklist) { json, one in json.object { one.write(to: &$0) } }
            json.key("analysis")
            if let document { AnalysisWriting.write(document, to: &json) } else { json.null() }
        }
        json.finish()
    }

    /// What is reported against what the capture shows.
    private static func compare(_ document: AnalysisDocument, _ reported: [String]) -> [SymptomComparison] {
        SymptomComparison.all(reported: reported, document.result, findings: document.findings)
    }

    /// One page: what was submitted, and what the capture shows.
    public static func html(_ answer: CheckAnswer, document: AnalysisDocument?, reported: [String] = []) -> String {
        var whole: [UInt8] = []
        html(answer, document: document, reported: reported) { whole += $0 }
        return String(decoding: whole, as: UTF8.self)
    }

    /// The same, handed on piece by piece.
    public static func html(
        _ answer: CheckAnswer, document: AnalysisDocument?, reported: [String], checklist: [ChecklistText] = [],
        to sink: ([UInt8]) -> Void
    ) {
        AnalysisHTML(
            source: document
                ?? AnalysisDocument(toolVersion: "", files: [], result: CallAnalysisResult(), findings: [])
        )
        .write(
            submission: answer, comparison: document.map { compare($0, reported) } ?? [],
            checklist: checklist, to: sink)
    }
}

extension String {
    /// Without line ends behind it.
    var trimmedEnd: String {
        var text = self
        while text.last?.isNewline == true { text.removeLast() }
        return text
    }
}
