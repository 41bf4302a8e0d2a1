import JSONText
@_exported import ReportModel
import SampleIntake

/// Reports of an analysis; pure functions over one document.
public enum AnalysisReport {
    /// The contract's JSON, `earshot.analysis/1`.
    public static func json(_ source: some AnalysisSource) -> [UInt8] {
        var json = JSONWriter(pretty: true)
        write(source, to: &json)
        return json.bytes + [0x0A]
    }

    /// The same, handed on piece by piece.
    public static func json(_ source: some AnalysisSource, to sink: @escaping ([UInt8]) -> Void) {
        var json = JSONWriter(pretty: true, sink: sink)
        write(source, to: &json)
        json.finish()
    }

    private static func write(_ source: some AnalysisSource, to json: inout JSONWriter) {
        // The writer rounds: a finished analysis need not be rounded before.
        if let document = source as? AnalysisDocument {
            AnalysisWriting.write(document, to: &json)
        } else {
            AnalysisWriting.write(source, to: &json)
        }
    }

    /// One line for each capture, call, stream and finding, after a first line with the schema.
    public static func ndjson(_ source: some AnalysisSource) -> [UInt8] {
        var lines: [UInt8] = []
        ndjson(source) { lines += $0 }
        return lines
    }

    /// The same, handed on line by line.
    public static func ndjson(_ source: some AnalysisSource, to sink: ([UInt8]) -> Void) {
        AnalysisWriting.lines(source, to: sink)
    }

    /// What a person reads on a terminal.
    public static func text(
        _ source: some AnalysisSource, style: TextStyle, options: AnalysisTextOptions = AnalysisTextOptions()
    ) -> String {
        AnalysisText(source: source, style: style, options: options).render()
    }

    /// Markdown for a ticket.
    public static func markdown(
        _ source: some AnalysisSource, options: AnalysisTextOptions = AnalysisTextOptions()
    ) -> String {
        AnalysisMarkdown(source: source, options: options).render()
    }

    /// One page that needs nothing else.
    public static func html(
        _ source: some AnalysisSource, options: AnalysisPageOptions = AnalysisPageOptions()
    ) -> String {
        var whole: [UInt8] = []
        html(source, options: options) { whole += $0 }
        return String(decoding: whole, as: UTF8.self)
    }

    /// The same, handed on piece by piece.
    public static func html(
        _ source: some AnalysisSource, options: AnalysisPageOptions = AnalysisPageOptions(), to sink: ([UInt8]) -> Void
    ) {
        AnalysisHTML(source: source, options: options).write(to: sink)
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
