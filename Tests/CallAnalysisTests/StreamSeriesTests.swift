import CallAnalysis
import CallVocabulary
import Testing

/// A stream's course in steps of 100 ms, or of seconds where it is long.
@Suite struct StreamSeriesTests {
    private func stream(
        seconds: Int, limit: Int = AnalysisLimits.usualSeriesPoints, isLost: (Int) -> Bool = { _ in false },
        delay: (Int) -> Double = { _ in 0 }
    ) throws -> MediaStream {
        var limits = AnalysisLimits()
        limits.seriesPointsPerStream = limit
        let packets = try (0..<(seconds * 50)).filter { !isLost($0) }.map { number in
            (
                Double(number) * 20 + delay(number),
                try udpPacket(
                    from: "192.0.2.1", 4_000, to: "192.0.2.2", 5_000,
                    rtp(number & 0xFFFF, timestamp: number * 160, ssrc: 9, payloadType: 0),
                    identification: UInt16(truncatingIfNeeded: number + 1))
            )
        }
        return try #require(analyze(packets, limits: limits).streams.first)
    }

    @Test func aShortStreamIsToldInTenthsOfASecond() throws {
        let stream = try stream(
            seconds: 20, isLost: { (502..<504).contains($0) || (600..<650).contains($0) },
            delay: { (250..<255).contains($0) ? 90 : 0 })
        let series = try #require(stream.series)
        let points = series.points(envelope: stream.envelope)
        #expect(series.stepMilliseconds == 100)
        #expect(points.map(\.startMilliseconds) == Array(stride(from: 0, to: 20_000, by: 100)))
        #expect(points.reduce(0) { $0 + $1.received } == stream.counts.received)
        #expect(points.reduce(0) { $0 + $1.lost } == stream.counts.lost)
        #expect(points[100].received == 3 && points[100].lost == 2)
        // One second in which nothing came, step by step.
        #expect(points[120..<130].allSatisfy { $0.received == 0 && $0.lost == 5 })
        #expect(points.filter { $0.late > 0 }.map(\.startMilliseconds) == [5_000])
        #expect(try #require(points[51].delayVariationMilliseconds) > 80)
        // Levels count from the first packet that was listened to, a few after the stream's first.
        #expect(points[121..<129].allSatisfy { $0.levelDBov == nil })
        #expect(points[0..<50].allSatisfy { $0.levelDBov != nil })
    }

    @Test func aLongStreamIsToldInSeconds() throws {
        let stream = try stream(seconds: 90, isLost: { $0 == 3_010 })
        let points = try #require(stream.series).points()
        #expect(stream.series?.stepMilliseconds == 1_000)
        #expect(points.map(\.received) == (0..<90).map { $0 == 60 ? 49 : 50 })
        #expect(points.filter { $0.lost > 0 }.map(\.startMilliseconds) == [60_000])
    }

    @Test func moreThanTheLimitIsToldMoreCoarsely() throws {
        let stream = try stream(seconds: 100, limit: 30)
        let series = try #require(stream.series)
        #expect(series.stepMilliseconds == 4_000)
        #expect(series.points().map(\.received) == Array(repeating: 200, count: 25))
    }

    /// What is kept besides must change nothing else that is told.
    @Test func nothingElseDependsOnIt() throws {
        for delay in [0.0, 70, 120] {
            let with = try stream(
                seconds: 130, isLost: { $0 % 90 == 7 }, delay: { $0 % 45 == 3 ? delay : Double($0 % 5) })
            let without = try stream(
                seconds: 130, limit: 0, isLost: { $0 % 90 == 7 }, delay: { $0 % 45 == 3 ? delay : Double($0 % 5) })
            #expect(without.series == nil)
            #expect(with.intervals.map(\.lateDiscarded) == without.intervals.map(\.lateDiscarded))
            #expect(with.intervals.map(\.jitterMilliseconds) == without.intervals.map(\.jitterMilliseconds))
            #expect(
                with.intervals.map(\.delayVariationMilliseconds) == without.intervals.map(\.delayVariationMilliseconds))
            #expect(with.intervals.map(\.seconds.count) == without.intervals.map(\.seconds.count))
            #expect(with.clockSkewPartsPerMillion == without.clockSkewPartsPerMillion)
            #expect(with.playout.map(\.lateDiscarded) == without.playout.map(\.lateDiscarded))
        }
    }

    @Test func streamsBeyondTheLimitAreCounted() throws {
        var limits = AnalysisLimits()
        limits.seriesPointsPerStream = 100
        limits.seriesStreams = 1
        let packets = try (0..<100).flatMap { number in
            try [7, 8].map { source in
                (
                    Double(number) * 20 + Double(source),
                    try udpPacket(
                        from: "192.0.2.1", UInt16(4_000 + source), to: "192.0.2.2", 5_000,
                        rtp(number, timestamp: number * 160, ssrc: source, payloadType: 0))
                )
            }
        }
        let result = analyze(packets, limits: limits)
        #expect(result.streams.map { $0.series == nil } == [false, true])
        #expect(result.limitsMet["seriesStreams"] == 1)
    }
}
