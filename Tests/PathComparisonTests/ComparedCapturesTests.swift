import PathComparison
import Testing

private func pair(_ packets: Int = 500) -> TwoPoints {
    var points = TwoPoints()
    points.send(MadeStream(packets: packets))
    points.send(.answer(packets: packets))
    return points
}

@Test func theSameRecordingTwiceIsRecognisedAndNeverAddedUp() throws {
    var points = TwoPoints(offset: 0)
    var stream = MadeStream(packets: 400)
    stream.far = stream.near
    stream.delay = { _ in 0 }
    points.send(stream)
    // What NEAR saw, as both captures.
    let result = points.comparedWithItself()
    let same = try #require(result.sameTraffic)
    #expect(same.packets == 400 && same.shiftSeconds == 0)
    #expect(result.streams.isEmpty && result.verdict.obstacle == .sameTraffic)
    // And with all its times moved by an hour.
    let shifted = points.comparedWithItself(shift: 3_600_000)
    #expect(shifted.sameTraffic?.shiftSeconds == 3_600)
    #expect(shifted.streams.isEmpty)
}

@Test func aCopyWithPacketsTakenOutIsStillComparedByThem() throws {
    var points = TwoPoints(offset: 0)
    points.send(MadeStream(packets: 400))
    points.send(.answer(packets: 400))
    let result = points.comparedWithItself(without: { $0 % 40 == 5 })
    #expect(result.sameTraffic == nil)
    #expect(result.streams.reduce(0) { $0 + $1.vanished.count } > 15)
}

@Test func capturesOfOtherCallsHaveNothingInCommon() {
    var one = TwoPoints()
    one.send(MadeStream(ssrc: 0x5555_5555))
    var other = TwoPoints()
    other.random = SeededGenerator(state: 99)
    other.send(MadeStream(ssrc: 0x6666_6666))
    let result = one.compared(with: other)
    #expect(result.verdict.obstacle == .nothingInCommon && result.verdict.segment == .undetermined)
    #expect(result.clock == nil && result.streams.count == 2)
    #expect(result.streams.allSatisfy { $0.vanished.count == 0 && $0.match == .unrelated })
}

@Test func aCaptureWithoutAudioIsNotAnOutage() {
    let result = pair().compare(farWindow: 1e11..<1e12)
    #expect(result.verdict.obstacle == .noStreams)
    #expect(result.streams.isEmpty && result.far.streams == 0 && result.near.streams == 2)
}

@Test func capturesCutShortMatchByTheirHeaders() throws {
    var points = TwoPoints()
    var stream = MadeStream(packets: 600)
    stream.lostBetween = [50, 51, 52, 70, 90, 110, 130, 150]
    points.send(stream)
    points.send(.answer(packets: 600))
    let result = points.compare(snapLength: 54)
    let there = try #require(result.streams.first { $0.direction == .nearToFar })
    #expect(there.vanished.sequenceNumbers == stream.sequences(stream.lostBetween))
    #expect(there.contentCompared == 0 && there.contentChanged == 0)
}

@Test func whatIsListedIsBoundedAndTheRestCounted() throws {
    var points = TwoPoints()
    var stream = MadeStream(packets: 1_000)
    stream.lostBetween = Set((0..<40).map { 20 + $0 * 20 })
    points.send(stream)
    points.send(.answer(packets: 1_000))
    var limits = ComparisonLimits()
    limits.ranges = 5
    let there = try #require(points.compare(limits: limits).streams.first { $0.direction == .nearToFar })
    #expect(there.vanished.count == 40 && there.vanished.ranges.count == 5 && there.vanished.unlisted == 35)
}

@Test func packetsBeyondALimitAreNotCalledLost() throws {
    var limits = ComparisonLimits()
    limits.packetsPerStream = 200
    let result = pair().compare(limits: limits)
    #expect(result.near.limitsMet == ["packetsPerStream": 600])
    #expect(result.streams.allSatisfy { $0.vanished.count == 0 && $0.sent <= 200 })
    var few = ComparisonLimits()
    few.streams = 1
    #expect((pair().compare(limits: few).near.limitsMet["streams"] ?? 0) > 0)
}

@Test func dropsOfTheCaptureItselfLowerTheConfidence() throws {
    var points = TwoPoints()
    var stream = MadeStream(packets: 1_000)
    stream.lostBetween = Set((0..<40).map { 20 + $0 * 20 })
    points.send(stream)
    points.send(.answer(packets: 1_000))
    let sure = points.compare().verdict.confidence
    #expect(points.compare(drops: 12).verdict.confidence < sure)
}

@Test func fewLostPacketsAreNoFault() {
    var points = TwoPoints()
    var stream = MadeStream(packets: 1_000)
    stream.lostBetween = [100, 200]
    points.send(stream)
    points.send(.answer(packets: 1_000))
    let result = points.compare()
    #expect(result.verdict.segment == .none && result.verdict.faults.isEmpty)
    #expect(result.streams.reduce(0) { $0 + $1.vanished.count } == 2)
}

@Test func oneStreamAloneIsNotWithoutDirectionWhenPacketsAreMissing() throws {
    var points = TwoPoints()
    var stream = MadeStream(packets: 1_000)
    stream.lostBetween = Set((0..<40).map { 20 + $0 * 20 })
    points.send(stream)
    let result = points.compare()
    let only = try #require(result.streams.first)
    #expect(only.direction == .nearToFar && only.directionEvidence.contains(.missingPackets))
    #expect(result.clock?.method == .oneDirection && result.clock?.uncertaintySeconds == nil)
    #expect(only.travel?.shortestMilliseconds == nil)
}

@Test func lossBeyondTheSecondPointIsKnownFromTheReceiver() throws {
    var points = TwoPoints()
    points.send(MadeStream(packets: 1_000))
    points.send(.answer(packets: 1_000))
    let ends = MadeStream.answer()
    for index in 1...4 {
        // A receiver report of the called side (RFC 3550 §6.4.2): 25 more lost each five seconds.
        var report: [UInt8] =
            [0x81, 201, 0, 7] + UInt32(0x2222_2222).bigEndianBytes + UInt32(0x1111_1111).bigEndianBytes
        report += [12] + UInt32(index * 25).bigEndianBytes.dropFirst()
        report += UInt32(100 + index * 250).bigEndianBytes + [UInt8](repeating: 0, count: 12)
        let near = (End(address: ends.near.0.address, port: 6_001), End(address: ends.near.1.address, port: 4_001))
        let far = (End(address: ends.far.0.address, port: 6_001), End(address: ends.far.1.address, port: 31_001))
        points.send(
            report, at: 1_500 + Double(index) * 5_000, isForward: false, near: near, far: far, delay: 20)
    }
    // Both points were capturing before the call.
    points.send(
        [UInt8](repeating: 7, count: 30), at: 0, isForward: true, near: MadeStream().near, far: MadeStream().far,
        delay: 20)
    let result = points.compare()
    let there = try #require(result.streams.first { $0.direction == .nearToFar })
    #expect(there.vanished.count == 0 && there.missingAfter == 100)
    #expect(result.verdict.segment == .beyondFar)
}
