import CallAnalysis
import CallVocabulary
import Findings
import JSONText
import PathComparison
import Reports

/// The whole path: packets to calls, findings and reports; whole files, and a capture compared with itself.
enum CallTargets {
    static let all = [
        FuzzTarget(name: "calls", dictionary: SignalingTargets.sipWords + SignalingTargets.sdpWords) { bytes in
            analyze(PacketList.batch(of: bytes), limits: bytes.first.map { $0 & 1 == 1 } == true ? small : .init())
        },
        FuzzTarget(name: "file", dictionary: CaptureTargets.words) { bytes in
            file(bytes)
        },
        FuzzTarget(name: "compare", dictionary: []) { bytes in
            compare(PacketList.batch(of: bytes))
        },
    ]

    /// Limits that a few packets meet.
    static var small: AnalysisLimits {
        var limits = AnalysisLimits()
        limits.flows = 4
        limits.streams = 3
        limits.calls = 2
        limits.messagesPerCall = 3
        limits.lossRunsPerStream = 2
        limits.eventsPerStream = 1
        limits.icmpErrors = 1
        limits.fragmentedDatagrams = 2
        limits.datagramBytes = 2_000
        limits.relayChannels = 1
        limits.tcpConnections = 2
        limits.tcpBufferBytes = 1_000
        limits.voiceQualityReports = 1
        return limits
    }

    private static var description: CaptureFileDescription {
        CaptureFileDescription(
            name: "input", sha256: nil, format: "pcap", compression: "none", fileBytes: 0, isComplete: true,
            readError: nil, interfaceDrops: nil)
    }

    /// Analyses one batch and renders every report.
    static func analyze(_ batch: PacketBatch, limits: AnalysisLimits) {
        var analyzer = CallAnalyzer(limits: limits)
        analyzer.beginCapture(name: "input")
        analyzer.ingest(batch)
        finish(&analyzer, packets: batch.packets.count)
    }

    /// Analyses a capture file as far as it goes and renders every report.
    static func file(_ bytes: [UInt8]) {
        var analyzer = CallAnalyzer()
        analyzer.beginCapture(name: "input")
        var packets = 0
        _ = CaptureTargets.decode(bytes, piece: max(1, bytes.count)) {
            packets += $0.packets.count
            analyzer.ingest($0)
        }
        finish(&analyzer, packets: packets)
    }

    private static func finish(_ analyzer: inout CallAnalyzer, packets: Int) {
        let result = analyzer.finish()
        require(result.captures.count == 1, "one capture")
        require(result.captures[0].packets == packets, "every packet is taken")
        require(result.captures[0].accounting.total == packets, "every packet is counted once")
        for stream in result.streams { check(stream) }
        let findings = FindingCatalog.findings(in: result)
        let document = AnalysisDocument(toolVersion: "0", files: [description], result: result, findings: findings)
        require((try? JSONReader.read(AnalysisReport.json(document))) != nil, "the report is JSON")
        let text = AnalysisReport.text(document, style: TextStyle(width: 80))
        require(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 }, "text has no control characters")
        _ = AnalysisReport.ndjson(document)
        _ = AnalysisReport.markdown(document)
        _ = AnalysisReport.html(document)
        let status = LiveReport.Status(interface: "input", seconds: 1, packets: packets, drops: nil)
        _ = LiveReport.text(result, status: status, lines: 24, style: TextStyle(width: 80))
    }

    private static func check(_ stream: MediaStream) {
        check(stream.counts, "stream")
        for epoch in stream.epochs { check(epoch.counts, "epoch") }
        for run in stream.lossRuns { require(run.count > 0, "a run of losses has some") }
        if case .rated(let rating) = stream.quality {
            require(rating.mosCQE >= 1 && rating.mosCQE <= 5, "a rating is on its scale")
        }
    }

    private static func check(_ counts: StreamCounts, _ what: String) {
        require(
            counts.expected == counts.received + counts.lost + counts.missingFromCapture,
            "the ledger of the \(what) adds up: \(counts)")
        require(
            counts.expected >= 0 && counts.received >= 0 && counts.lost >= 0 && counts.missingFromCapture >= 0
                && counts.duplicated >= 0 && counts.reordered >= 0, "counts of the \(what) are not negative: \(counts)")
    }

    /// Compares a capture with itself, and with its second half.
    private static func compare(_ batch: PacketBatch) {
        var half = batch
        half.packets = Array(batch.packets.suffix(batch.packets.count / 2))
        let near = record(batch, name: "near")
        for far in [near, record(half, name: "far")] {
            let document = ComparisonDocument(
                toolVersion: "0", near: description, far: description,
                result: PathComparer().compare(near: near, far: far))
            require((try? JSONReader.read(ComparisonReport.json(document))) != nil, "the comparison is JSON")
            _ = ComparisonReport.text(document)
            _ = ComparisonReport.markdown(document)
        }
    }

    private static func record(_ batch: PacketBatch, name: String) -> CaptureRecord {
        var analyzer = CallAnalyzer()
        analyzer.beginCapture(name: name)
        analyzer.ingest(batch)
        var recorder = StreamRecorder(name: name)
        recorder.ingest(batch)
        return recorder.finish(analyzer.finish())
    }
}
