import PathComparison
import Testing

/// Every seventh or so of the packets in `range`.
private func some(_ range: Range<Int>, seed: UInt64) -> Set<Int> {
    var random = SeededGenerator(state: seed)
    return Set(range.filter { _ in random.next() % 7 == 0 })
}

@Test(arguments: [(-3_700.0, 40.0), (0, 0), (86_400_000, -80)])
func whatTheWireDroppedIsWhatVanishes(offset: Double, drift: Double) throws {
    var points = TwoPoints(offset: offset, drift: drift)
    var forward = MadeStream(packets: 3_000)
    forward.lostBetween = some(50..<2_900, seed: 1)
    var back = MadeStream.answer(packets: 3_000)
    back.lostBetween = some(50..<2_900, seed: 2)
    points.send(forward)
    points.send(back)
    let result = points.compare()
    #expect(result.streams.map(\.match) == [.source, .source])
    let there = try #require(result.streams.first { $0.direction == .nearToFar })
    let home = try #require(result.streams.first { $0.direction == .farToNear })
    #expect(there.vanished.sequenceNumbers == forward.sequences(forward.lostBetween))
    #expect(home.vanished.sequenceNumbers == back.sequences(back.lostBetween))
    #expect(there.missingBefore == 0 && home.missingBefore == 0)
    #expect(result.verdict.segment == .between)
    let clock = try #require(result.clock)
    #expect(clock.method == .bothDirections)
    #expect(abs(clock.driftPartsPerMillion - drift) < 3)
    // In the middle of the call, half a minute in, the drift has added to the offset.
    let middle = (points.farClock(31_000) - 31_000) / 1_000
    #expect(abs(clock.offsetSeconds - middle) < 0.001)
    let shortest = try #require(there.travel?.shortestMilliseconds)
    #expect(abs(shortest - 20) < 1)
}

@Test func addressesAndHopsRewrittenBetweenThePointsAreListed() throws {
    var points = TwoPoints()
    points.send(MadeStream())
    points.send(.answer())
    let result = points.compare()
    let fields = try #require(result.streams.first { $0.direction == .nearToFar }).rewritten
    #expect(Set(fields.map(\.field)) == [.sourceAddress, .sourcePort, .hopLimit])
    #expect(fields.first { $0.field == .sourceAddress }?.far == "203.0.113.7")
    #expect(result.verdict.segment == .none)
}

@Test func numbersThatWrapTwiceStillMatch() throws {
    var points = TwoPoints()
    var stream = MadeStream(firstSequence: 60_000, packets: 75_000)
    stream.lostBetween = [5_530, 5_535, 5_536, 5_540, 71_071, 71_072, 71_073, 74_000]
    points.send(stream)
    let result = points.compare()
    let only = try #require(result.streams.first)
    #expect(result.streams.count == 1)
    #expect(only.vanished.sequenceNumbers == stream.sequences(stream.lostBetween))
    #expect(only.vanished.ranges.contains { $0.first == 65_535 && $0.last == 0 && $0.count == 2 })
    #expect(only.sent == 75_000 && only.arrived == 74_992)
}

@Test func lossThatBothPointsSeeHappenedBeforeTheFirst() throws {
    var points = TwoPoints()
    var forward = MadeStream(packets: 2_000)
    forward.lostBefore = some(50..<1_900, seed: 3)
    points.send(forward)
    points.send(.answer(packets: 2_000))
    let result = points.compare()
    let there = try #require(result.streams.first { $0.direction == .nearToFar })
    #expect(there.vanished.count == 0)
    #expect(there.missingBefore == forward.lostBefore.count)
    #expect(result.verdict.segment == .beforeNear)
    // The same on FAR's side for what comes from there.
    var other = TwoPoints()
    var back = MadeStream.answer(packets: 2_000)
    back.lostBefore = some(50..<1_900, seed: 4)
    other.send(MadeStream(packets: 2_000))
    other.send(back)
    #expect(other.compare().verdict.segment == .beyondFar)
}

@Test func onlyTheCommonTimeCounts() throws {
    var points = TwoPoints(offset: 5_000)
    points.send(MadeStream(packets: 1_000))
    points.send(.answer(packets: 1_000))
    // FAR starts 4 s later and NEAR ends 6 s earlier; all clocks but the packets disagree.
    let result = points.compare(nearWindow: 0..<15_000, farWindow: 10_000..<1e6)
    #expect(result.streams.count == 2)
    for stream in result.streams {
        #expect(stream.vanished.count == 0 && stream.appearedOnly.count == 0 && stream.missingBefore == 0)
        #expect(stream.outsideOverlap > 400)
        #expect((480...502).contains(stream.sent) && stream.sent == stream.arrived)
    }
    #expect(result.verdict.segment == .none)
}

@Test func lossNearTheEdgesOfTheCommonTimeIsStillFound() throws {
    var points = TwoPoints()
    var stream = MadeStream(packets: 1_000)
    stream.lostBetween = [0, 1, 2, 990, 998, 999]
    points.send(stream)
    points.send(.answer(packets: 1_020))
    let there = try #require(points.compare().streams.first { $0.direction == .nearToFar })
    // FAR hears the answer before and after, so it was capturing; the very first two came before that.
    #expect(Set(there.vanished.sequenceNumbers).isSuperset(of: stream.sequences([990, 998, 999])))
    #expect(there.vanished.count + there.outsideOverlap == 6)
}

@Test func aSenderThatStartsAnewLosesNothing() throws {
    var points = TwoPoints()
    points.send(MadeStream(packets: 300))
    points.send(MadeStream(firstSequence: 9_000, firstTimestamp: 4_000_000_000, packets: 300, start: 7_000))
    points.send(MadeStream(ssrc: 0x3333_3333, firstSequence: 77, packets: 300, start: 13_000))
    points.send(.answer(packets: 900))
    let result = points.compare()
    let forward = result.streams.filter { $0.direction == .nearToFar }
    #expect(Set(forward.compactMap { $0.near?.ssrc }) == [0x1111_1111, 0x3333_3333])
    #expect(forward.reduce(0) { $0 + $1.sent } == 900)
    #expect(forward.allSatisfy { $0.vanished.count == 0 && $0.missingBefore == 0 })
    #expect(result.verdict.segment == .none)
}

@Test func aRelayThatNumbersAnewIsFoundByContent() throws {
    var points = TwoPoints()
    var stream = MadeStream(packets: 1_000)
    stream.lostBetween = some(20..<900, seed: 5)
    stream.rewrite = { packet, index in
        var header: [UInt8] = [0x80, 0] + (UInt16(50_000) &+ UInt16(index)).bigEndianBytes
        header += (UInt32(9_000) &+ UInt32(index * 160)).bigEndianBytes + UInt32(0xABCD_EF01).bigEndianBytes
        return header + packet.dropFirst(12)
    }
    points.send(stream)
    points.send(.answer(packets: 1_000))
    let result = points.compare()
    let there = try #require(result.streams.first { $0.direction == .nearToFar })
    #expect(there.match == .payload)
    #expect(there.vanished.sequenceNumbers == stream.sequences(stream.lostBetween))
    #expect(Set(there.rewritten.map(\.field)).isSuperset(of: [.ssrc, .sequence, .timestamp]))
}

@Test func encryptionInBetweenIsToldApartFromLoss() throws {
    var points = TwoPoints()
    var stream = MadeStream()
    stream.rewrite = { packet, _ in packet.prefix(12) + packet.dropFirst(12).map { ~$0 } + [1, 2, 3, 4] }
    points.send(stream)
    points.send(.answer())
    let there = try #require(points.compare().streams.first { $0.direction == .nearToFar })
    #expect(there.match == .source && there.vanished.count == 0)
    #expect(there.contentCompared == 500 && there.contentChanged == 500)
}

@Test func audioMadeAnewIsNotCalledLost() throws {
    var points = TwoPoints()
    var stream = MadeStream(packets: 800)
    var other = SeededGenerator(state: 11)
    stream.rewrite = { _, index in
        var packet: [UInt8] = [0x80, 9] + (UInt16(700) &+ UInt16(index)).bigEndianBytes
        packet += UInt32(index * 160).bigEndianBytes + UInt32(0x4444_4444).bigEndianBytes
        return packet + (0..<20).flatMap { _ in other.next().bigEndianBytes }
    }
    points.send(stream)
    points.send(.answer(packets: 800))
    let result = points.compare()
    let anew = result.streams.filter { $0.match == .madeAnew }
    #expect(anew.count == 2)
    #expect(anew.allSatisfy { $0.vanished.count == 0 && $0.verdict.obstacle == .madeAnew })
    #expect(Set(anew.compactMap(\.counterpart)) == Set(anew.map(\.id)))
    #expect(result.verdict.segment == .none)
}

@Test func whatNeverArrivesIsLostEvenWithoutAPacketInCommon() throws {
    var points = TwoPoints(offset: 1_500)
    points.send(MadeStream(packets: 600))
    var back = MadeStream.answer(packets: 598)
    back.lostBetween = Set(0..<598)
    points.send(back)
    // Sender reports both ways tell how the clocks stand.
    for index in 0..<4 {
        let report: [UInt8] = [0x80, 200, 0, 6] + (0..<3).flatMap { _ in points.random.next().bigEndianBytes }
        let answer: [UInt8] = [0x80, 200, 0, 6] + (0..<3).flatMap { _ in points.random.next().bigEndianBytes }
        let at = 1_400 + Double(index) * 3_000
        let ends = MadeStream()
        let backEnds = MadeStream.answer()
        points.send(report, at: at, isForward: true, near: ends.near, far: ends.far, delay: 12)
        points.send(answer, at: at + 3, isForward: false, near: backEnds.near, far: backEnds.far, delay: 12)
    }
    let result = points.compare()
    let clock = try #require(result.clock)
    #expect(clock.method == .bothDirections && abs(clock.offsetSeconds - 1.5) < 0.001)
    let lost = try #require(result.streams.first { $0.match == .onePointOnly })
    #expect(lost.direction == .farToNear)
    #expect(lost.vanished.sequenceNumbers == back.sequences(back.lostBetween))
    #expect(result.verdict.segment == .between && result.verdict.faults.first?.percent == 100)
}

@Test func packetsDoubledAndOvertakenOnTheWayAreCounted() throws {
    var points = TwoPoints()
    var stream = MadeStream(packets: 1_000)
    stream.doubled = some(10..<900, seed: 6)
    stream.delay = { $0 % 50 == 7 ? 65 : 20 }
    points.send(stream)
    points.send(.answer(packets: 1_000))
    let there = try #require(points.compare().streams.first { $0.direction == .nearToFar })
    #expect(there.duplicated == stream.doubled.count)
    #expect(there.reordered == 20)
    #expect(there.vanished.count == 0 && there.sent == 1_000)
}

@Test func unevenDelayBetweenThePointsIsTheirs() throws {
    var points = TwoPoints(offset: 250)
    var random = SeededGenerator(state: 9)
    var stream = MadeStream(packets: 1_500)
    let delays = (0..<1_500).map { _ in 30 + Double(random.next() % 80) }
    stream.delay = { delays[$0] }
    points.send(stream)
    points.send(.answer(packets: 1_500))
    let result = points.compare()
    let there = try #require(result.streams.first { $0.direction == .nearToFar })
    #expect(result.verdict.segment == .between && result.verdict.faults.first?.kind == .delayVariation)
    let travel = try #require(there.travel)
    #expect(abs(travel.p95Milliseconds - 75) < 5 && there.vanished.count == 0)
    let clock = try #require(result.clock)
    #expect(abs(clock.offsetSeconds - 0.25) <= (clock.uncertaintySeconds ?? 0) + 0.001)
}

@Test func pointsGivenInTheOtherOrderSayTheSame() throws {
    var points = TwoPoints()
    var stream = MadeStream(packets: 1_000)
    stream.lostBetween = some(20..<900, seed: 8)
    points.send(stream)
    points.send(.answer(packets: 1_000))
    let result = points.compare(isSwapped: true)
    let there = try #require(result.streams.first { $0.direction == .farToNear })
    #expect(there.vanished.sequenceNumbers == stream.sequences(stream.lostBetween))
    #expect(result.verdict.segment == .between)
    #expect(abs(try #require(result.clock).offsetSeconds - 3.7) < 0.001)
}
