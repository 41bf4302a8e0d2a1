import CallAnalysis
import CallVocabulary
import Testing

/// The bad half minute of a long call, by its seconds.
@Suite struct StreamIntervalTests {
    private func stream(
        seconds: Int, skew: Double = 0, isLost: (Int) -> Bool = { _ in false }, delay: (Int) -> Double = { _ in 0 }
    ) throws -> MediaStream {
        let result = analyze(
            try (0..<(seconds * 50)).filter { !isLost($0) }.map { number in
                (
                    Double(number) * 20 * (1 + skew / 1e6) + delay(number),
                    try udpPacket(
                        from: "192.0.2.1", 4_000, to: "192.0.2.2", 5_000,
                        rtp(number & 0xFFFF, timestamp: number * 160, ssrc: 9, payloadType: 8),
                        identification: UInt16(truncatingIfNeeded: number + 1))
                )
            })
        return try #require(result.streams.first)
    }

    @Test func lossLiesInTheIntervalWhereItHappened() throws {
        // Each tenth packet from second 30 to 40, and one outage of five seconds from 52 on.
        let stream = try stream(
            seconds: 80, isLost: { (1_500..<2_000).contains($0) && $0 % 10 == 5 || (2_600..<2_850).contains($0) })
        #expect(stream.intervals.map(\.startSeconds) == [0, 10, 20, 30, 40, 50, 60, 70])
        #expect(stream.intervals.map(\.lost) == [0, 0, 0, 50, 0, 250, 0, 0])
        #expect(stream.intervals.map(\.received) == [500, 500, 500, 450, 500, 250, 500, 500])
        let bad = stream.intervals[3]
        #expect(bad.seconds.map(\.lost) == Array(repeating: 5, count: 10))
        let good = try #require(stream.intervals[0].mosCQE)
        #expect(try #require(bad.mosCQE) < good - 0.3)
        #expect(try #require(stream.intervals[5].mosCQE) < #require(bad.mosCQE))
    }

    @Test func lateSecondsShowThoughNothingIsLost() throws {
        // The last of them, due at 15.92 s, comes in second 16.
        let stream = try stream(seconds: 30, delay: { (700..<800).contains($0) && $0 % 4 == 0 ? 250 : 0 })
        #expect(stream.counts.lost == 0)
        #expect(stream.intervals.map { $0.lateDiscarded > 0 } == [false, true, false])
        let bad = stream.intervals[1].seconds.filter { $0.lateDiscarded > 0 }
        #expect(bad.first?.startSeconds == 14 && bad.allSatisfy { (14...16).contains($0.startSeconds) })
        #expect(bad.reduce(0) { $0 + $1.lateDiscarded } == stream.intervals[1].lateDiscarded)
        #expect(try #require(stream.intervals[1].delayVariationMilliseconds) > 249)
        #expect(try #require(stream.intervals[2].delayVariationMilliseconds) < 1)
    }

    @Test(arguments: [-200.0, 50])
    func aClockThatRunsAsideIsMeasured(skew: Double) throws {
        let stream = try stream(seconds: 120, skew: skew)
        #expect(abs(try #require(stream.clockSkewPartsPerMillion) - skew) < 3)
        #expect(try self.stream(seconds: 20).clockSkewPartsPerMillion == nil)
    }
}
