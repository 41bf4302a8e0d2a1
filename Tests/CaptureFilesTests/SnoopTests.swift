import CallVocabulary
import Testing

@testable import CaptureFiles

@Suite struct SnoopTests {
    @Test(arguments: [1, 7, nil] as [Int?])
    func everyRecordIsAPacket(chunk: Int?) {
        let decoded = decode(BuiltCaptures.snoop(), chunk: chunk)
        #expect(decoded.error == nil)
        #expect(decoded.packets == decode(BuiltCaptures.pcap()).packets)
        #expect(decoded.facts.format == .snoop)
        #expect(decoded.facts.isComplete)
        #expect(decoded.facts.reportedDrops == nil)
        #expect(decoded.facts.interfaces.map(\.linkType) == [.ethernet])
    }

    @Test func linkTypesAreThoseOfPcap() {
        for (number, linkType) in [
            (0, .ethernet), (4, .ethernet), (25, .ethernet), (14, .null), (8, LinkType(rawValue: 10)),
            (0x8000_0001, .ipv4), (0x8000_0002, .ipv6),
        ] as [(UInt32, LinkType)] {
            let decoded = decode(BuiltCaptures.snoop(linkType: number))
            #expect(decoded.packets.map(\.linkType) == [linkType, linkType, linkType])
        }
        let refused = decode(BuiltCaptures.snoop(linkType: 5)).error
        #expect(refused?.code == .unsupportedFormat)
        #expect(refused?.description.contains("link type 5") == true)
    }

    @Test func otherVersionsAreRefusedByName() {
        let error = decode(BuiltCaptures.snoop(version: 3)).error
        #expect(error?.code == .unsupportedFormat)
        #expect(error?.description.contains("snoop capture of version 3") == true)
        #expect(error?.description.contains("editcap") == true)
    }

    @Test(arguments: [1, nil] as [Int?])
    func dropsAreCountedUpInTheFile(chunk: Int?) {
        let facts = decode(BuiltCaptures.snoop(drops: [0, 3, 7]), chunk: chunk).facts
        #expect(facts.reportedDrops == 7)
        #expect(facts.interfaces.first?.systemDrops == 7)
    }

    @Test func lengthsThatContradictEachOtherEndTheFile() {
        let file = BuiltCaptures.snoop()
        for (place, value) in [(4, 1), (8, 23), (8, UInt32.max), (4, UInt32.max)] as [(Int, UInt32)] {
            var damaged = file
            var number: [UInt8] = []
            number.append(value, .bigEndian)
            damaged.replaceSubrange(16 + place..<20 + place, with: number)
            let decoded = decode(damaged)
            #expect(decoded.packets.isEmpty)
            #expect(decoded.error?.code == .malformedRecord)
            #expect(decoded.error?.packetNumber == 1)
            #expect(decoded.error?.byteOffset == 16)
        }
        #expect(decode(Array(file.dropLast())).error?.packetNumber == 3)
        #expect(decode(Array(file.prefix(12))).error?.code == .truncatedRecord)
    }
}
