import JSONText

/// Writes an analysis as `earshot.analysis/1`, part by part.
package enum AnalysisWriting {
    /// The document of a source.
    package static func write(_ source: some AnalysisSource, to json: inout JSONWriter) {
        write(
            source.overview, to: &json, captures: source.captureCount, source.capture, calls: source.callCount,
            source.call,
            streams: source.streamCount, source.stream, findings: source.findingCount, source.finding)
    }

    /// The document of a finished analysis: the writer rounds, so that this need not be done before.
    package static func write(_ document: AnalysisDocument, to json: inout JSONWriter) {
        write(
            document.exactOverview, to: &json, captures: document.captureCount, document.exactCapture,
            calls: document.callCount, document.exactCall, streams: document.streamCount, document.exactStream,
            findings: document.findingCount, document.exactFinding)
    }

    private static func write(
        _ overview: AnalysisOverview, to json: inout JSONWriter,
        captures: Int, _ capture: (Int) -> AnalysisCapture, calls: Int, _ call: (Int) -> AnalysisCall,
        streams: Int, _ stream: (Int) -> AnalysisStream, findings: Int, _ finding: (Int) -> AnalysisFinding
    ) {
        var overview = overview
        json.object { json in
            var head = overview.head
            head.fields(&json)
            json.member("captures", array: 0..<captures) { json, index in json.part(capture(index)) }
            json.member("calls", array: 0..<calls) { json, index in json.part(call(index)) }
            json.member("streams", array: 0..<streams) { json, index in json.part(stream(index)) }
            json.member("findings", array: 0..<findings) { json, index in json.part(finding(index)) }
            overview.tail(&json)
        }
    }

    /// One line for each capture, call, stream and finding, after a first line with the schema; each is handed on.
    package static func lines(_ source: some AnalysisSource, to sink: ([UInt8]) -> Void) {
        func line(_ type: StaticString, _ body: (inout JSONWriter) -> Void) {
            var json = JSONWriter(pretty: false)
            json.object { json in
                json.member("type", type.description)
                json.key(type)
                body(&json)
            }
            sink(json.bytes + [0x0A])
        }
        line("schema") { $0.text(AnalysisOverview.schema) }
        for index in 0..<source.captureCount { line("capture") { $0.part(source.capture(index)) } }
        for index in 0..<source.callCount { line("call") { $0.part(source.call(index)) } }
        for index in 0..<source.streamCount { line("stream") { $0.part(source.stream(index)) } }
        for index in 0..<source.findingCount { line("finding") { $0.part(source.finding(index)) } }
    }
}
