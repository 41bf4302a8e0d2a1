import CallVocabulary
import Testing
import WireOracle

@testable import CaptureFiles

@Suite struct PcapTests {
    struct Variant: Sendable {
        var order: CaptureByteOrder
        var nanoseconds: Bool
        var kuznetsov: Bool
    }

    static let variants = CaptureByteOrder.allCases.flatMap { order in
        [(false, false), (true, false), (false, true)].map { Variant(order: order, nanoseconds: $0.0, kuznetsov: $0.1) }
    }

    @Test(arguments: variants, [1, 2, 3, 7, 1_000, nil] as [Int?])
    func everyVariantInChunksOfEverySize(variant: Variant, chunk: Int?) {
        let file = BuiltCaptures.pcap(
            order: variant.order, nanoseconds: variant.nanoseconds, kuznetsov: variant.kuznetsov)
        let decoded = decode(file, chunk: chunk)
        #expect(decoded.error == nil)
        #expect(decoded.packets.map(\.nanoseconds) == BuiltCaptures.times)
        #expect(decoded.packets.map(\.bytes) == BuiltCaptures.payloads)
        #expect(decoded.packets.map(\.number) == [1, 2, 3])
        #expect(decoded.packets.map(\.originalLength) == BuiltCaptures.payloads.map { $0.count + 10 })
        #expect(decoded.facts.isComplete)
        #expect(decoded.facts.format == .pcap)
        #expect(decoded.facts.fileBytes == file.count)
    }

    @Test func nanosecondsSurviveAndTheFractionIsAdded() {
        var writer = PcapWriter(linkType: .raw, precision: .nanoseconds, order: .bigEndian)
        writer.append(at: CaptureTime(nanoseconds: 1_700_000_000_123_456_789), [1, 2, 3])
        let packet = decode(writer.takeBytes()).packets.first
        #expect(packet?.nanoseconds == 1_700_000_000_123_456_789)
        #expect(packet?.linkType == .raw)
    }

    @Test func checksumBitsAreNotPartOfTheLinkType() {
        #expect(decode(BuiltCaptures.pcap(linkField: 0x2400_0071)).packets.allSatisfy { $0.linkType == .linuxSLL })
    }

    @Test func oldVersionsStoreTheLengthsTheOtherWayRound() {
        let plain = decode(BuiltCaptures.pcap()).packets
        #expect(decode(BuiltCaptures.pcap(version: (2, 2), swapLengths: true)).packets == plain)
        #expect(decode(BuiltCaptures.pcap(version: (2, 3), swapLengths: true)).packets == plain)
        #expect(decode(BuiltCaptures.pcap(version: (2, 3), swapLengths: false)).packets == plain)
        #expect(decode(BuiltCaptures.pcap(version: (9, 0))).error?.code == .unsupportedFormat)
    }

    @Test func aRecordLongerThanTheLimitsIsRefusedAfterThePacketsBeforeIt() {
        var file = BuiltCaptures.pcap()
        let place = file.count
        file.append(contentsOf: [0, 0, 0, 0, 0, 0, 0, 0])
        file.append(300_000 as UInt32, .littleEndian)
        file.append(300_000 as UInt32, .littleEndian)
        let decoded = decode(file)
        #expect(decoded.packets.count == 3)
        #expect(decoded.error?.code == .malformedRecord)
        #expect(decoded.error?.byteOffset == place)
        #expect(decoded.error?.packetNumber == 4)
    }

    @Test func aSnapLengthMayAllowMoreUpToItsOwnLimit() {
        func file(_ length: Int, snapLength: UInt32) -> [UInt8] {
            var writer = PcapWriter(linkType: .ethernet, snapLength: snapLength)
            writer.append(at: CaptureTime(nanoseconds: 0), [UInt8](repeating: 1, count: length))
            return writer.takeBytes()
        }
        #expect(decode(file(300_000, snapLength: 400_000), chunk: 100_000).packets.count == 1)
        #expect(decode(file(300_000, snapLength: 65_535)).error?.code == .malformedRecord)
        var limits = CaptureFileLimits()
        limits.snapLengthBytes = 299_999
        #expect(decode(file(300_000, snapLength: .max), limits: limits).error?.code == .malformedRecord)
    }

    @Test func aFileThatEndsInsideARecordSaysWhere() {
        let file = BuiltCaptures.pcap()
        let decoded = decode(Array(file.dropLast()))
        #expect(decoded.packets.count == 2)
        #expect(decoded.error?.code == .truncatedRecord)
        #expect(decoded.error?.packetNumber == 3)
        #expect(decoded.error?.byteOffset == file.count - 61 - 16)
        #expect(!decoded.facts.isComplete)
        let sentence = decoded.error?.description ?? ""
        #expect(sentence.contains("packet 3"))
        #expect(sentence.contains("76 of the packet record’s 77"))
    }

    @Test func aHeaderAloneIsAnEmptyCapture() {
        let decoded = decode(Array(BuiltCaptures.pcap().prefix(24)))
        #expect(decoded.error == nil)
        #expect(decoded.packets.isEmpty)
        #expect(decoded.facts.interfaces.count == 1)
    }
}
