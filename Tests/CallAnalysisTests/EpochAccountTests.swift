import CallAnalysis
import CallVocabulary
import TestSupport
import Testing

/// The parts of a stream add up to the stream, whatever numbers its packets carry.
@Suite struct EpochAccountTests {
    /// A stream whose packets carry `numbers`, every 20 ms one.
    private func stream(_ numbers: [Int]) throws -> MediaStream {
        let packets = try numbers.enumerated().map { place, number in
            (
                1_000 + Double(place) * 20,
                try udpPacket(
                    from: "192.0.2.1", 4_000, to: "192.0.2.2", 5_000,
                    rtp(number & 0xFFFF, timestamp: place * 160, ssrc: 7, payloadType: 0),
                    identification: UInt16(truncatingIfNeeded: place + 1))
            )
        }
        return try #require(analyze(packets).streams.first)
    }

    private func expectSums(_ stream: MediaStream, _ packets: Int) {
        let parts = stream.epochs.map(\.counts)
        #expect(parts.map(\.expected).reduce(0, +) == stream.counts.expected)
        #expect(parts.map(\.received).reduce(0, +) == stream.counts.received)
        #expect(parts.map(\.lost).reduce(0, +) == stream.counts.lost)
        #expect(parts.map(\.duplicated).reduce(0, +) == stream.counts.duplicated)
        #expect(parts.map(\.reordered).reduce(0, +) == stream.counts.reordered)
        #expect(stream.counts.received + stream.counts.duplicated == packets)
    }

    @Test(arguments: [
        // A lone packet far away; the same, twice; at the very end; in each of two parts; a copy of the packet that waits.
        Array(0..<50) + [30_000] + Array(50..<100),
        Array(0..<50) + [30_000, 30_000] + Array(50..<100),
        Array(0..<50) + [30_000],
        Array(0..<50) + [30_000] + Array(50..<60) + Array(20_000..<20_050) + [41_000] + Array(20_050..<20_060),
        Array(0..<50) + [20_000, 20_000] + Array(20_001..<20_050),
    ])
    func lonePacketsBelongToThePartInWhichTheyCame(numbers: [Int]) throws {
        let stream = try stream(numbers)
        expectSums(stream, numbers.count)
        #expect(stream.counts.received >= 50)
    }

    @Test func packetsOfAnyNumbersAddUp() throws {
        var seed: UInt64 = 20_261_130
        func random(_ below: Int) -> Int {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(seed >> 33) % below
        }
        for _ in 0..<300 {
            var numbers = Array(0..<20)
            var next = 20
            for _ in 0..<120 {
                switch random(12) {
                case 0: numbers.append(random(65_536))
                case 1: numbers.append(numbers[numbers.count - 1])
                case 2: next += random(5)
                case 3: next = random(65_536)
                case 4: numbers.append(max(0, next - random(10)))
                default: break
                }
                numbers.append(next & 0xFFFF)
                next += 1
            }
            expectSums(try stream(numbers), numbers.count)
        }
    }

    /// A report of the receiver at `host` that nothing was lost.
    private func nothingLost(_ at: Double, to host: String) throws -> (Double, [UInt8]) {
        let report: [UInt8] = [0x81, 201, 0, 7] + [1, 7, 0, 0, 0, 0, 0].flatMap { Wire.long($0) }
        return (at, try udpPacket(from: host, 5_001, to: "192.0.2.1", 4_001, report))
    }

    /// Losses that the receiver did not have, numbers that went elsewhere, and a clock that goes back: epochs overlap then.
    @Test func partsAddUpWhereLossesAreTheCapturesOrNone() throws {
        var seed: UInt64 = 1_201
        func random(_ below: Int) -> Int {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(seed >> 33) % below
        }
        var reclaimed = 0
        for _ in 0..<400 {
            var packets: [(Double, [UInt8])] = []
            var (number, time, host) = (0, 1_000.0, "192.0.2.2")
            for place in 0..<200 {
                switch random(24) {
                case 0: number += random(60)
                case 1: number = random(65_536)
                case 2: time -= Double(random(3_000))
                case 3: time += Double(random(3_000))
                case 4: host = random(2) == 0 ? "192.0.2.2" : "192.0.2.3"
                default: break
                }
                packets.append(
                    (
                        max(0, time),
                        try udpPacket(
                            from: "192.0.2.1", 4_000, to: host, 5_000,
                            rtp(number & 0xFFFF, timestamp: place * 160, ssrc: 7),
                            identification: UInt16(place + 1))
                    ))
                number += 1
                time += 20
            }
            for at in [2_000.0, 30_000, 100_000] {
                for host in ["192.0.2.2", "192.0.2.3"] { packets.append(try nothingLost(at, to: host)) }
            }
            for stream in analyze(packets).streams {
                let parts = stream.epochs.map(\.counts)
                #expect(parts.map(\.expected).reduce(0, +) == stream.counts.expected)
                #expect(parts.map(\.received).reduce(0, +) == stream.counts.received)
                #expect(parts.map(\.lost).reduce(0, +) == stream.counts.lost)
                #expect(parts.map(\.missingFromCapture).reduce(0, +) == stream.counts.missingFromCapture)
                for counts in parts + [stream.counts] {
                    #expect(counts.expected == counts.received + counts.lost + counts.missingFromCapture)
                    #expect(min(counts.received, counts.lost, counts.missingFromCapture) >= 0)
                }
                reclaimed += stream.counts.missingFromCapture
            }
        }
        #expect(reclaimed > 0)
    }
}
