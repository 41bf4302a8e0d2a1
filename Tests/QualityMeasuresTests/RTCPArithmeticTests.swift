import QualityMeasures
import Testing

@Test func roundTripFromTheMiddle() throws {
    let vector = try #require(SharedVectors.object("rtcp_rtt_midpoint"))
    let seconds = RoundTripTime.atCapturePoint(
        senderReportSeenSeconds: try #require(vector["t1_SR_seen_s"] as? Double),
        reportSeenSeconds: try #require(vector["t2_RR_seen_s"] as? Double),
        delaySinceLastSR: UInt32(try #require(vector["DLSR"] as? Int)))
    let expected = try #require(vector["expected_rtt_monitor_to_receiver_s"] as? Double)
    #expect(abs(try #require(seconds) - expected) < 1e-9)
}

@Test func impossibleRoundTripsAreNone() {
    #expect(
        RoundTripTime.atCapturePoint(senderReportSeenSeconds: 2, reportSeenSeconds: 1, delaySinceLastSR: 0) == nil)
}

@Test func fractionLostVectors() throws {
    let vector = try #require(SharedVectors.object("fraction_lost"))
    for entry in try #require(vector["cases"] as? [[String: Int]]) {
        let fraction = ReportedLoss.fraction(
            expected: try #require(entry["expected_interval"]), received: try #require(entry["received_interval"]))
        #expect(Int(fraction) == entry["fraction"])
    }
}

@Test func cumulativeLossIsClampedTo24Bits() {
    #expect(ReportedLoss.cumulative(expected: 0, received: 9_000_000) == -0x80_0000)
    #expect(ReportedLoss.cumulative(expected: 9_000_000, received: 0) == 0x7F_FFFF)
}
