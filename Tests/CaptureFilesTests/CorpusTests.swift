import CallVocabulary
import Glibc
import TestSupport
import Testing

@testable import CaptureFiles

/// Reads captures that are not part of this repository; skipped where they are absent.
///
/// See `Places`.
@Suite(.enabled(if: corpusFolder != nil, "the corpus of captures is not here")) struct CorpusTests {
    private static var folder: String? { corpusFolder }

    static func read(_ name: String, blockBytes: Int = CaptureFileReader.defaultBlockBytes) -> Decoded? {
        guard let folder else { return nil }
        return read(path: folder + "/" + name, blockBytes: blockBytes)
    }

    static func bytes(path: String) -> [UInt8]? {
        guard let file = fopen(path, "rb") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&block, 1, block.count, file), count > 0 { bytes += block[..<count] }
        return bytes
    }

    static func read(path: String, blockBytes: Int = CaptureFileReader.defaultBlockBytes) -> Decoded {
        var decoded = Decoded()
        do throws(CaptureFileError) {
            var reader = try CaptureFileReader(path: path, blockBytes: blockBytes)
            var batch = PacketBatch()
            do throws(CaptureFileError) {
                while try reader.nextBatch(&batch) { decoded.take(batch) }
            } catch {
                decoded.error = error
            }
            decoded.facts = reader.facts
        } catch {
            decoded.error = error
        }
        return decoded
    }

    @Test(arguments: ["eth.pcap.gz", "nsec.pcap", "mod.pcap", "single.pcapng", "x.snoop"])
    func theSameCaptureInAnotherFormatGivesTheSamePackets(name: String) throws {
        let plain = try #require(Self.read("formats/eth.pcap"))
        let other = try #require(Self.read("formats/" + name))
        #expect(plain.error == nil && other.error == nil)
        #expect(!plain.packets.isEmpty)
        #expect(plain.packets == other.packets)
    }

    @Test(arguments: [1_000, 65_536, 1 << 20])
    func blocksOfEverySizeGiveTheSamePackets(blockBytes: Int) throws {
        for name in ["eth.pcap", "eth.pcap.gz", "x.snoop", "mixed_link.pcapng", "two_if_same_link.pcapng"] {
            let expected = Self.read("formats/" + name)
            #expect(Self.read("formats/" + name, blockBytes: blockBytes) == expected)
        }
    }

    @Test func interfacesKeepTheirOwnLinkTypes() throws {
        guard let mixed = Self.read("formats/mixed_link.pcapng"),
            let turned = Self.read("formats/mixed_first_sll.pcapng"), let sll = Self.read("formats/sll.pcap")
        else { return }
        #expect(mixed.error == nil && turned.error == nil && sll.error == nil)
        #expect(Set(mixed.packets.map(\.linkType)) == [.ethernet, .linuxSLL])
        #expect(turned.facts.interfaces.first?.linkType == .linuxSLL)
        #expect(mixed.packets.filter { $0.linkType == .linuxSLL }.count == sll.packets.count)
        #expect(mixed.packets.count == turned.packets.count)
        #expect(Self.read("formats/sll2.pcap")?.packets.allSatisfy { $0.linkType == .linuxSLL2 } == true)
    }

    @Test func snapLengthsLeaveTheLengthOnTheWire() throws {
        let cut = try #require(Self.read("formats/snap60.pcapng"))
        let whole = try #require(Self.read("formats/eth.pcap"))
        #expect(cut.packets.map { $0.bytes } == whole.packets.map { Array($0.bytes.prefix(60)) })
        #expect(cut.packets.map(\.originalLength) == whole.packets.map(\.originalLength))
    }

    @Test(arguments: ["truncated.pcap", "truncated.pcapng"])
    func cutFilesGiveTheirBeginning(name: String) throws {
        let original = name.hasSuffix("ng") ? "formats/single.pcapng" : "formats/eth.pcap"
        let cut = try #require(Self.read("formats/" + name))
        let whole = try #require(Self.read(original))
        #expect(cut.error?.code == .truncatedRecord)
        #expect(cut.error?.packetNumber == cut.packets.count + 1)
        #expect(!cut.packets.isEmpty)
        #expect(cut.packets == Array(whole.packets.prefix(cut.packets.count)))
    }

    @Test func strangersAreRefused() throws {
        let garbage = try #require(Self.read("formats/garbage.pcap"))
        #expect(garbage.error?.code == .unrecognizedFormat)
    }

    /// Each file of the folder again, in frames of both formats: cut into several, as `cat` joins them.
    @Test(arguments: FrameCompressionTests.Packing.allCases)
    func framesAroundTheSameFileGiveTheSamePackets(packing: FrameCompressionTests.Packing) throws {
        for name in ["eth.pcap", "single.pcapng", "x.snoop", "truncated.pcap"] {
            guard let folder = Self.folder, let bytes = Self.bytes(path: folder + "/formats/" + name),
                let expected = Self.read("formats/" + name)
            else { return }
            let half = bytes.count / 2
            let packed = packing.pack(Array(bytes[..<half]), block: 40_000) + packing.pack(Array(bytes[half...]))
            for chunk in [4_093, nil] {
                let decoded = decode(packed, chunk: chunk)
                let isSame = decoded.packets == expected.packets
                #expect(isSame && !decoded.packets.isEmpty)
                #expect(decoded.error?.code == expected.error?.code)
                #expect(decoded.facts.compression == packing.compression)
            }
        }
    }

    /// The header states how many frames the table lists; a file without other records has as many packets.
    @Test func networkMonitorFilesAreReadWhole() throws {
        let folder = try #require(Self.folder)
        for path in Self.files(under: folder + "/real/files") where path.hasSuffix(".cap") {
            let decoded = Self.read(path: path)
            guard decoded.facts.format == .networkMonitor, let bytes = Self.bytes(path: path) else { continue }
            let frames = Int(bytes.span.bytes.uint32(at: 28, .littleEndian)) / 4
            #expect(decoded.error == nil)
            #expect(decoded.packets.count == frames && frames > 0)
            #expect(decoded.packets.allSatisfy { $0.linkType == .ethernet && $0.bytes.count == $0.originalLength })
        }
    }

    /// Whatever the files hold, an error or packets come back, and the size of the blocks makes no difference. A sample
    /// of the files, or all with `EARSHOT_CORPUS_FULL`.
    @Test(arguments: ["real/files", "malformed"])
    func everyFileIsReadOrRefused(folder name: String) throws {
        let folder = try #require(Self.folder)
        let isFull = getenv("EARSHOT_CORPUS_FULL") != nil
        for (index, path) in Self.files(under: folder + "/" + name).enumerated() where isFull || index % 48 == 0 {
            let decoded = Self.read(path: path)
            let isSettled = decoded.error != nil || decoded.facts.isComplete
            #expect(isSettled, "\(path)")
            let again = Self.read(path: path, blockBytes: 4_093)
            let isSame = decoded.packets == again.packets && decoded.error?.code == again.error?.code
            #expect(isSame, "\(path)")
        }
    }

    private static func files(under folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var found: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasPrefix(".") { continue }
            let path = folder + "/" + name
            if Int32(entry.pointee.d_type) == Int32(DT_DIR) {
                found += files(under: path)
            } else {
                found.append(path)
            }
        }
        return found.sorted()
    }
}

/// Where the captures lie; `nil` if they are not here.
private let corpusFolder = Places.corpus("formats")?.deletingLastPathComponent().path
