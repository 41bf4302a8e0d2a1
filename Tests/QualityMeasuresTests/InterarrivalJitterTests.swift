import QualityMeasures
import Testing

/// RFC 3550 A.8 on the reference vector; mean and maximum also as tshark prints them.
@Test func referenceJitter() throws {
    let vector = try #require(SharedVectors.object("jitter_rfc3550"))
    let packets = try #require(vector["packets"] as? [[Int]])
    let expected = try #require(vector["expected"] as? [String: Any])
    var jitter = InterarrivalJitter()
    for packet in packets {
        _ = jitter.record(
            arrival: Int64(packet[0]) * 1_000, timestamp: UInt32(packet[1]), nanosecondsPerTick: 1e9 / 8_000)
    }
    #expect(abs(jitter.nanoseconds / 1e6 - (try #require(expected["final_ms"] as? Double))) < 1e-3)
    #expect(abs(jitter.maximumNanoseconds / 1e6 - (try #require(expected["max_ms"] as? Double))) < 1e-3)
    let mean = try #require(jitter.meanNanoseconds) / 1e6
    #expect(abs(mean - (try #require(expected["mean_ms_excluding_first"] as? Double))) < 1e-3)
}

/// Timestamps are subtracted with wrap before they are widened: a wrap is no jitter.
@Test func timestampWrapIsNoJitter() {
    var jitter = InterarrivalJitter()
    for index in 0..<10 {
        let timestamp = UInt32(truncatingIfNeeded: 4_294_966_816 + index * 160)
        _ = jitter.record(arrival: Int64(index) * 20_000_000, timestamp: timestamp, nanosecondsPerTick: 125_000)
    }
    #expect(jitter.nanoseconds == 0)
    #expect(jitter.count == 9)
}

/// A transit of zero is a legal reference, and one late packet of D = 16 ms moves J by 1 ms.
@Test func oneLatePacket() {
    var jitter = InterarrivalJitter()
    _ = jitter.record(arrival: 0, timestamp: 0, nanosecondsPerTick: 125_000)
    let isNewMaximum = jitter.record(arrival: 36_000_000, timestamp: 160, nanosecondsPerTick: 125_000)
    #expect(isNewMaximum)
    #expect(jitter.nanoseconds == 1_000_000)
}

/// A step of more than a second is a break in the timestamps; measuring goes on behind it.
@Test func breaksAreNotJitter() {
    var jitter = InterarrivalJitter()
    _ = jitter.record(arrival: 0, timestamp: 0, nanosecondsPerTick: 125_000)
    _ = jitter.record(arrival: 20_000_000, timestamp: 3_000_000, nanosecondsPerTick: 125_000)
    _ = jitter.record(arrival: 40_000_000, timestamp: 3_000_160, nanosecondsPerTick: 125_000)
    #expect(jitter.maximumNanoseconds == 0)
    #expect(jitter.count == 1)
}
