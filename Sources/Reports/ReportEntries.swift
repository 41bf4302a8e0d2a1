import JSONText
@_exported import ReportModel
import SampleIntake

/// Reports of an analysis; pure functions over one document.
public enum AnalysisReport {
    /// The contract's JSON, `earshot.analysis/1`.
    public static func json(_ document: AnalysisDocument) -> [UInt8] {
        var json = JSONWriter(pretty: true)
        AnalysisWriting.write(document, to: &json)
        return json.bytes + [0x0A]
    }

    /// The same, handed on piece by piece.
    public static func json(_ document: AnalysisDocument, to sink: @escaping ([UInt8]) -> Void) {
        var json = JSONWriter(pretty: true, sink: sink)
        AnalysisWriting.write(document, to: &json)
        json.finish()
    }

    /// The contract's JSON of a stored analysis.
    public static func json(_ source: some AnalysisSource) -> [UInt8] {
        var json = JSONWriter(pretty: true)
        AnalysisWriting.write(source, to: &json)
        return json.bytes + [0x0A]
    }

    /// One line for each capture, call, stream and finding, after a first line with the schema.
    public static func ndjson(_ document: AnalysisDocument) -> [UInt8] {
        var lines: [UInt8] = []
        AnalysisWriting.lines(document) { lines += $0 }
        return lines
    }

    /// What a person reads on a terminal.
    public static func text(_ document: AnalysisDocument, style: TextStyle) -> String {
        AnalysisText(document: document, style: style).render()
    }

    /// Markdown for a ticket.
    public static func markdown(_ document: AnalysisDocument) -> String {
        AnalysisMarkdown(document: document).render()
    }

    /// One page that needs nothing else.
    public static func html(_ document: AnalysisDocument) -> String {
        AnalysisHTML(document: document).render()
    }

    /// The same, handed on piece by piece.
    public static func html(_ document: AnalysisDocument, to sink: ([UInt8]) -> Void) {
        AnalysisHTML(document: document).write(to: sink)
    }
}

/// Reports of a check.
public enum CheckReport {
    /// The contract's JSON, `earshot.check/1`.
    public static func json(_ answer: CheckAnswer) -> [UInt8] {
        var json = JSONWriter(pretty: true)
        CheckJSON.write(answer, to: &json)
        return json.bytes + [0x0A]
    }

    /// The same, handed on piece by piece: a hundred thousand samples need not be held as text.
    public static func json(_ answer: CheckAnswer, to sink: @escaping ([UInt8]) -> Void) {
        var json = JSONWriter(pretty: true, sink: sink)
        CheckJSON.write(answer, to: &json)
        json.finish()
    }

    /// What the sender reads.
    public static func text(_ answer: CheckAnswer, style: TextStyle) -> String {
        CheckText(answer: answer, style: style).render()
    }
}
