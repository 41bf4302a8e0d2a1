/// What the first bytes of a file say about its format.
enum FileSignature: Equatable {
    case pcap(PcapVariant)
    case pcapng
    case snoop
    case networkMonitor
    case gzip
    case zstd
    case lz4
    /// A frame that zstd and lz4 share; what follows tells which of the two it is.
    case skippableFrame
    /// A format that is known by name and refused; the text names it and what to do.
    case unsupported(String)
    case unrecognized

    /// As many bytes as the longest signature.
    static let longest = 16

    /// Tells the format from the first bytes, of which there may be fewer than ``longest`` only at the end of a file.
    init(_ start: [UInt8]) {
        if let known = Self.accepted.first(where: { start.starts(with: $0.signature) }) {
            self = known.format
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

    private static let accepted: [(signature: [UInt8], format: FileSignature)] =
        [
            ([0x0A, 0x0D, 0x0D, 0x0A], .pcapng),
            ([0x1F, 0x8B], .gzip),
            ([0x28, 0xB5, 0x2F, 0xFD], .zstd),
            ([0x04, 0x22, 0x4D, 0x18], .lz4),
            (Array("snoop\0\0\0".utf8), .snoop),
            (Array("GMBU".utf8), .networkMonitor),
            (Array("RTSS".utf8), .networkMonitor),
        ] + (0..<16).map { ([0x50 + $0, 0x2A, 0x4D, 0x18], .skippableFrame) }

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

    static let convert = "convert it with `editcap -F pcapng FILE OUT.pcapng`"
    static let legacyLz4Advice = "lz4 compression of the legacy kind: unpack it with `lz4 -d FILE`"
    private static let refused = [
        Refused([0x02, 0x21, 0x4C, 0x18], legacyLz4Advice),
        Refused([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "xz compression: unpack it with `xz -d FILE`"),
        Refused("BZh", "bzip2 compression: unpack it with `bzip2 -d FILE`"),
        Refused([0x1F, 0x9D], "compress (.Z) compression: unpack it with `uncompress FILE`"),
        Refused("PK\u{3}\u{4}", "a ZIP archive: unpack it and give the capture inside"),
        Refused([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7-Zip archive: unpack it and give the capture inside"),
        Refused("Rar!", "a RAR archive: unpack it and give the capture inside"),
        Refused("btsnoop\0", "a btsnoop (Bluetooth) capture: it holds no IP packets"),
        Refused("TRSNIFF data    ", "a Sniffer capture: \(convert)"),
        Refused("XCP\0", "a NetXray capture: \(convert)"),
        Refused([0x7F, 0x76, 0x65, 0x72], "an EtherPeek or OmniPeek capture: \(convert)"),
        Refused("#!rtpplay1.0", "an rtpdump file: it holds RTP without the packets around it"),
        Refused([0xAA, 0xAA, 0xAA, 0xAA], "a 5View capture: \(convert)"),
        Refused([0x1C, 0x00, 0x01, 0xAC], "an Ixia capture: \(convert)"),
        Refused([0xAC, 0x01, 0x00, 0x1C], "an Ixia capture: \(convert)"),
        Refused([0x1C, 0x00, 0x01, 0xAB], "an Ixia capture: \(convert)"),
        Refused([0xAB, 0x01, 0x00, 0x1C], "an Ixia capture: \(convert)"),
        Refused("ObserverPktBufferVersion=", "an Observer capture: \(convert)"),
        Refused([0x05, 0x56, 0x4E, 0x46], "a Visual Networks capture: \(convert)"),
        Refused([0x00, 0x00, 0x02, 0x00, 0x12, 0x05, 0x00, 0x10], "a Tektronix K12 capture: \(convert)"),
        Refused("RIFF", "a RIFF file (such as WAV audio): it holds no packets"),
        Refused("{", "a JSON text: it holds no packets"),
        Refused("<?xml", "an XML text (such as PDML): save the capture itself as pcapng"),
        Refused("<!DOCTYPE", "an HTML page: the download may have failed"),
        Refused("<html", "an HTML page: the download may have failed"),
    ]
}
