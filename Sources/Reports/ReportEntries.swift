import JSONText
import SampleIntake

/// Reports of an analysis; pure functions over one document.
public enum AnalysisReport {
    /// The contract's JSON, `earshot.analysis/1`.
    public static func json(_ document: AnalysisDocument) -> [UInt8] {
        var json = JSONWriter(pretty: true)
        AnalysisJSON.write(document, to: &json)
        return json.bytes + [0x0A]
    }

    /// The same, handed on piece by piece.
    public static func json(_ document: AnalysisDocument, to sink: @escaping ([UInt8]) -> Void) {
        var json = JSONWriter(pretty: true, sink: sink)
        AnalysisJSON.write(document, to: &json)
        json.finish()
    }

    /// One line for each capture, call, stream and finding, after a first line with the schema.
    public static func ndjson(_ document: AnalysisDocument) -> [UInt8] {
        var lines: [UInt8] = []
        func line(_ type: String, _ body: (inout JSONWriter) -> Void) {
            var json = JSONWriter(pretty: false)
            json.object { json in
                json.member("type", type)
                json.key(type)
                body(&json)
            }
            lines += json.bytes + [0x0A]
        }
        line("schema") { $0.text(AnalysisJSON.schema) }
        for index in document.result.captures.indices { line("capture") { AnalysisJSON.capture(document, index, &$0) } }
        let ids = document.findingIDsByCall
        for index in document.result.calls.indices {
            line("call") { AnalysisJSON.call(document, index, findings: ids, &$0) }
        }
        for stream in document.result.streams {
            line("stream") { StreamJSON.write(stream, document: document, to: &$0) }
        }
        for finding in document.findings { line("finding") { AnalysisJSON.finding(finding, document, &$0) } }
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
