import CallVocabulary

/// Tells what the network lost from what only the capture lacks, by the receiver's own word.
///
/// The receiver of a stream sits behind every point where packets can be lost. If its reports (RFC 3550 §6.4.1) say
/// that it lost nothing, then a number missing here was delivered and not recorded. Anything less than an unbroken
/// "none lost" leaves the loss where it is: receivers count repetitions against losses, and each starts counting at
/// another packet.
enum CaptureLoss {
    /// Reports without loss that are needed before they are believed.
    static let requiredReports = 2
    /// Missing numbers that are needed before anything is concluded.
    static let requiredMissing = 3

    /// Gaps between telephone events that show a filtered capture.
    static let requiredEventGaps = 2

    /// Moves to `missingFromCapture` what lies between the events of a stream that holds nothing else: a network does not
    /// lose all audio and not one event, a filter or an extract does.
    static func settleEventsOnly(_ stream: inout MediaStream) {
        guard stream.counts.lost >= requiredMissing, stream.lossRuns.count >= requiredEventGaps,
            stream.payloadTypes.allSatisfy({ $0.encoding?.lowercased() == "telephone-event" }),
            !stream.payloadTypes.isEmpty, !stream.events.isEmpty
        else { return }
        stream.counts.missingFromCapture += stream.counts.lost
        stream.counts.lost = 0
        stream.lossRuns = []
        for index in stream.epochs.indices {
            stream.epochs[index].counts.missingFromCapture += stream.epochs[index].counts.lost
            stream.epochs[index].counts.lost = 0
        }
        stream.holdsEventsOnly = true
    }

    /// Moves losses that the receiver did not have to `missingFromCapture`.
    static func settle(_ stream: inout MediaStream) {
        guard let rtcp = stream.rtcp, rtcp.receiverReports >= requiredReports, rtcp.reportedCumulativeLost == 0,
            rtcp.reportedMaximumFractionLost == 0, let reportedAt = rtcp.lastReceiverReportAt,
            stream.counts.duplicated == stream.captureCopies
        else { return }
        // A receiver takes a source for real after two packets in sequence (RFC 3550 A.1): of one that lacks every second, it
        // plays nothing, and counts nothing as lost.
        guard stream.lossRuns.count * 10 < stream.counts.received * 8 else { return }
        let delivered = stream.lossRuns.filter { $0.at <= reportedAt }
        guard delivered.reduce(0, { $0 + $1.count }) >= requiredMissing else { return }
        stream.lossRuns.removeAll { $0.at <= reportedAt }
        stream.moveToCapture(delivered)
    }
}
