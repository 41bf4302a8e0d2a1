import QualityMeasures
import Testing

/// Feeds arrivals that stray from a 20 ms pace by `delays` ms.
private func tracker(_ delays: [Double]) -> PlayoutTracker {
    var playout = PlayoutTracker()
    playout.restart()
    for (before, delay) in zip(delays, delays.dropFirst()) { playout.record(difference: (delay - before) * 1e6) }
    return playout
}

private func late(_ playout: PlayoutTracker, _ buffer: String) -> Int? {
    playout.outcomes.first { $0.buffer == buffer }?.lateDiscarded
}

@Test func evenArrivalsAreAllPlayed() throws {
    let playout = tracker(Array(repeating: 5, count: 1_000))
    #expect(playout.outcomes.allSatisfy { $0.lateDiscarded == 0 && $0.played == 1_000 })
    #expect(try #require(playout.delayVariation).maximum == 0)
}

/// Each tenth packet comes 100 ms late: too late for 60 ms, in time for 200 ms, and the adaptive buffer learns.
@Test func latePacketsAreDiscarded() throws {
    let playout = tracker((0..<1_000).map { $0 % 10 == 9 ? 100 : 0 })
    #expect(late(playout, "fixed-60ms") == 100)
    #expect(late(playout, "fixed-200ms") == 0)
    #expect(try #require(late(playout, "adaptive")) < 30)
    let variation = try #require(playout.delayVariation)
    #expect(variation.median < 0.3 && abs(variation.percentile95 - 100) < 20 && variation.maximum == 100)
    #expect(variation.percentile95 <= variation.percentile99 && variation.percentile99 <= variation.maximum)
}

/// Clocks that drift apart by 100 ppm over an hour make 360 ms, none of which is delay.
@Test func driftIsNoDelay() throws {
    for partsPerMillion in [-100.0, 100] {
        var playout = PlayoutTracker()
        playout.restart()
        for _ in 0..<180_000 { playout.record(difference: 20e6 * partsPerMillion / 1e6) }
        #expect(late(playout, "fixed-60ms") == 0, "\(partsPerMillion)")
    }
}

/// A step of 400 ms is late for everybody, once; afterwards it is the new pace.
@Test func aStepIsLateForAWhile() throws {
    let playout = tracker((0..<3_000).map { $0 < 1_000 ? 0 : 400 })
    let fixed = try #require(late(playout, "fixed-200ms"))
    #expect(fixed > 0 && fixed <= 1_024)
    #expect(try #require(late(playout, "adaptive")) < 10)
}

@Test func talkspurtsSetTheReferenceAnew() throws {
    var playout = PlayoutTracker()
    playout.restart()
    for _ in 0..<10 {
        playout.openTalkspurt(difference: 90e6)
        for _ in 0..<50 { playout.record(difference: 0) }
    }
    #expect(late(playout, "fixed-60ms") == 0)
}

@Test func nothingIsNothing() {
    #expect(PlayoutTracker().outcomes.isEmpty && PlayoutTracker().delayVariation == nil)
    var playout = PlayoutTracker()
    playout.restart()
    playout.record(difference: 1e18)
    playout.record(difference: -1e18)
    playout.record(difference: .infinity)
    #expect(playout.outcomes.allSatisfy { $0.played + $0.lateDiscarded == 4 })
}
