import CallVocabulary
import Testing

@testable import CaptureFiles

@Suite struct GzipTests {
    @Test(arguments: [1, 2, 3, 7, 1_000, nil] as [Int?])
    func compressedFilesReadLikePlainOnes(chunk: Int?) {
        for plain in [BuiltCaptures.pcap(), BuiltCaptures.pcapng()] {
            var expected = decode(plain)
            let packed = BuiltCaptures.gzip(plain)
            let decoded = decode(packed, chunk: chunk)
            expected.facts.compression = .gzip
            expected.facts.fileBytes = packed.count
            #expect(decoded == expected)
        }
    }

    @Test(arguments: [1, 5, nil] as [Int?])
    func membersFollowOneAnother(chunk: Int?) {
        let plain = BuiltCaptures.pcapng()
        let members = [plain[..<10], plain[10..<10], plain[10..<201], plain[201...]]
        let packed = members.flatMap { BuiltCaptures.gzip(Array($0)) }
        #expect(decode(packed, chunk: chunk).packets == decode(plain).packets)
        #expect(decode(packed + [0, 0, 0, 0, 0], chunk: chunk).error == nil)
        let followed = decode(packed + [0, 1, 2], chunk: chunk)
        #expect(followed.packets == decode(plain).packets)
        #expect(followed.error?.code == .damagedCompression)
    }

    @Test func damageAndCutsAreNamedAfterThePacketsBeforeThem() {
        var packed = BuiltCaptures.gzip(BuiltCaptures.pcap())
        let cut = decode(Array(packed.dropLast(9)))
        #expect(cut.packets.count == 2)
        #expect(cut.error?.code == .damagedCompression)
        #expect(cut.error?.description.contains("end too early") == true)
        packed[packed.count - 6] ^= 1
        let damaged = decode(packed)
        #expect(damaged.packets.count == 3)
        #expect(damaged.error?.code == .damagedCompression)
        let twice = BuiltCaptures.gzip(BuiltCaptures.gzip(BuiltCaptures.pcap()))
        #expect(decode(twice).error?.code == .unsupportedFormat)
    }

    @Test(arguments: [1, 100, nil] as [Int?])
    func dataThatUnpackToAThousandfoldArriveWhole(chunk: Int?) {
        let decoded = decode(Self.twoLongPackets, chunk: chunk)
        #expect(decoded.error == nil)
        #expect(decoded.packets.map(\.bytes.count) == [150_000, 150_000])
        #expect(decoded.packets.last?.bytes.allSatisfy { $0 == 1 } == true)
    }

    @Test(arguments: [1, nil] as [Int?])
    func unpackingStopsAtItsLimit(chunk: Int?) {
        var limits = CaptureFileLimits()
        limits.inflatedBytes = 200_000
        let decoded = decode(Self.twoLongPackets, chunk: chunk, limits: limits)
        #expect(decoded.packets.count == 1)
        #expect(decoded.error?.code == .limitExceeded)
        limits.inflatedBytes = 24 + 2 * 150_016
        #expect(decode(Self.twoLongPackets, chunk: chunk, limits: limits).error == nil)
    }

    /// A pcap file of two packets of 150,000 bytes each, 0 in the first and 1 in the second, from `gzip -9`.
    static let twoLongPackets: [UInt8] = [
        "1f8b08000000000002ffedc75109c0301044c1bb23e622b3166aa1162a24120221d02ac8d70c3c967d9ffbaa68f16991bf37",
        "7aad000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
        "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000003823f7",
        "8e5eab0400000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
        "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000e088",
        "0926ef7cf318940400",
    ].flatMap { (row: String) in
        stride(from: 0, to: row.utf8.count, by: 2).map { place in
            UInt8(String(Array(row)[place..<place + 2]), radix: 16) ?? 0
        }
    }
}
