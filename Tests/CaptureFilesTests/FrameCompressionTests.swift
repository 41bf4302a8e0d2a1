import CallVocabulary
import Testing

@testable import CaptureFiles

@Suite struct FrameCompressionTests {
    /// The two formats that come in frames.
    enum Packing: CaseIterable {
        case zstd, lz4

        var compression: CaptureFileFacts.Compression { self == .zstd ? .zstd : .lz4 }

        func pack(_ bytes: [UInt8], block: Int = .max) -> [UInt8] {
            self == .zstd ? BuiltCaptures.zstd(bytes, block: block) : BuiltCaptures.lz4(bytes, block: block)
        }
    }

    /// A pcap file of two packets of 150,000 bytes each.
    static let twoLongPackets: [UInt8] = {
        var file = Array(BuiltCaptures.pcap().prefix(24))
        for fill in 0..<2 {
            file.append(0 as UInt64, .littleEndian)
            file.append(150_000 as UInt32, .littleEndian)
            file.append(150_000 as UInt32, .littleEndian)
            file += [UInt8](repeating: UInt8(fill), count: 150_000)
        }
        return file
    }()

    @Test(arguments: Packing.allCases, [1, 2, 3, 7, 1_000, nil] as [Int?])
    func compressedFilesReadLikePlainOnes(packing: Packing, chunk: Int?) {
        for plain in [BuiltCaptures.pcap(), BuiltCaptures.pcapng()] {
            for block in [50, Int.max] {
                var expected = decode(plain)
                let packed = packing.pack(plain, block: block)
                let decoded = decode(packed, chunk: chunk)
                expected.facts.compression = packing.compression
                expected.facts.fileBytes = packed.count
                #expect(decoded == expected)
            }
        }
    }

    @Test(arguments: Packing.allCases, [1, 5, nil] as [Int?])
    func framesFollowOneAnother(packing: Packing, chunk: Int?) {
        let plain = BuiltCaptures.pcapng()
        let expected = decode(plain).packets
        let parts = [plain[..<10], plain[10..<10], plain[10..<201], plain[201...]].map { packing.pack(Array($0)) }
        let passedOver = BuiltCaptures.skippableFrame([1, 2, 3, 0x28, 0xB5, 0x2F, 0xFD], number: 15)
        let empty = BuiltCaptures.skippableFrame([])
        let surrounded: [UInt8] = passedOver + empty + parts.flatMap { (part: [UInt8]) in part + passedOver }
        let followed: [UInt8] = Array(parts.joined(separator: empty)) + [0, 0, 0, 0, 0]
        for packed in [Array(parts.joined()), surrounded, followed] {
            let decoded = decode(packed, chunk: chunk)
            #expect(decoded.error == nil)
            #expect(decoded.packets == expected)
            #expect(decoded.facts.compression == packing.compression)
        }
    }

    @Test(arguments: Packing.allCases)
    func whatFollowsMustBeTheSameFormat(packing: Packing) {
        let plain = BuiltCaptures.pcap()
        let other = packing == .zstd ? Packing.lz4 : .zstd
        for (tail, code) in [
            ([0, 1, 2, 3, 4], .damagedCompression), (other.pack(plain), .damagedCompression),
            (BuiltCaptures.gzip(plain), .damagedCompression), ([0x25, 0xB5, 0x2F, 0xFD], .damagedCompression),
            ([0x02, 0x21, 0x4C, 0x18, 0, 0, 0, 0], .unsupportedFormat), ([0, 7], .damagedCompression),
            (Array(BuiltCaptures.skippableFrame([1, 2]).dropLast()), .damagedCompression),
        ] as [([UInt8], CaptureFileError.Code)] {
            let decoded = decode(packing.pack(plain) + tail)
            #expect(decoded.packets == decode(plain).packets)
            #expect(decoded.error?.code == code)
        }
    }

    @Test(arguments: Packing.allCases)
    func cutDataGiveTheirBeginning(packing: Packing) {
        let plain = BuiltCaptures.pcap()
        let whole = decode(plain)
        let packed = packing.pack(plain, block: 40)
        var most = 0
        for length in 1..<packed.count {
            let cut = decode(Array(packed.prefix(length)), chunk: 9)
            #expect(cut.packets == Array(whole.packets.prefix(cut.packets.count)))
            #expect(cut.error != nil && !cut.facts.isComplete)
            #expect(cut.packets.count >= most)
            most = max(most, cut.packets.count)
            if length > 20 {
                #expect(cut.error?.code == .damagedCompression)
                #expect(cut.error?.description.contains("end too early") == true)
            }
        }
        #expect(most == whole.packets.count)
    }

    @Test(arguments: Packing.allCases)
    func damageIsFoundByTheChecksum(packing: Packing) {
        var packed = packing.pack(BuiltCaptures.pcap())
        packed[packed.count - 1] ^= 1
        let damaged = decode(packed)
        #expect(damaged.error?.code == .damagedCompression)
    }

    @Test(arguments: Packing.allCases, [1, 100, nil] as [Int?])
    func dataThatUnpackToManyTimesTheirSizeArriveWhole(packing: Packing, chunk: Int?) {
        let decoded = decode(packing.pack(Self.twoLongPackets), chunk: chunk)
        #expect(decoded.error == nil)
        #expect(decoded.packets.map(\.bytes.count) == [150_000, 150_000])
        #expect(decoded.packets.last?.bytes.allSatisfy { $0 == 1 } == true)
    }

    @Test(arguments: Packing.allCases, [1, nil] as [Int?])
    func unpackingStopsAtItsLimit(packing: Packing, chunk: Int?) {
        let packed = packing.pack(Self.twoLongPackets)
        var limits = CaptureFileLimits()
        limits.inflatedBytes = 200_000
        let decoded = decode(packed, chunk: chunk, limits: limits)
        #expect(decoded.packets.count == 1)
        #expect(decoded.error?.code == .limitExceeded)
        limits.inflatedBytes = Self.twoLongPackets.count
        #expect(decode(packed, chunk: chunk, limits: limits).error == nil)
    }

    /// A frame header may ask for a window of up to 3.75 TiB.
    @Test(arguments: [1, nil] as [Int?])
    func zstdWindowsBeyondTheLimitAreRefused(chunk: Int?) {
        for descriptor in [0x90, 0xA8, 0xFF] as [UInt8] {
            let file: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0, descriptor, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]
            let error = decode(file, chunk: chunk).error
            #expect(error?.code == .limitExceeded)
            #expect(error?.description.contains("134217728 bytes") == true)
        }
        var limits = CaptureFileLimits()
        limits.windowBytes = 1 << 17
        let packed = BuiltCaptures.zstd(Self.twoLongPackets, block: 100_000)
        #expect(decode(packed, chunk: chunk, limits: limits).error?.code == .limitExceeded)
        #expect(decode(packed, chunk: chunk).error == nil)
    }

    @Test(arguments: Packing.allCases)
    func compressionInsideCompressionIsRefusedByName(packing: Packing) {
        let packed = packing.pack(BuiltCaptures.pcap())
        let inGzip = decode(BuiltCaptures.gzip(packed)).error
        #expect(inGzip?.code == .unsupportedFormat)
        #expect(inGzip?.detail == "\(packing.compression) inside gzip: unpack it once with `gzip -d FILE`")
        let twice = decode(packing.pack(BuiltCaptures.gzip(packed))).error
        #expect(twice?.detail?.hasPrefix("gzip inside \(packing.compression)") == true)
    }

    @Test func framesWithoutContentAreNamedSo() {
        for file in [BuiltCaptures.skippableFrame([1, 2, 3]), BuiltCaptures.zstd([]), BuiltCaptures.lz4([])] {
            #expect(decode(file, chunk: 1).error?.code == .emptyFile)
        }
    }
}
