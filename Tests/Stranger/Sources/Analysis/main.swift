// One's own rule beside those of the catalogue; findings stored and read again.
import CallAnalysis
import CallVocabulary
import CaptureFiles
import Findings
import Foundation

extension FindingCode {
    static let shortCall = FindingCode(rawValue: "stranger.short-call")
}

let shortCalls = FindingRule(codes: [.shortCall]) { context in
    context.result.calls.indices.compactMap { index -> Finding? in
        let streams = context.audio(of: context.result.calls[index], from: .calling)
        guard let stream = streams.first, context.result.streams[stream].durationSeconds < 60 else { return nil }
        return Finding(
            code: .shortCall, severity: .note, confidence: 1, call: index, stream: stream,
            summary: "The call was short.",
            evidence: [
                Evidence(
                    packet: context.result.streams[stream].firstPacket, at: context.result.streams[stream].startedAt,
                    text: "Its first packet.")
            ], remedy: "Nothing.")
    }
}

var reader = try CaptureFileReader(path: CommandLine.arguments[1])
var analyzer = CallAnalyzer()
var batch = PacketBatch()
while try reader.nextBatch(&batch) { analyzer.ingest(batch) }
let result = analyzer.finish()
let findings = FindingCatalog.findings(in: result, rules: FindingCatalog.rules + [shortCalls])
for finding in findings { print(finding.code.rawValue, finding.cause?.rawValue ?? "-") }
for stream in result.streams {
    print(stream.id, stream.counts.lost, stream.audio.map { $0.longTermLevel < 0 } ?? false, stream.burst != nil)
}
let read = try JSONDecoder().decode([Finding].self, from: try JSONEncoder().encode(findings))
print(read == findings)
