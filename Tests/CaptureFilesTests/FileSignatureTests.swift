import Testing

@testable import CaptureFiles

@Suite struct FileSignatureTests {
    @Test(
        arguments: [
            ([0x02, 0x21, 0x4C, 0x18], "`lz4 -d FILE`"), (Array("BZh9".utf8), "`bzip2 -d FILE`"),
            (Array("btsnoop\0\0\0\0\u{1}".utf8), "Bluetooth"), (Array("XCP\0002.00".utf8), "NetXray"),
            (Array("#!rtpplay1.0 127.0.0.1/5004\n".utf8), "rtpdump"), (Array("PK\u{3}\u{4}".utf8), "ZIP"),
        ] as [([UInt8], String)])
    func knownFormatsAreRefusedByName(start: [UInt8], words: String) {
        for file in [start, start + [UInt8](repeating: 0, count: 40), BuiltCaptures.gzip(start)] {
            let error = decode(file, chunk: 1).error
            #expect(error?.code == .unsupportedFormat)
            #expect(error?.description.contains(words) == true)
        }
    }

    @Test func strangersAreShownByTheirFirstBytes() {
        for file in [Array("what is this file, please?".utf8), [0x77], [0x77, 0x68, 0x61, 0x74, 0x20]] {
            let error = decode(file).error
            #expect(error?.code == .unrecognizedFormat)
            #expect(error?.description.contains("77") == true)
        }
    }

    @Test func anEmptyFileIsNamedSo() {
        #expect(decode([]).error == CaptureFileError(.emptyFile, byteOffset: 0))
        #expect(decode(BuiltCaptures.gzip([])).error?.code == .emptyFile)
    }
}
