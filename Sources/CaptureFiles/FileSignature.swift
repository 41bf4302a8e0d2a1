/// What the first bytes of a file say about its format.
enum FileSignature: Equatable {
    case pcap(PcapVariant)
    case pcapng
    case gzip
    /// A format that is known by name and refused; the text names it and what to do.
    case unsupported(String)
    case unrecognized

    /// As many bytes as the longest signature.
    static let longest = 16

    /// Tells the format from the first bytes, of which there may be fewer than ``longest`` only at the end of a file.
    init(_ start: [UInt8]) {
        if start.starts(with: [0x1F, 0x8B]) {
            self = .gzip
            return
        }
        if start.starts(with: [0x0A, 0x0D, 0x0D, 0x0A]) {
            self = .pcapng
            return
        }
        if let variant = PcapVariant(start) {
            self = .pcap(variant)
            return
        }
        if let known = Self.refused.first(where: { start.starts(with: $0.signature) }) {
            self = .unsupported(known.advice)
            return
        }
        self = .unrecognized
    }

    private struct Refused {
        let signature: [UInt8]
        let advice: String

        init(_ signature: [UInt8], _ advice: String) {
            self.signature = signature
            self.advice = advice
        }

        init(_ signature: StaticString, _ advice: String) {
            self.signature = signature.withUTF8Buffer { Array($0) }
            self.advice = advice
        }
    }

    private static let convert = "convert it with `editcap -F pcapng FILE OUT.pcapng`"
    private static let refused = [
        Refused([0x28, 0xB5, 0x2F, 0xFD], "zstd compression: unpack it with `zstd -d FILE`"),
        Refused([0x04, 0x22, 0x4D, 0x18], "lz4 compression: unpack it with `lz4 -d FILE`"),
        Refused([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "xz compression: unpack it with `xz -d FILE`"),
        Refused("BZh", "bzip2 compression: unpack it with `bzip2 -d FILE`"),
        Refused([0x1F, 0x9D], "compress (.Z) compression: unpack it with `uncompress FILE`"),
        Refused("PK\u{3}\u{4}", "a ZIP archive: unpack it and give the capture inside"),
        Refused([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7-Zip archive: unpack it and give the capture inside"),
        Refused("Rar!", "a RAR archive: unpack it and give the capture inside"),
        Refused("snoop\0\0\0", "a snoop capture: \(convert)"),
        Refused("btsnoop\0", "a btsnoop (Bluetooth) capture: it holds no IP packets"),
        Refused("GMBU", "a Microsoft Network Monitor 2 capture: \(convert)"),
        Refused("RTSS", "a Microsoft Network Monitor 1 capture: \(convert)"),
        Refused("TRSNIFF data    ", "a Sniffer capture: \(convert)"),
        Refused("XCP\0", "a NetXray capture: \(convert)"),
        Refused([0x7F, 0x76, 0x65, 0x72], "an EtherPeek or OmniPeek capture: \(convert)"),
        Refused("#!rtpplay1.0", "an rtpdump file: it holds RTP without the packets around it"),
        Refused([0xAA, 0xAA, 0xAA, 0xAA], "a 5View capture: \(convert)"),
        Refused([0x1C, 0x00, 0x01, 0xAC], "an Ixia capture: \(convert)"),
        Refused([0xAC, 0x01, 0x00, 0x1C], "an Ixia capture: \(convert)"),
        Refused([0x1C, 0x00, 0x01, 0xAB], "an Ixia capture: \(convert)"),
        Refused([0xAB, 0x01, 0x00, 0x1C], "an Ixia capture: \(convert)"),
        Refused("RIFF", "a RIFF file (such as WAV audio): it holds no packets"),
        Refused("{", "a JSON text: it holds no packets"),
        Refused("<?xml", "an XML text (such as PDML): save the capture itself as pcapng"),
        Refused("<!DOCTYPE", "an HTML page: the download may have failed"),
        Refused("<html", "an HTML page: the download may have failed"),
    ]
}
