import CallVocabulary
import WireFormats

/// Voice quality reports of SIP user agents (RFC 6035): kept while they pass, bound to their streams at the end.
struct PublishedQuality {
    var report: VoiceQualityReport
    var at: CaptureTime
    var packet: PacketReference
}

extension CallAnalyzer {
    /// Keeps the report that a PUBLISH or NOTIFY carries.
    mutating func recordVoiceQuality(
        _ message: SIPOutline, in bytes: RawSpan, at time: CaptureTime, _ reference: PacketReference
    ) {
        guard message.isRequest, bytes.equals("vq-rtcpxr", at: message.event), !message.body.isEmpty,
            message.contentTypeName(in: bytes) == "application/vq-rtcpxr",
            let report = VoiceQualityReport(parsing: bytes, in: message.body.rangeOrEmpty)
        else { return }
        guard signaling.publishedQuality.count < limits.voiceQualityReports else {
            meet(.voiceQualityReports)
            return
        }
        signaling.publishedQuality.append(PublishedQuality(report: report, at: time, packet: reference))
    }

    /// Gives each report to the streams it is about.
    func bindVoiceQuality(_ result: inout CallAnalysisResult) {
        guard !signaling.publishedQuality.isEmpty else { return }
        var callByID: [String: Int] = [:]
        for (index, call) in result.calls.enumerated() {
            for id in call.callIDs { callByID[id.rawValue] = index }
        }
        var streamsBySource: [UInt32: [Int]] = [:]
        for (index, stream) in result.streams.enumerated() { streamsBySource[stream.ssrc, default: []].append(index) }
        for published in signaling.publishedQuality {
            let report = published.report
            let call = callByID[report.callID]
            let sides = [
                (report.localMetrics, report.remote, report.local), (report.remoteMetrics, report.local, report.remote),
            ]
            for (metrics, sender, receiver) in sides where !metrics.isEmpty {
                let candidates =
                    sender.ssrc.map { streamsBySource[$0] ?? [] } ?? call.map { result.calls[$0].streams } ?? []
                let found = candidates.first { index in
                    let stream = result.streams[index]
                    guard call == nil || stream.call == nil || stream.call == call else { return false }
                    return sender.ssrc != nil
                        || stream.destination.port == receiver.port && stream.source.port == sender.port
                        || stream.destination.description == "\(receiver.address):\(receiver.port)"
                }
                guard let found, result.streams[found].farEnd.count < AnalysisLimits.voiceQualityReportsPerStream else {
                    continue
                }
                result.streams[found].farEnd.append(
                    FarEndReport(metrics: metrics, at: published.at, packet: published.packet))
            }
        }
    }
}

extension FarEndReport {

    /// The figures of RFC 6035 §4.6.2, by their keys.
    init(metrics: [String: Double], at time: CaptureTime, packet: PacketReference) {
        self.init(kind: .voiceQualityReport, at: time, packet: packet)
        lossPercent = metrics["NLR"]
        discardPercent = metrics["JDR"]
        burstLossPercent = metrics["BLD"]
        burstMilliseconds = metrics["BD"]
        gapLossPercent = metrics["GLD"]
        gapMilliseconds = metrics["GD"]
        roundTripMilliseconds = metrics["RTD"]
        endSystemMilliseconds = metrics["ESD"]
        jitterMilliseconds = metrics["IAJ"]
        signalLevel = metrics["SL"].flatMap { $0 == 127 ? nil : $0 }
        noiseLevel = metrics["NL"].flatMap { $0 == 127 ? nil : $0 }
        residualEchoReturnLoss = metrics["RERL"].flatMap { $0 == 127 ? nil : $0 }
        rFactor = (metrics["RCQ"] ?? metrics["RLQ"]).flatMap { $0 == 127 ? nil : $0 }
        mosListening = metrics["MOSLQ"].flatMap { (1...5).contains($0) ? $0 : nil }
        mosConversational = metrics["MOSCQ"].flatMap { (1...5).contains($0) ? $0 : nil }
        bufferMilliseconds = metrics["JBN"]
    }

    /// The figures of a VoIP metrics block (RFC 3611 §4.7), whose rates are 256ths.
    init(_ metrics: RTCPVoIPMetrics, at time: CaptureTime, packet: PacketReference) {
        self.init(kind: .rtcpExtendedReport, at: time, packet: packet)
        func percent(_ share: UInt8) -> Double { Double(share) / 256 * 100 }
        lossPercent = percent(metrics.lossRate)
        discardPercent = percent(metrics.discardRate)
        burstLossPercent = percent(metrics.burstDensity)
        burstMilliseconds = Double(metrics.burstMilliseconds)
        gapLossPercent = percent(metrics.gapDensity)
        gapMilliseconds = Double(metrics.gapMilliseconds)
        roundTripMilliseconds = metrics.roundTripMilliseconds > 0 ? Double(metrics.roundTripMilliseconds) : nil
        endSystemMilliseconds = metrics.endSystemMilliseconds > 0 ? Double(metrics.endSystemMilliseconds) : nil
        signalLevel = metrics.signalLevel.map { Double($0) }
        noiseLevel = metrics.noiseLevel.map { Double($0) }
        residualEchoReturnLoss = metrics.residualEchoReturnLoss.map { Double($0) }
        rFactor = metrics.ratingFactor.flatMap { $0 <= 100 ? Double($0) : nil }
        mosListening = metrics.listeningScoreTimesTen.flatMap { (10...50).contains($0) ? Double($0) / 10 : nil }
        mosConversational = metrics.conversationScoreTimesTen.flatMap {
            (10...50).contains($0) ? Double($0) / 10 : nil
        }
        bufferMilliseconds = metrics.bufferNominalMilliseconds > 0 ? Double(metrics.bufferNominalMilliseconds) : nil
    }
}
