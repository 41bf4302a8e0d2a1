import QualityMeasures
import Testing

/// Seconds and tens of a stream, and the skew of its clock.
@Suite struct IntervalTests {
    /// Feeds a packet each 20 ms for `seconds`; `late` and `lossRuns` tell the running counters at a packet.
    private func meter(
        seconds: Int, late: (Int) -> UInt32 = { _ in 0 }, lossRuns: (Int) -> Int = { _ in 0 }
    ) -> IntervalMeter {
        var meter = IntervalMeter(origin: 5_000)
        for packet in 0..<(seconds * 50) {
            let arrival = 5_000 + Int64(packet) * 20_000_000
            if arrival >= meter.nextBorder { meter.pass(counters(packet, late, lossRuns), at: arrival) }
        }
        meter.finish(counters(seconds * 50, late, lossRuns))
        return meter
    }

    private func counters(_ packets: Int, _ late: (Int) -> UInt32, _ lossRuns: (Int) -> Int) -> IntervalMeter.Counters {
        var counters = IntervalMeter.Counters()
        counters.packets = packets
        counters.concealed = late(packets) * 20_000
        counters.lossRuns = lossRuns(packets)
        return counters
    }

    @Test func aQuietStreamKeepsItsTensAndNoSeconds() {
        let meter = meter(seconds: 35)
        #expect(meter.tens.map(\.index) == [0, 1, 2, 3])
        #expect(meter.tens.map(\.packets) == [500, 500, 500, 250])
        #expect(meter.seconds.isEmpty)
    }

    @Test func onlyABadTenKeepsItsSeconds() {
        // Packets 700 to 799 are late: seconds 14 and 15.
        let meter = meter(seconds: 40, late: { UInt32(min(max($0 - 700, 0), 100)) })
        #expect(meter.tens.map(\.concealed) == [0, 2_000_000, 0, 0])
        #expect(meter.seconds.map(\.index) == Array(10..<20))
        #expect(meter.seconds.map(\.concealed) == [0, 0, 0, 0, 1_000_000, 1_000_000, 0, 0, 0, 0])
    }

    @Test func steadyLossMakesATenBadAndASingleLossDoesNot() {
        let steady = meter(seconds: 20, lossRuns: { $0 < 500 ? $0 / 50 : 10 })
        #expect(steady.seconds.map(\.index) == Array(0..<10))
        let single = meter(seconds: 20, lossRuns: { $0 < 120 ? 0 : 1 })
        #expect(single.seconds.isEmpty)
        #expect(single.tens.map(\.revealedLoss) == [true, false])
    }

    @Test func silenceLeavesTensOutAndAVeryLongStreamJoinsThem() {
        var meter = IntervalMeter(origin: 0)
        var counters = IntervalMeter.Counters()
        counters.packets = 40
        meter.pass(counters, at: 3_600_000_000_000)
        counters.packets = 90
        meter.finish(counters)
        #expect(meter.tens.map(\.index) == [0, 360])
        #expect(meter.tens.map(\.packets) == [40, 50])

        var long = IntervalMeter(origin: 0)
        for second in 1...20_000 {
            counters.packets = second * 50
            long.pass(counters, at: Int64(second) * 1_000_000_000)
        }
        counters.packets = 20_001 * 50
        long.finish(counters)
        #expect(long.width == 40)
        #expect(long.tens.count <= MeasureLimits.intervals)
        #expect(long.tens.reduce(0) { $0 + Int($1.packets) } == 20_001 * 50)
        #expect(zip(long.tens, long.tens.dropFirst()).allSatisfy { $0.index < $1.index })
    }

    @Test(arguments: [-120.0, -10, 0, 40, 300])
    func skewIsReadThroughQueues(partsPerMillion: Double) throws {
        var dice: UInt64 = 7
        let points = (0..<60).map { index in
            dice = dice &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            // One stretch of five stood in a queue of up to 80 ms.
            let queue = dice >> 33 % 5 == 0 ? Double(dice >> 40 % 80) * 1e6 : 0
            let at = Double(index) * 10
            return ClockSkew.Point(at: at, transit: 3e6 + at * partsPerMillion * 1_000 + queue)
        }
        let skew = try #require(ClockSkew.partsPerMillion(points))
        #expect(abs(skew - partsPerMillion) < 5)
        #expect(ClockSkew.partsPerMillion(Array(points.prefix(4))) == nil)
    }
}
