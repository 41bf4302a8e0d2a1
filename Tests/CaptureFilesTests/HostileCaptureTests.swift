import CallVocabulary
import Testing

@testable import CaptureFiles

@Suite struct HostileCaptureTests {
    static let files = [
        BuiltCaptures.pcap(), BuiltCaptures.pcap(order: .bigEndian, kuznetsov: true), BuiltCaptures.pcapng(),
        BuiltCaptures.snoop(), BuiltCaptures.networkMonitor(minor: 0), BuiltCaptures.networkMonitor(minor: 3),
        BuiltCaptures.gzip(BuiltCaptures.pcapng()), BuiltCaptures.zstd(BuiltCaptures.pcapng()),
        BuiltCaptures.lz4(BuiltCaptures.pcapng()),
    ]

    /// A cut file gives a beginning of its packets, and an error unless it was cut between two records.
    @Test(arguments: files)
    func everyPrefixGivesItsPackets(file: [UInt8]) {
        let whole = decode(file)
        #expect(whole.error == nil)
        for length in 0..<file.count {
            let decoded = decode(Array(file.prefix(length)))
            #expect(decoded.packets == Array(whole.packets.prefix(decoded.packets.count)))
            #expect(decoded.packets.count <= whole.packets.count)
            #expect(decoded.error != nil || decoded.facts.isComplete)
        }
    }

    /// Whatever the bytes say, the result is the same for every size of chunk, and nothing crashes or hangs.
    @Test(arguments: files, [1, 2, 3] as [UInt64])
    func mutationsAreReadOrRefusedAlike(file: [UInt8], seed: UInt64) {
        var generator = SeededGenerator(state: seed)
        for round in 0..<60 {
            var mutated = file
            for _ in 0...round % 3 {
                let place = Int.random(in: 0..<mutated.count, using: &generator)
                mutated[place] =
                    [0, 0xFF, 0x80, UInt8.random(in: 0...255, using: &generator)][Int(generator.next() % 4)]
            }
            let whole = decode(mutated)
            let pieces = decode(mutated, chunk: 1 + Int(generator.next() % 9))
            #expect(whole.packets == pieces.packets, "seed \(seed), round \(round)")
            #expect(whole.error?.code == pieces.error?.code, "seed \(seed), round \(round)")
            #expect(whole.error?.byteOffset == pieces.error?.byteOffset, "seed \(seed), round \(round)")
        }
    }

    @Test func hugeLengthsEverywhereAreRefusedOrPassedOver() {
        for file in Self.files.prefix(6) {
            for place in stride(from: 0, to: file.count - 4, by: 4) {
                for value in [UInt32.max, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFC] {
                    var mutated = file
                    var number: [UInt8] = []
                    number.append(value, .littleEndian)
                    mutated.replaceSubrange(place..<place + 4, with: number)
                    let decoded = decode(mutated)
                    #expect(decoded.packets.count <= 4)
                }
            }
        }
    }

    @Test func anErrorIsThrownAgainByEveryFurtherCall() {
        var decoder = CaptureDecoder()
        var batch = PacketBatch()
        decoder.append([UInt8](repeating: 0x77, count: 32))
        for _ in 0..<2 {
            #expect(throws: CaptureFileError.self) { try decoder.nextBatch(&batch) }
            #expect(throws: CaptureFileError.self) { try decoder.finish() }
            decoder.append([1, 2, 3])
        }
    }
}
