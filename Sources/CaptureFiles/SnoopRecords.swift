import CallVocabulary

/// The body of a snoop file (RFC 1761): a file header, then records until the file ends, most significant byte first.
///
/// ```
/// |          "snoop" and three zeros (8 bytes)                    |
/// |        version (2)            |      link type                |
/// record:
/// |        original length        |     included length           |
/// |  record length, padding too   |     drops so far              |
/// |           seconds             |     microseconds              |
/// ```
struct SnoopRecords: CaptureRecords {
    private var headerIsRead = false
    private var linkType = LinkType.ethernet

    static let fileHeaderBytes = 16
    private static let recordHeaderBytes = 24

    var recordName: String { headerIsRead ? "packet record" : "file header" }
    var mayEnd: Bool { headerIsRead }
    var isInPacket: Bool { headerIsRead }

    mutating func decode(
        _ bytes: RawSpan, firstNumber: Int, into packets: inout [CapturedPacket], facts: inout CaptureFileFacts,
        limits: CaptureFileLimits
    ) -> DecodeStep {
        var position = 0
        if !headerIsRead {
            guard bytes.byteCount >= Self.fileHeaderBytes else {
                return DecodeStep(consumed: 0, needed: Self.fileHeaderBytes)
            }
            if let fault = readHeader(bytes, facts: &facts) {
                return DecodeStep(consumed: 0, needed: 0, fault: fault)
            }
            position = Self.fileHeaderBytes
        }
        var drops: UInt32 = 0
        defer { note(drops: drops, in: &facts) }
        while bytes.byteCount - position >= Self.recordHeaderBytes {
            let original = Int(bytes.uint32(at: position, .bigEndian))
            let captured = Int(bytes.uint32(at: position + 4, .bigEndian))
            let length = Int(bytes.uint32(at: position + 8, .bigEndian))
            let room = length - Self.recordHeaderBytes
            guard captured <= room, room <= limits.packetBytes else {
                let detail =
                    "\(captured) captured bytes in a record of \(length), expected at most \(limits.packetBytes)"
                return DecodeStep(consumed: position, needed: 0, fault: RecordFault(.malformedRecord, detail))
            }
            guard length <= bytes.byteCount - position else {
                return DecodeStep(consumed: position, needed: length)
            }
            drops = max(drops, bytes.uint32(at: position + 12, .bigEndian))
            let seconds = Int64(bytes.uint32(at: position + 16, .bigEndian))
            let microseconds = Int64(bytes.uint32(at: position + 20, .bigEndian))
            packets.append(
                CapturedPacket(
                    time: CaptureTime(nanoseconds: seconds &* 1_000_000_000 &+ microseconds &* 1_000),
                    offset: position + Self.recordHeaderBytes, capturedLength: captured,
                    originalLength: max(captured, original), number: firstNumber + packets.count, linkType: linkType,
                    interface: 0))
            position += length
        }
        return DecodeStep(consumed: position, needed: Self.recordHeaderBytes)
    }

    private mutating func readHeader(_ bytes: RawSpan, facts: inout CaptureFileFacts) -> RecordFault? {
        let version = bytes.uint32(at: 8, .bigEndian)
        guard version == 2 else {
            let detail = "a snoop capture of version \(version): \(FileSignature.convert)"
            return RecordFault(.unsupportedFormat, detail, concernsPacket: false)
        }
        let number = bytes.uint32(at: 12, .bigEndian)
        guard let known = Self.linkTypes[number] else {
            let detail = "a snoop capture of link type \(number): capture on an Ethernet interface"
            return RecordFault(.unsupportedFormat, detail, concernsPacket: false)
        }
        linkType = known
        headerIsRead = true
        var interface = CaptureFileFacts.Interface()
        interface.linkType = known
        facts.interfaces = [interface]
        return nil
    }

    /// The count only grows; a system that cannot count writes zero, which therefore says nothing.
    private func note(drops: UInt32, in facts: inout CaptureFileFacts) {
        guard drops > 0, var interface = facts.interfaces.first else { return }
        interface.systemDrops = max(interface.systemDrops ?? 0, UInt64(drops))
        interface.recountDrops()
        facts.interfaces[0] = interface
    }

    /// The registry “Snoop Datalink Types”, as far as there are equivalents.
    private static let linkTypes: [UInt32: LinkType] = [
        0: .ethernet,  // IEEE 802.3
        2: LinkType(rawValue: 6),  // IEEE 802.5 token ring
        4: .ethernet,
        8: LinkType(rawValue: 10),  // FDDI
        9: .null,  // "other", which programs use for the loopback interface
        14: .null,  // software loopback
        16: LinkType(rawValue: 122),  // Fibre Channel
        18: LinkType(rawValue: 123),  // ATM, with the header of SunATM
        24: .ethernet,  // IEEE 802.3 and Ethernet
        25: .ethernet,  // 100BaseT
        26: LinkType(rawValue: 242),  // InfiniBand
        0x8000_0001: .ipv4,  // tunnel
        0x8000_0002: .ipv6,  // tunnel
        0x8000_0005: LinkType(rawValue: 226),  // Solaris IPNET
    ]
}
