import CallVocabulary
import Glibc
import TestSupport
import Testing

@testable import CaptureFiles

@Suite struct CaptureFileReaderTests {
    @Test(arguments: [1, 100, CaptureFileReader.defaultBlockBytes])
    func aFileIsReadInBlocks(blockBytes: Int) throws {
        let file = BuiltCaptures.pcapng()
        let path = try write(file)
        defer { _ = unlink(path) }
        var reader = try CaptureFileReader(path: path, blockBytes: blockBytes)
        #expect(reader.totalBytes == file.count)
        var batch = PacketBatch()
        var decoded = Decoded()
        var seen: [UInt8] = []
        while try reader.nextBatch(&batch, observing: { seen.append(contentsOf: $0.copy(0..<$0.byteCount)) }) {
            decoded.take(batch)
        }
        #expect(decoded.packets == decode(file).packets)
        #expect(seen == file)
        #expect(reader.bytesRead == file.count)
        #expect(reader.facts == decode(file).facts)
        #expect(reader.secrets.count == 1)
        #expect(try !reader.nextBatch(&batch))
    }

    @Test func theRestAfterAnErrorCanStillBeSeen() throws {
        let file = BuiltCaptures.pcap() + [UInt8](repeating: 0xFF, count: 500)
        let path = try write(file)
        defer { _ = unlink(path) }
        var reader = try CaptureFileReader(path: path, blockBytes: 64)
        var batch = PacketBatch()
        var seen: [UInt8] = []
        var failure: CaptureFileError?
        do throws(CaptureFileError) {
            while try reader.nextBatch(&batch, observing: { seen.append(contentsOf: $0.copy(0..<$0.byteCount)) }) {}
        } catch {
            failure = error
        }
        #expect(failure?.code == .malformedRecord)
        #expect(failure?.description.hasPrefix(path + ": ") == true)
        try reader.readRemainder { seen.append(contentsOf: $0.copy(0..<$0.byteCount)) }
        #expect(seen == file)
        #expect(reader.facts.fileBytes == file.count)
        #expect(reader.facts.packets == 3)
    }

    @Test func aPipeHasNoSize() throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        let file = BuiltCaptures.pcap()
        #expect(Glibc.write(ends[1], file, file.count) == file.count)
        _ = close(ends[1])
        var reader = CaptureFileReader(descriptor: ends[0], closesDescriptor: true)
        #expect(reader.totalBytes == nil)
        #expect(reader.name == "standard input")
        var batch = PacketBatch()
        #expect(try reader.nextBatch(&batch))
        #expect(batch.packets.count == 3)
        #expect(try !reader.nextBatch(&batch))
    }

    @Test func missingFilesAndFoldersAreNamed() {
        for (path, words) in [("/nonexistent/call.pcap", "No such file"), ("/", "Is a directory")] {
            var failure: CaptureFileError?
            do throws(CaptureFileError) {
                var reader = try CaptureFileReader(path: path)
                var batch = PacketBatch()
                _ = try reader.nextBatch(&batch)
            } catch {
                failure = error
            }
            #expect(failure?.code == .unreadable)
            #expect(failure?.path == path)
            #expect(failure?.description.contains(words) == true)
        }
    }

    private func write(_ bytes: [UInt8]) throws -> String {
        let path = TemporaryFiles.path("capture")
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        try #require(descriptor >= 0)
        defer { _ = close(descriptor) }
        #expect(Glibc.write(descriptor, bytes, bytes.count) == bytes.count)
        return path
    }
}
