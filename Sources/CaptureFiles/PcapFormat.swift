import CallVocabulary

/// A pcap file: a header of 24 bytes, then records.
///
/// ```
/// header: magic 4 | major 2 | minor 2 | zone 4 | accuracy 4 | snap length 4 | link type 4
/// record: seconds 4 | fraction 4 | captured length 4 | original length 4 | data
/// ```
///
/// | magic, in the writer's byte order | meaning |
/// |---|---|
/// | A1B2C3D4 | microseconds |
/// | A1B23C4D | nanoseconds |
/// | A1B2CD34 | "modified": eight more bytes in each record |
struct PcapFormat {
    let isSwapped: Bool
    let nanosecondsPerFraction: Int64
    let recordHeaderLength: Int
    let snapLength: Int
    let linkType: LinkType

    static func isMagic(_ magic: UInt32) -> Bool {
        switch magic {
        case 0xA1B2_C3D4, 0xD4C3_B2A1, 0xA1B2_3C4D, 0x4D3C_B2A1, 0xA1B2_CD34, 0x34CD_B2A1: return true
        default: return false
        }
    }

    /// Reads the header, whose 24 bytes begin `bytes`.
    init(header bytes: [UInt8]) {
        let span = bytes.span.bytes
        let magic = span.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt32.self)
        // A host that reads its own byte order sees the magic as written.
        let isSwapped = magic & 0xFF != 0xD4 && magic & 0xFF != 0x4D && magic & 0xFF != 0x34
        self.isSwapped = isSwapped
        let inOrder = isSwapped ? magic.byteSwapped : magic
        nanosecondsPerFraction = inOrder == 0xA1B2_3C4D ? 1 : 1_000
        recordHeaderLength = inOrder == 0xA1B2_CD34 ? 24 : 16
        func word(_ offset: Int) -> UInt32 {
            let value = span.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self)
            return isSwapped ? value.byteSwapped : value
        }
        snapLength = Int(word(16))
        // The high half may hold the length of the frame check sequence.
        linkType = LinkType(rawValue: UInt16(truncatingIfNeeded: word(20)))
    }

    /// Lists the whole records between `from` and `end`; returns where the first incomplete one begins.
    func decode(
        _ batch: inout PacketBatch, from: Int, to end: Int, decoder: CaptureDecoder
    ) throws(CaptureFileError) -> Int {
        var position = from
        var number = decoder.facts.packets
        let longest = max(snapLength, 262_144)
        let limit = min(decoder.limits.packetBytes, longest)
        while end - position >= recordHeaderLength {
            let (seconds, fraction, captured, original) = header(batch.bytes.span.bytes, at: position)
            number += 1
            guard captured <= limit else {
                throw CaptureFileError(
                    .malformedRecord, byteOffset: decoder.consumed + position, packetNumber: number,
                    detail: "a captured length of \(captured) bytes, more than the limit of \(limit)")
            }
            let start = position + recordHeaderLength
            guard end - start >= captured else { break }
            let nanoseconds = Int64(seconds) * 1_000_000_000 + Int64(fraction) * nanosecondsPerFraction
            batch.packets.append(
                CapturedPacket(
                    time: CaptureTime(nanoseconds: nanoseconds), offset: start, capturedLength: captured,
                    originalLength: original, number: number, linkType: linkType, interface: 0))
            position = start + captured
        }
        return position
    }

    @inline(__always)
    private func header(_ bytes: RawSpan, at position: Int) -> (UInt32, UInt32, Int, Int) {
        let seconds = bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt32.self)
        let fraction = bytes.unsafeLoadUnaligned(fromByteOffset: position + 4, as: UInt32.self)
        let captured = bytes.unsafeLoadUnaligned(fromByteOffset: position + 8, as: UInt32.self)
        let original = bytes.unsafeLoadUnaligned(fromByteOffset: position + 12, as: UInt32.self)
        if isSwapped {
            return (
                seconds.byteSwapped, fraction.byteSwapped, Int(captured.byteSwapped), Int(original.byteSwapped)
            )
        }
        return (seconds, fraction, Int(captured), Int(original))
    }
}
