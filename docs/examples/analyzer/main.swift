// What happened in the calls of a capture? Ten lines with the library.
import CallAnalysis
import CallVocabulary
import CaptureFiles
import Findings

var reader = try CaptureFileReader(path: CommandLine.arguments.dropFirst().first ?? "call.pcap")
var analyzer = CallAnalyzer()
var batch = PacketBatch()
while try reader.nextBatch(&batch) { analyzer.ingest(batch) }
let result = analyzer.finish()
for call in result.calls {
    print(call.id, call.calling.number ?? "?", "→", call.called.number ?? "?", call.outcome.rawValue)
}
for finding in FindingCatalog.findings(in: result) { print(finding.code.rawValue, finding.summary) }
