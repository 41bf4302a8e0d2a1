import QualityMeasures
import Testing

private let nobody = SequenceLedger.Mark(packet: 0, capture: 0, at: 0)

/// Feeds arrivals that stray from a 20 ms pace by `delays` ms; packets are numbered from 1.
private func tracker(_ delays: [Double], pace: Double = 20) -> PlayoutTracker {
    var playout = PlayoutTracker()
    playout.restart(mark: nobody)
    for (index, (before, delay)) in zip(delays, delays.dropFirst()).enumerated() {
        let arrival = Double(index + 1) * pace + delay
        playout.record(
            difference: (delay - before) * 1e6, elapsed: Int64((pace + delay - before) * 1e6),
            mark: SequenceLedger.Mark(packet: index + 2, capture: 0, at: Int64(arrival * 1e6)))
    }
    return playout
}

private func outcome(_ playout: PlayoutTracker, _ buffer: String) throws -> PlayoutOutcome {
    try #require(playout.outcomes().first { $0.buffer == buffer })
}

@Test func evenArrivalsAreAllPlayed() throws {
    let playout = tracker(Array(repeating: 5, count: 1_000))
    #expect(
        playout.outcomes().allSatisfy {
            $0.lateDiscarded == 0 && $0.played == 1_000 && $0.concealedMilliseconds == 0
        })
    #expect(try #require(playout.delayVariation).maximum == 0)
    #expect(playout.delaySteps.isEmpty && playout.drift.map { abs($0.partsPerMillion) < 1 } ?? true)
}

/// Each tenth packet comes 100 ms late: 40 ms are missing of the 60 ms buffer once, then it holds enough.
@Test func bufferHoldsMoreOnceItRanEmpty() throws {
    let playout = tracker((0..<1_000).map { $0 % 10 == 9 ? 100 : 0 })
    let small = try outcome(playout, "fixed-60ms")
    #expect(small.concealedMilliseconds == 40 && small.lateDiscarded == 0)
    #expect(try outcome(playout, "fixed-200ms").concealedMilliseconds == 0)
    #expect(try outcome(playout, "adaptive").concealedMilliseconds == 80)
    let variation = try #require(playout.delayVariation)
    #expect(variation.median < 0.3 && abs(variation.percentile95 - 100) < 20 && variation.maximum == 100)
    #expect(variation.percentile95 <= variation.percentile99 && variation.percentile99 <= variation.maximum)
}

/// Every two seconds packets are held for 450 ms and come at once. A buffer of 60 ms forgets it in between.
@Test func stallsAreGapsEachTime() throws {
    let playout = tracker((0..<1_000).map { packet in max(0, 450 - Double(packet % 100) * 20) })
    let small = try outcome(playout, "fixed-60ms")
    #expect(small.concealedMilliseconds > 9 * 380 && small.longestConcealedMilliseconds <= 400)
    #expect(small.lateDiscarded > 9 * 15)
    #expect(playout.delaySteps.isEmpty)
}

/// Clocks that drift apart by 100 ppm over an hour make 360 ms: no more is missing, and nothing of it is a step.
@Test func driftIsNoDelay() throws {
    for partsPerMillion in [-100.0, 100] {
        var playout = PlayoutTracker()
        playout.restart(mark: nobody)
        for packet in 1..<180_000 {
            playout.record(
                difference: 20e6 * partsPerMillion / 1e6,
                mark: SequenceLedger.Mark(packet: packet, capture: 0, at: Int64(packet) * 20_000_000))
        }
        let small = try outcome(playout, "fixed-60ms")
        #expect(small.concealedMilliseconds <= 360 && playout.delaySteps.isEmpty, "\(partsPerMillion)")
        let drift = try #require(playout.drift)
        #expect(abs(drift.partsPerMillion - partsPerMillion) < 1 && drift.evenness > 0.99)
    }
}

/// A step of 400 ms is one gap; afterwards it is the new pace, and the packet that began it is known.
@Test func stepIsOneGap() throws {
    let playout = tracker((0..<3_000).map { $0 < 1_000 ? 0 : 400 })
    #expect(try outcome(playout, "fixed-200ms").concealedMilliseconds == 200)
    let small = try outcome(playout, "fixed-60ms")
    #expect(small.concealedMilliseconds == 340 && small.longestConcealedMilliseconds == 340)
    #expect(small.longestConcealedEndedBy?.packet == 1_001)
    #expect(try outcome(playout, "adaptive").concealedMilliseconds == 380)
    let step = try #require(playout.delaySteps.first)
    #expect(playout.delaySteps.count == 1 && step.milliseconds == 400 && step.mark.packet == 1_001)
}

/// A sender that is 5 per cent slow leaves 5 per cent of the time empty, whatever the buffer, and is known by its ppm.
@Test func slowSenderLeavesGapsAsLargeAsItsFault() throws {
    let playout = tracker((0..<3_000).map { Double($0) })
    for buffer in playout.outcomes() {
        #expect((2_750...3_000).contains(buffer.concealedMilliseconds), "\(buffer.buffer)")
    }
    let drift = try #require(playout.drift)
    #expect(abs(drift.partsPerMillion - 47_619) < 500 && drift.evenness > 0.99)
    #expect(playout.delaySteps.isEmpty)
}

/// A timestamp that goes back is no delay: the packet comes when it should.
@Test func timestampThatGoesBackIsNoGap() throws {
    var playout = PlayoutTracker()
    playout.restart(mark: nobody)
    for packet in 1..<200 {
        let isOdd = packet == 100
        playout.record(difference: isOdd ? 400e6 : 0, elapsed: 20_000_000, mark: nobody)
    }
    #expect(playout.outcomes().allSatisfy { $0.concealedMilliseconds == 0 })
    #expect(playout.delaySteps.isEmpty)
}

@Test func talkspurtsSetTheReferenceAnew() throws {
    var playout = PlayoutTracker()
    playout.restart(mark: nobody)
    for _ in 0..<10 {
        playout.openTalkspurt(difference: 90e6, mark: nobody)
        for _ in 0..<50 { playout.record(difference: 0, mark: nobody) }
    }
    #expect(playout.outcomes().allSatisfy { $0.concealedMilliseconds == 0 && $0.insertedMilliseconds >= 900 })
}

/// A packet out of order misses its own place, and delays nothing.
@Test func packetOutOfOrderIsLateForItselfAlone() throws {
    var playout = PlayoutTracker()
    playout.restart(mark: nobody)
    for _ in 0..<50 { playout.record(difference: 0, mark: nobody) }
    playout.recordOutOfOrder(difference: 100e6)
    playout.record(difference: -100e6, mark: nobody)
    let small = try outcome(playout, "fixed-60ms")
    #expect(small.lateDiscarded == 1 && small.concealedMilliseconds == 20)
    #expect(try outcome(playout, "fixed-200ms").concealedMilliseconds == 0)
}

/// Delays of many seconds are not cut at the edge of the scale.
@Test func percentilesReachAsFarAsTheDelays() throws {
    let variation = try #require(tracker((0..<400).map { $0 < 200 ? 0 : 9_000 }).delayVariation)
    #expect(abs(variation.percentile95 - 9_000) < 2_000 && variation.maximum == 9_000)
}

@Test func nothingIsNothing() {
    #expect(PlayoutTracker().outcomes().isEmpty && PlayoutTracker().delayVariation == nil)
    var playout = PlayoutTracker()
    playout.restart(mark: nobody)
    for difference in [1e18, -1e18, .infinity, -.infinity, .nan, 0] {
        playout.record(difference: difference, mark: nobody)
    }
    for _ in 0..<100 { playout.record(difference: 1e300, mark: nobody) }
    #expect(playout.outcomes().allSatisfy { $0.played + $0.lateDiscarded == 107 })
}
