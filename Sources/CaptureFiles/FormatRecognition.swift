/// Names the format of a file that this build does not read, by its first bytes.
enum FormatRecognition {
    private struct Known {
        var magic: [UInt8]
        var name: String
        var remedy: String
    }

    private static let known: [Known] = [
        Known(magic: [0x28, 0xB5, 0x2F, 0xFD], name: "zstd compression", remedy: "unpack it with: zstd -d FILE"),
        Known(magic: [0x04, 0x22, 0x4D, 0x18], name: "lz4 compression", remedy: "unpack it with: lz4 -d FILE"),
        Known(magic: [0xFD, 0x37, 0x7A, 0x58], name: "xz compression", remedy: "unpack it with: xz -d FILE"),
        Known(magic: [0x42, 0x5A, 0x68], name: "bzip2 compression", remedy: "unpack it with: bzip2 -d FILE"),
        Known(magic: [0x50, 0x4B, 0x03, 0x04], name: "a ZIP archive", remedy: "unpack it first"),
        Known(
            magic: Array("snoop\0\0\0".utf8), name: "a snoop capture",
            remedy: "convert it with: editcap -F pcapng FILE OUT.pcapng"),
        Known(
            magic: Array("GMBU".utf8), name: "a Network Monitor capture",
            remedy: "convert it with: editcap -F pcapng FILE OUT.pcapng"),
        Known(
            magic: Array("#!rtpplay".utf8), name: "an rtpdump file",
            remedy: "convert it with: editcap -F pcapng FILE OUT.pcapng"),
        Known(magic: Array("RIFF".utf8), name: "a WAV recording", remedy: "give the packet capture of the call"),
    ]

    /// The error for a file that begins like this.
    static func error(firstBytes bytes: [UInt8], count: Int) -> CaptureFileError {
        let head = bytes.prefix(min(count, bytes.count))
        for format in known where head.starts(with: format.magic) {
            return CaptureFileError(
                .unsupportedFormat, byteOffset: 0, detail: "it is \(format.name); \(format.remedy)")
        }
        return CaptureFileError(.unrecognizedFormat, byteOffset: 0)
    }
}
