/// Round-trip times from RTCP reports (RFC 3550 §6.4.1).
public enum RoundTripTime {
    /// The time seen by the endpoint that sent the report: `A - LSR - DLSR`, all in 1/65536 s of its own clock.
    ///
    /// `nil` if no sender report was referred to (`lastSR` 0) or the result would be negative.
    public static func atSender(arrival: UInt32, lastSR: UInt32, delaySinceLastSR: UInt32) -> Double? {
        guard lastSR != 0 else { return nil }
        let units = Int32(bitPattern: arrival &- lastSR &- delaySinceLastSR)
        return units >= 0 ? Double(units) / 65_536 : nil
    }

    /// The time from a capture point to the reporting receiver and back, by the capture's clock alone:
    /// the report's arrival minus the sender report's, less the receiver's own delay. `nil` if negative.
    public static func atCapturePoint(
        senderReportSeenSeconds: Double, reportSeenSeconds: Double, delaySinceLastSR: UInt32
    ) -> Double? {
        let seconds = reportSeenSeconds - senderReportSeenSeconds - Double(delaySinceLastSR) / 65_536
        return seconds >= 0 ? seconds : nil
    }
}
