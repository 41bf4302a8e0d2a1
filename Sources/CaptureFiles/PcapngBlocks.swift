import CallVocabulary

/// The body of a pcapng file: sections, each with its own byte order and interfaces, made of blocks.
///
/// ```
/// |         block type            |     total length (n)          |
/// |         body, padded to a multiple of four bytes ...          |
/// |     total length (n)          |
/// ```
struct PcapngBlocks: CaptureRecords {
    /// An interface of the current section, as far as packets need it.
    struct Interface: Sendable {
        var linkType: LinkType
        /// The index over all sections.
        var index: UInt16
        var snapLength: Int
        var resolution: TimestampResolution
    }

    /// Block types of the specification; the section header reads the same in both byte orders.
    enum BlockType {
        static let sectionHeader: UInt32 = 0x0A0D_0D0A
        static let interfaceDescription: UInt32 = 1
        static let packet: UInt32 = 2
        static let simplePacket: UInt32 = 3
        static let interfaceStatistics: UInt32 = 5
        static let enhancedPacket: UInt32 = 6
        static let decryptionSecrets: UInt32 = 10
    }

    var order = CaptureByteOrder.littleEndian
    var interfaces: [Interface] = []
    /// The time of the section's last packet that had one; simple packets have none of their own.
    var lastTime = CaptureTime(nanoseconds: 0)
    /// Secrets found so far, within the limits.
    var secrets: [DecryptionSecrets] = []
    var secretBytesKept = 0
    private(set) var isInPacket = false
    private var sectionIsOpen = false

    /// The smallest block: type, length, length.
    static let minimumBytes = 12

    var recordName: String { isInPacket ? "packet block" : "block" }
    var mayEnd: Bool { true }

    mutating func decode(
        _ bytes: RawSpan, firstNumber: Int, into packets: inout [CapturedPacket], facts: inout CaptureFileFacts,
        limits: CaptureFileLimits
    ) -> DecodeStep {
        let end = bytes.byteCount
        var position = 0
        while true {
            isInPacket = false
            guard end - position >= Self.minimumBytes else {
                return DecodeStep(consumed: position, needed: Self.minimumBytes)
            }
            let type = bytes.uint32(at: position, order)
            do throws(RecordFault) {
                if type == BlockType.sectionHeader { try readByteOrder(bytes, at: position) }
                guard sectionIsOpen || type == BlockType.sectionHeader else {
                    throw RecordFault(.malformedRecord, "no section header before the first block")
                }
                isInPacket = Self.holdsPacket(type)
                let length = try blockLength(bytes, at: position, type: type, limits: limits)
                guard length <= end - position else {
                    return DecodeStep(consumed: position, needed: length)
                }
                try checkTrailer(bytes, at: position, length: length)
                if type == BlockType.enhancedPacket {
                    // The one block that counts for speed; all others take the longer way.
                    let packet = try enhancedPacket(
                        bytes, at: position, length: length, number: firstNumber + packets.count)
                    packets.append(packet)
                    let options = position + 28 + (packet.capturedLength + 3) & ~3
                    if options + 8 <= position + length {
                        readPacketOptions(
                            bytes, from: options, to: position + length - 4, interface: packet.interface,
                            facts: &facts, limits: limits)
                    }
                } else {
                    try readBlock(
                        bytes, type: type, at: position, length: length, firstNumber: firstNumber, into: &packets,
                        facts: &facts, limits: limits)
                }
                position += length
            } catch {
                return DecodeStep(consumed: position, needed: 0, fault: error)
            }
        }
    }

    private static func holdsPacket(_ type: UInt32) -> Bool {
        type == BlockType.enhancedPacket || type == BlockType.simplePacket || type == BlockType.packet
    }

    /// The byte-order magic stands in the first field of every section header.
    private mutating func readByteOrder(_ bytes: RawSpan, at position: Int) throws(RecordFault) {
        switch bytes.uint32(at: position + 8, .littleEndian) {
        case 0x1A2B_3C4D: order = .littleEndian
        case 0x4D3C_2B1A: order = .bigEndian
        default: throw RecordFault(.malformedRecord, "section header without byte-order magic", concernsPacket: false)
        }
        sectionIsOpen = true
    }

    /// The block's length including padding that sloppy writers leave out of the count.
    @inline(__always)
    private func blockLength(
        _ bytes: RawSpan, at position: Int, type: UInt32, limits: CaptureFileLimits
    ) throws(RecordFault) -> Int {
        let length = Int(bytes.uint32(at: position + 4, order))
        guard length >= Self.minimumBytes, length <= limits.blockBytes else {
            throw RecordFault(
                .malformedRecord, "block length \(length), expected \(Self.minimumBytes) to \(limits.blockBytes)",
                concernsPacket: isInPacket)
        }
        return (length + 3) & ~3
    }

    @inline(__always)
    private func checkTrailer(_ bytes: RawSpan, at position: Int, length: Int) throws(RecordFault) {
        let trailer = Int(bytes.uint32(at: position + length - 4, order))
        guard (trailer + 3) & ~3 == length else {
            throw RecordFault(
                .malformedRecord, "block length \(length) at its start, \(trailer) at its end",
                concernsPacket: isInPacket)
        }
    }

    private mutating func readBlock(
        _ bytes: RawSpan, type: UInt32, at position: Int, length: Int, firstNumber: Int,
        into packets: inout [CapturedPacket], facts: inout CaptureFileFacts, limits: CaptureFileLimits
    ) throws(RecordFault) {
        let end = position + length - 4
        switch type {
        case BlockType.sectionHeader:
            try readSectionHeader(bytes, at: position, to: end, facts: &facts, limits: limits)
        case BlockType.interfaceDescription:
            try readInterface(bytes, at: position, to: end, facts: &facts, limits: limits)
        case BlockType.interfaceStatistics:
            readStatistics(bytes, at: position, to: end, facts: &facts, limits: limits)
        case BlockType.decryptionSecrets:
            try readSecrets(bytes, at: position, to: end, facts: &facts, limits: limits)
        case BlockType.simplePacket:
            packets.append(
                try simplePacket(bytes, at: position, length: length, number: firstNumber + packets.count))
        case BlockType.packet:
            let packet = try oldPacket(
                bytes, at: position, length: length, number: firstNumber + packets.count, facts: &facts)
            packets.append(packet)
            readPacketOptions(
                bytes, from: position + 28 + (packet.capturedLength + 3) & ~3, to: end, interface: packet.interface,
                facts: &facts, limits: limits)
        default:
            // Name resolution, custom and unknown blocks hold nothing that this program uses.
            break
        }
    }
}
