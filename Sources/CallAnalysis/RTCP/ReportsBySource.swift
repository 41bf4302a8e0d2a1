import CallVocabulary

extension RTCPSummary {
    /// Takes in what reports said of the same source between other addresses: that it arrived, and when. Their figures stay
    /// those of their own path, since each receiver counts from where it began.
    mutating func add(_ other: RTCPSummary) {
        receiverReports += other.receiverReports
        reception = reception.merged(with: other.reception)
        if let first = other.firstReceiverReportAt {
            firstReceiverReportAt = min(firstReceiverReportAt ?? first, first)
        }
        if let last = other.lastReceiverReportAt, lastReceiverReportAt.map({ $0 < last }) ?? true {
            lastReceiverReportAt = last
            lastReceiverReport = other.lastReceiverReport
        }
        if let progress = other.lastProgressAt { lastProgressAt = max(lastProgressAt ?? progress, progress) }
        roundTripMilliseconds = [roundTripMilliseconds, other.roundTripMilliseconds].compactMap(\.self).min()
        canonicalName = canonicalName ?? other.canonicalName
        sawBye = sawBye || other.sawBye
    }
}

/// Whether what receivers report of a stream can be true.
enum ReportCredibility {
    /// Numbers that a report may be ahead of, or behind, what the capture saw: packets on their way, and restarts.
    static let tolerance = 3_000

    /// Notes on each stream whether its receiver is a witness of what is missing.
    static func settle(_ stream: inout MediaStream) {
        guard let rtcp = stream.rtcp, rtcp.receiverReports > 0 else { return }
        let sent = stream.counts.expected + stream.counts.duplicated
        if let lost = rtcp.reportedCumulativeLost, lost > sent + tolerance { stream.rtcp?.isCredible = false }
        if let lost = rtcp.reportedCumulativeLost, lost >= 1_000, lost * 2 > sent,
            rtcp.reportedMaximumFractionLost == 0
        {
            stream.rtcp?.isCredible = false
        }
        guard let highest = rtcp.reportedHighestSequence else { return }
        let number = UInt16(truncatingIfNeeded: highest)
        let wasSent = stream.epochs.contains { epoch in
            let span = Int(epoch.lastSequence &- epoch.firstSequence)
            guard span < 65_536 - 2 * tolerance else { return true }
            let from = UInt16(truncatingIfNeeded: epoch.firstSequence) &- UInt16(tolerance)
            return Int(number &- from) <= span + 2 * tolerance
        }
        if !wasSent { stream.rtcp?.isCredible = false }
    }
}
