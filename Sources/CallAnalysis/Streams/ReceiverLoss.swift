import CallVocabulary

/// Which side of the capture point a stream's packets are lost on: before it, by the sequence numbers; behind it, by what
/// the receiver reports in excess of that (RFC 3550 §6.4.1).
enum ReceiverLoss {
    /// Report blocks needed: the difference of two is free of what was lost before the capture began.
    static let requiredReports = 2
    /// How far apart the reports have to be, seconds.
    static let requiredSeconds = 4.0

    /// Sets `lostBeyondHere`.
    static func settle(_ stream: inout MediaStream) {
        // Receivers subtract repetitions from losses, and another epoch counts anew: both spoil the difference.
        guard let rtcp = stream.rtcp, rtcp.receiverReports >= requiredReports,
            stream.counts.duplicated == stream.captureCopies, stream.epochs.count == 1,
            stream.counts.missingFromCapture == 0, let first = rtcp.firstReceiverReportAt,
            let last = rtcp.lastReceiverReportAt, let firstLost = rtcp.firstReportedCumulativeLost,
            let lastLost = rtcp.reportedCumulativeLost, last.seconds(since: first) >= requiredSeconds
        else { return }
        // A report tells of what had arrived half a round trip earlier.
        let delay = Int64((rtcp.roundTripMilliseconds ?? 0) * 1e6)
        let from = first.advanced(byNanoseconds: -delay)
        let until = last.advanced(byNanoseconds: -delay)
        let here = stream.lossRuns.reduce(0) { $0 + ($1.at > from && $1.at <= until ? $1.count : 0) }
        let (reported, overflow) = lastLost.subtractingReportingOverflow(firstLost)
        guard !overflow, reported >= 0 else { return }
        stream.rtcp?.lostBeyondHere = max(0, reported - here)
    }
}
