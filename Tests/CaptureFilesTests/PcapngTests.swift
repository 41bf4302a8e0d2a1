import CallVocabulary
import Testing

@testable import CaptureFiles

@Suite struct PcapngTests {
    @Test(arguments: [1, 2, 3, 7, 1_000, nil] as [Int?])
    func sectionsOfBothByteOrdersInChunksOfEverySize(chunk: Int?) {
        let file = BuiltCaptures.pcapng()
        let decoded = decode(file, chunk: chunk)
        #expect(decoded.error == nil)
        #expect(decoded.packets.map(\.linkType) == [.ethernet, .linuxSLL, .raw])
        #expect(decoded.packets.map(\.interface) == [0, 1, 2])
        #expect(decoded.packets.map(\.bytes) == [[7], BuiltCaptures.payloads[2], BuiltCaptures.payloads[2]])
        #expect(
            decoded.packets.map(\.nanoseconds) == [BuiltCaptures.times[0], BuiltCaptures.times[1], 5_500_000_000])
        #expect(decoded.packets.map(\.originalLength) == [90, 61, 61])
        let facts = decoded.facts
        #expect(facts.format == .pcapng)
        #expect(facts.packets == 3)
        #expect(facts.isComplete)
        #expect(facts.interfaces.map(\.name) == ["eth0", nil, nil])
        #expect(facts.interfaces.map(\.snapLength) == [nil, 96, nil])
        #expect(facts.interfaces.map(\.drops) == [11, 3, nil])
        #expect(facts.interfaces.map(\.received) == [100, nil, nil])
        #expect(facts.reportedDrops == 14)
        #expect(facts.comments == ["first section", "uplink", "odd one"])
        #expect(facts.decryptionSecretBytes == 20)
        #expect(decoded.secrets == [DecryptionSecrets(kind: .tlsKeyLog, bytes: Array("CLIENT_RANDOM secret".utf8))])
    }

    @Test func simplePacketsTakeTheLastTimeAndTheFirstInterface() {
        var writer = PcapngWriter()
        writer.beginSection()
        writer.append(PcapngWriter.Interface(linkType: .ethernet, snapLength: 6))
        writer.appendBlock(type: 3, [4, 0, 0, 0, 1, 2, 3, 4])
        writer.append(at: CaptureTime(nanoseconds: 77), interface: 0, [9])
        writer.appendBlock(type: 3, [10, 0, 0, 0, 1, 2, 3, 4, 5, 6, 0, 0])
        writer.beginSection()
        writer.append(PcapngWriter.Interface(linkType: .raw))
        writer.appendBlock(type: 3, [1, 0, 0, 0, 8])
        let decoded = decode(writer.takeBytes())
        #expect(decoded.error == nil)
        #expect(decoded.packets.map(\.nanoseconds) == [0, 77, 77, 0])
        #expect(decoded.packets.map(\.bytes) == [[1, 2, 3, 4], [9], [1, 2, 3, 4, 5, 6], [8]])
        #expect(decoded.packets.map(\.originalLength) == [4, 1, 10, 1])
        #expect(decoded.packets.map(\.interface) == [0, 0, 0, 1])
    }

    @Test func theObsoletePacketBlockIsReadWithItsDrops() {
        func block(drops: UInt16) -> [UInt8] {
            var body: [UInt8] = [0, 0]
            body.append(drops, .littleEndian)
            body.append(0 as UInt32, .littleEndian)
            body.append(5 as UInt32, .littleEndian)
            body.append(3 as UInt32, .littleEndian)
            body.append(9 as UInt32, .littleEndian)
            return body + [1, 2, 3, 0]
        }
        var writer = PcapngWriter()
        writer.beginSection()
        writer.append(PcapngWriter.Interface(linkType: .ethernet, timeResolution: nil))
        writer.appendBlock(type: 2, block(drops: 2))
        writer.appendBlock(type: 2, block(drops: 0xFFFF))
        let decoded = decode(writer.takeBytes())
        #expect(decoded.packets.map(\.bytes) == [[1, 2, 3], [1, 2, 3]])
        #expect(decoded.packets.map(\.nanoseconds) == [5_000, 5_000])
        #expect(decoded.facts.interfaces.map(\.drops) == [2])
    }

    @Test func faultsOfBlocksAreNamedAfterThePacketsBeforeThem() {
        func file(_ damage: (inout PcapngWriter) -> Void, tail: [UInt8] = []) -> Decoded {
            var writer = PcapngWriter()
            writer.beginSection()
            writer.append(PcapngWriter.Interface(linkType: .ethernet))
            writer.append(at: CaptureTime(nanoseconds: 1), interface: 0, [1])
            damage(&writer)
            return decode(writer.takeBytes() + tail)
        }
        let undescribed = file { $0.append(at: CaptureTime(nanoseconds: 1), interface: 1, [1]) }
        #expect(undescribed.packets.count == 1)
        #expect(undescribed.error?.code == .malformedRecord)
        #expect(undescribed.error?.packetNumber == 2)
        #expect(undescribed.error?.detail == "interface 1 is not described; the section has 1")
        #expect(file { $0.appendBlock(type: 6, [0, 0]) }.error?.code == .malformedRecord)
        #expect(file { $0.appendBlock(type: 1, [0, 0]) }.error?.code == .malformedRecord)
        #expect(file { $0.appendBlock(type: 3, [200, 0, 0, 0]) }.error?.code == .malformedRecord)
        #expect(file { $0.appendBlock(type: 10, [1, 2, 3, 4, 200, 0, 0, 0]) }.error?.code == .malformedRecord)
        let mismatch = file({ _ in }, tail: [9, 0, 0, 0, 12, 0, 0, 0, 16, 0, 0, 0])
        #expect(mismatch.error?.detail == "block length 12 at its start, 16 at its end")
        #expect(mismatch.error?.packetNumber == nil)
        let tooSmall = file({ _ in }, tail: [9, 0, 0, 0, 8, 0, 0, 0, 8, 0, 0, 0])
        #expect(tooSmall.error?.code == .malformedRecord)
        let huge = file({ _ in }, tail: [9, 0, 0, 0, 0xFC, 0xFF, 0xFF, 0xFF, 8, 0, 0, 0])
        #expect(huge.error?.code == .malformedRecord)
        let cut = file({ _ in }, tail: [6, 0, 0, 0, 40, 0, 0, 0, 0, 0, 0, 0])
        #expect(cut.error?.code == .truncatedRecord)
        #expect(cut.error?.packetNumber == 2)
    }

    @Test func limitsHold() {
        var limits = CaptureFileLimits()
        limits.interfaces = 2
        #expect(decode(BuiltCaptures.pcapng(), limits: limits).error?.code == .limitExceeded)
        limits.interfaces = 3
        limits.comments = 1
        limits.textBytes = 3
        limits.secretBytes = 19
        let decoded = decode(BuiltCaptures.pcapng(), limits: limits)
        #expect(decoded.error == nil)
        #expect(decoded.facts.comments == ["fir"])
        #expect(decoded.facts.interfaces.first?.name == "eth")
        #expect(decoded.facts.decryptionSecretBytes == 20)
        #expect(decoded.secrets.isEmpty)
        limits.blockBytes = 40
        #expect(decode(BuiltCaptures.pcapng(), limits: limits).error?.code == .malformedRecord)
    }

    @Test func secretsAreNeverPrinted() {
        let secrets = DecryptionSecrets(kind: .tlsKeyLog, bytes: Array("CLIENT_RANDOM secret".utf8))
        var dumped = ""
        dump(secrets, to: &dumped)
        for text in ["\(secrets)", String(reflecting: secrets), dumped, "\([secrets])"] {
            #expect(text.contains("TLS key log, 20 bytes (redacted)"))
            #expect(!text.contains("67"))
        }
    }

    /// Vectors of the reference table of `if_tsresol`: bytes 6, 9, 138 and none.
    @Test func timeResolutionsAreExactAndSaturate() {
        func time(_ code: UInt8, _ units: UInt64, offset: Int64 = 0) -> Int64 {
            TimestampResolution(code: code, offsetSeconds: offset).time(units).nanoseconds
        }
        #expect(TimestampResolution.microseconds.time(1).nanoseconds == 1_000)
        #expect(time(6, 1) == 1_000)
        #expect(time(9, 1) == 1)
        #expect(time(138, 1) == 976_562)
        #expect(time(138, 1_024) == 1_000_000_000)
        #expect(time(0, 1_700_000_000) == 1_700_000_000_000_000_000)
        #expect(time(3, 1_700_000_000_123) == 1_700_000_000_123_000_000)
        #expect(time(12, 1_999) == 1)
        #expect(time(28, UInt64.max) == 1)
        #expect(time(29, UInt64.max) == 0)
        #expect(time(127, UInt64.max) == 0)
        #expect(time(0x80, 3) == 3_000_000_000)
        #expect(time(0xA0, 1_700_000_000 << 32 | 1 << 31) == 1_700_000_000_500_000_000)
        #expect(time(0xFF, UInt64.max) == 0)
        #expect(time(9, UInt64.max) == Int64.max)
        #expect(time(0, UInt64.max) == Int64.max)
        #expect(time(0x80, UInt64.max) == Int64.max)
        #expect(time(6, 5_000_000, offset: -5) == 0)
        #expect(time(6, 0, offset: .min) == Int64.min)
        #expect(time(6, 0, offset: .max) == Int64.max)
        #expect(time(9, 1, offset: 2) == 2_000_000_001)
    }
}
