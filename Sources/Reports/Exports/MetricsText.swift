import JSONText
import ReportModel

/// Counts of an analysis in Prometheus' text format: for a textfile collector, or while a capture goes on.
///
/// Labels name outcomes, codes and severities only: never a number, an address or a call.
public enum MetricsText {
    /// The metrics; `status` is how a running capture goes.
    public static func render(_ source: some AnalysisSource, status: LiveReport.Status? = nil) -> String {
        let captures = (0..<source.captureCount).map { source.capture($0) }
        let calls = (0..<source.callCount).map { source.call($0) }
        let media = (0..<source.streamCount).map { source.stream($0) }.filter { $0.role == "media" }
        var text = ""
        func metric(_ name: String, _ type: String, _ help: String, _ samples: [(labels: String, value: Double)]) {
            text += "# HELP earshot_\(name) \(help)\n# TYPE earshot_\(name) \(type)\n"
            for sample in samples {
                let labels = sample.labels.isEmpty ? "" : "{\(sample.labels)}"
                text += "earshot_\(name)\(labels) \(DecimalText.shortest(sample.value, places: 6))\n"
            }
        }
        func count(_ values: [String], as label: String) -> [(labels: String, value: Double)] {
            var counts: [String: Int] = [:]
            for value in values { counts[value, default: 0] += 1 }
            return counts.sorted { $0.key < $1.key }.map { ("\(label)=\"\($0.key)\"", Double($0.value)) }
        }
        metric("build_info", "gauge", "The version of earshot.", [("version=\"\(source.overview.tool.version)\"", 1)])
        let packets = status?.packets ?? captures.reduce(0) { $0 + $1.packets }
        metric("packets_total", "counter", "Packets analysed.", [("", Double(packets))])
        let drops = status?.drops.map { Int(clamping: $0) } ?? captures.compactMap(\.interfaceDrops).reduce(0, +)
        metric("capture_drops_total", "counter", "Packets that the capture itself dropped.", [("", Double(drops))])
        if let status {
            metric("capture_seconds", "gauge", "How long the capture has gone on.", [("", status.seconds)])
        }
        metric(
            "calls_total", "counter", "Calls by outcome.", count(calls.map(\.outcome), as: "outcome"))
        let talking = calls.count { $0.answeredAt != nil && $0.endedAt == nil }
        metric("calls_in_progress", "gauge", "Calls answered and not ended.", [("", Double(talking))])
        metric("streams_total", "counter", "Streams by kind of media.", count(media.map(\.media), as: "media"))
        func sum(_ value: (AnalysisCounts) -> Int) -> Double { Double(media.reduce(0) { $0 + value($1.counts) }) }
        metric("rtp_received_total", "counter", "RTP packets that came.", [("", sum { $0.received })])
        metric("rtp_lost_total", "counter", "RTP packets lost.", [("", sum { $0.lost })])
        metric("rtp_reordered_total", "counter", "RTP packets out of order.", [("", sum { $0.reordered })])
        let late = media.reduce(0) { $0 + ($1.playout.first?.lateDiscarded ?? 0) }
        metric("rtp_late_total", "counter", "RTP packets too late for a buffer of 60 ms.", [("", Double(late))])
        histogram(
            "stream_loss_percent", "Packets lost of a stream in per cent.", [0.1, 0.5, 1, 2, 5, 10, 20, 50],
            media.map(\.counts.lossPercent), &text)
        histogram(
            "stream_jitter_milliseconds", "Mean jitter (RFC 3550) of a stream in ms.", [1, 2, 5, 10, 20, 50, 100],
            media.compactMap { $0.jitter?.meanMilliseconds }, &text)
        histogram(
            "stream_mos_cqe", "Estimated quality of a stream, 1 to 5.", [1.5, 2, 2.5, 3, 3.5, 4, 4.5],
            media.compactMap { $0.quality?.mosCQE }, &text)
        histogram(
            "call_request_delay_seconds", "Post-dial delay of a call.", [0.5, 1, 2, 3, 5, 8, 12, 20],
            calls.compactMap(\.requestDelaySeconds), &text)
        var findings: [String: Int] = [:]
        for index in 0..<source.findingCount {
            let finding = source.finding(index)
            findings["code=\"\(finding.code)\",severity=\"\(finding.severity)\"", default: 0] += 1
        }
        metric(
            "findings", "gauge", "Findings by code and severity.",
            findings.sorted { $0.key < $1.key }.map { ($0.key, Double($0.value)) })
        return text
    }

    private static func histogram(
        _ name: String, _ help: String, _ bounds: [Double], _ values: [Double], _ text: inout String
    ) {
        text += "# HELP earshot_\(name) \(help)\n# TYPE earshot_\(name) histogram\n"
        let fine = values.filter(\.isFinite)
        for bound in bounds {
            let below = fine.count { $0 <= bound }
            text += "earshot_\(name)_bucket{le=\"\(DecimalText.shortest(bound, places: 3))\"} \(below)\n"
        }
        text += "earshot_\(name)_bucket{le=\"+Inf\"} \(fine.count)\n"
        text += "earshot_\(name)_sum \(DecimalText.shortest(fine.reduce(0, +), places: 6))\n"
        text += "earshot_\(name)_count \(fine.count)\n"
    }
}
