import QualityMeasures
import Testing

private let mark = SequenceLedger.Mark(packet: 1, capture: 0, at: 0)

/// Feeds sequence numbers by the shortest way, as a stream does.
private func ledger(_ numbers: [UInt16], limit: Int = 1_000) -> SequenceLedger {
    var ledger = SequenceLedger(sequence: numbers.first ?? 0, limit: limit)
    for number in numbers.dropFirst() {
        let distance = ledger.distance(to: number)
        if distance > 0 {
            ledger.advance(by: distance, mark: mark)
        } else {
            _ = ledger.recordLate(by: -distance, mark: mark)
        }
        #expect(ledger.expected == ledger.received + ledger.lost)
        #expect(ledger.lost >= 0)
    }
    return ledger
}

@Test func referenceLossDuplicateAndReordering() throws {
    let vector = try #require(SharedVectors.object("loss_dup_reorder"))
    let packets = try #require(vector["packets"] as? [[Int]])
    let expected = try #require(vector["expected"] as? [String: Any])
    let result = ledger(packets.map { UInt16($0[2]) })
    #expect(result.expected == expected["expected"] as? Int)
    #expect(result.lost == expected["unique_lost_count"] as? Int)
    #expect(result.duplicated == expected["duplicates"] as? Int)
    #expect(result.reordered == expected["reordered_pairs"] as? Int)
    let missing = result.missing.flatMap { run in (0..<run.count).map { (run.first + $0) % 65_536 } }
    #expect(missing == expected["unique_lost"] as? [Int])
    // What RTCP would report counts the duplicate against the loss.
    #expect(
        ReportedLoss.cumulative(expected: result.expected, received: packets.count) == expected["a3_lost"] as? Int)
}

@Test func wrapsRunOn() {
    let result = ledger([65_533, 65_534, 0, 1, 65_535, 2])
    #expect(result.expected == 6)
    #expect(result.lost == 0)
    #expect(result.reordered == 1)
}

@Test func lateAtAnyDistance() {
    var result = ledger([10, 12])
    for _ in 0..<20_000 { result.advanceByOne() }
    #expect(result.lost == 1)
    #expect(result.recordLate(by: result.highest - (11 + 65_536), mark: mark) == .reordered)
    #expect(result.lost == 0)
    #expect(result.recordLate(by: result.highest - (11 + 65_536), mark: mark) == .duplicate)
}

@Test func packetsBeforeTheFirst() {
    let result = ledger([100, 97, 101, 98])
    #expect(result.expected == 5)
    #expect(result.lost == 1)
    #expect(result.missing.map(\.first) == [99 + 65_536])
}

@Test func aGapIsFilledFromTheMiddle() {
    let result = ledger([1, 10, 5, 3, 9, 2])
    #expect(result.missing.map { [$0.first - 65_536, $0.count] } == [[4, 1], [6, 3]])
    #expect(result.lost == 4)
    #expect(result.reordered == 4)
}

/// The list of runs is bounded; what it forgets stays counted as lost.
@Test func forgottenRunsStayCounted() {
    let result = ledger((0..<2_000).map { UInt16($0 * 2) }, limit: 100)
    #expect(result.missing.count <= 100)
    #expect(result.lost == 1_999)
    #expect(result.forgotten > 0)
}

/// Any order of arrival, with repetitions, gives the sum of a plain set.
@Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
func agreesWithASet(seed: UInt64) {
    var state = seed &* 0x9E37_79B9_7F4A_7C15
    func next(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % bound
    }
    var numbers: [Int] = []
    for index in 0..<3_000 where next(10) > 0 {
        numbers.append(index)
        if next(20) == 0 { numbers.append(index) }
    }
    for index in numbers.indices.dropFirst() where next(5) == 0 {
        numbers.swapAt(index, max(1, index - next(40)))
    }
    let start = 64_000
    let result = ledger(numbers.map { UInt16(truncatingIfNeeded: $0 + start) })
    let unique = Set(numbers)
    let low = unique.min() ?? 0
    let high = unique.max() ?? 0
    #expect(result.expected == high - low + 1)
    #expect(result.received == unique.count)
    #expect(result.duplicated == numbers.count - unique.count)
}

@Test func whatIsKeptOfEachLossIsSmall() {
    #expect(MemoryLayout<SequenceLedger.Run>.stride == 32)
    var ledger = SequenceLedger(sequence: 1, limit: 100)
    ledger.advance(by: 6, mark: SequenceLedger.Mark(packet: 7, capture: 1, at: 9))
    #expect(ledger.missing.map(\.count) == [5])
    #expect(ledger.missing.map(\.mark) == [SequenceLedger.Mark(packet: 7, capture: 1, at: 9)])
    ledger.releaseRuns()
    #expect(ledger.missing.isEmpty)
    #expect(ledger.expected == 7)
}
