/// Round-trip times from RTCP reports (RFC 3550 §6.4.1).
public enum RoundTripTime {
    /// The time from a capture point to the reporting receiver and back, by the capture's clock alone:
    /// the report's arrival minus the sender report's, less the receiver's own delay. `nil` if negative.
    public static func atCapturePoint(
        senderReportSeenSeconds: Double, reportSeenSeconds: Double, delaySinceLastSR: UInt32
    ) -> Double? {
        let seconds = reportSeenSeconds - senderReportSeenSeconds - Double(delaySinceLastSR) / 65_536
        return seconds >= 0 ? seconds : nil
    }
}
