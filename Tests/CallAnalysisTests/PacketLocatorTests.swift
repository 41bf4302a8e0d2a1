import CallVocabulary
import Testing

@testable import CallAnalysis

/// Packets are located before they are recorded, by a locator that may be older than the streams.
@Suite struct PacketLocatorTests {
    /// One IPv6/UDP packet over raw IP, from `2001:db8::source` to `2001:db8::1`.
    private func v6(_ source: UInt8, _ port: UInt16, _ payload: [UInt8]) -> [UInt8] {
        let length = payload.count + 8
        var packet: [UInt8] = [0x60, 0, 0, 0, UInt8(length >> 8), UInt8(length & 255), 17, 64]
        let prefix: [UInt8] = [0x20, 0x01, 0x0D, 0xB8] + [UInt8](repeating: 0, count: 11)
        packet += prefix + [source] + prefix + [1]
        packet += [UInt8(port >> 8), UInt8(port & 255), 0x13, 0x88, UInt8(length >> 8), UInt8(length & 255), 0, 0]
        return packet + payload
    }

    /// 60 streams over IPv4 and 20 over IPv6, which begin one after the other and lose a packet now and then.
    private func batches() throws -> [PacketBatch] {
        var batches: [PacketBatch] = []
        var number = 0
        for round in 0..<30 {
            var batch = PacketBatch()
            for index in 0..<80 where index < 10 + round * 4 && (round + index) % 13 != 0 {
                let rtp = rtp(round, timestamp: round * 160, ssrc: UInt32(7_000 + index % 40))
                let bytes =
                    index < 60
                    ? try udpPacket(from: "192.0.2.1", UInt16(4_000 + index), to: "192.0.2.2", 5_000, rtp)
                    : v6(UInt8(index), 6_000, rtp)
                number += 1
                batch.packets.append(
                    CapturedPacket(
                        time: CaptureTime(nanoseconds: Int64(round * 20_000_000 + index * 1_000)),
                        offset: batch.bytes.count, capturedLength: bytes.count, originalLength: bytes.count,
                        number: number, linkType: .raw, interface: 0))
                batch.bytes += bytes
            }
            batches.append(batch)
        }
        return batches
    }

    /// What streams were found and counted, as text.
    private func text(_ result: CallAnalysisResult) -> String {
        result.streams.map {
            "\($0.source) \($0.destination) \($0.ssrc) \($0.counts) \(String(describing: $0.jitter)) \($0.startedAt) \($0.endedAt)"
        }.joined(separator: "\n") + "\(result.captures.map(\.accounting))"
    }

    @Test func theResultDoesNotDependOnTheLocatorsAge() throws {
        let batches = try batches()
        var texts: Set<String> = []
        for age in [0, 1, 3, 30] {
            var analyzer = CallAnalyzer(audio: .none)
            analyzer.beginCapture(name: "test")
            var locators: [PacketLocator] = []
            var located = LocatedPackets()
            for (index, batch) in batches.enumerated() {
                locators.append(analyzer.locator)
                locators[max(0, index - age)].locate(batch, into: &located)
                analyzer.ingest(batch, &located)
            }
            let result = analyzer.finish()
            #expect(result.streams.count == 80)
            texts.insert(text(result))
        }
        // Located by the analyzer itself, and packet by packet.
        for isWhole in [true, false] {
            var analyzer = CallAnalyzer(audio: .none)
            analyzer.beginCapture(name: "test")
            for batch in batches {
                if isWhole {
                    analyzer.ingest(batch)
                } else {
                    for packet in batch.packets { analyzer.ingest(PacketBatch(packets: [packet], bytes: batch.bytes)) }
                }
            }
            texts.insert(text(analyzer.finish()))
        }
        #expect(texts.count == 1)
    }

    @Test func locatedPacketsOfAnotherBatchAreNotBelieved() throws {
        let batches = try batches()
        var analyzer = CallAnalyzer(audio: .none)
        var located = LocatedPackets()
        analyzer.locator.locate(batches[0], into: &located)
        for batch in batches { analyzer.ingest(batch, &located) }
        var straight = CallAnalyzer(audio: .none)
        for batch in batches { straight.ingest(batch) }
        #expect(analyzer.finish().streams.count == straight.finish().streams.count)
    }

    @Test func aStreamThatIsLeftOutStaysOutWhenTheIndexGrows() {
        func key(_ number: Int) -> StreamIndex.Key {
            StreamIndex.Key(
                source: IPAddress(v4: 1), destination: IPAddress(v4: 2), ports: 3, ssrc: UInt32(number))
        }
        var index = StreamIndex()
        for number in 0..<500 where number != 7 { index.add(key(number), index: number, keyOf: key) }
        #expect(index.used == 499)
        #expect(index.find(key(7), keyOf: key) == nil)
        for number in 0..<500 where number != 7 { #expect(index.find(key(number), keyOf: key) == number) }
    }
}

/// The table that stands in for a dictionary.
@Suite struct IntegerMapTests {
    @Test func itHoldsWhatADictionaryHolds() {
        var table = IntegerMap()
        var dictionary: [UInt64: Int64] = [:]
        var state: UInt64 = 1
        for _ in 0..<20_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let key = state >> 50
            table[key] = Int64(bitPattern: state)
            dictionary[key] = Int64(bitPattern: state)
        }
        #expect(table.count == dictionary.count)
        for key in UInt64(0)..<20_000 { #expect(table[key] == dictionary[key]) }
    }

    @Test func zeroIsAKeyAndAValue() {
        var table = IntegerMap()
        #expect(table[0] == nil)
        table[0] = 0
        #expect(table[0] == 0 && table[1] == nil && table.count == 1)
        table[0] = nil
        #expect(table[0] == 0)
    }
}
