import CallVocabulary

/// Packets in a frame that survives every mutation, unlike those of capture files.
///
/// ```
/// | choice | step | length (2 bytes, most significant first) | bytes ... |
/// ```
///
/// `choice` names the link type and how time goes on; a length beyond the end takes what is left.
enum PacketList {
    /// Bytes before each packet.
    static let headerBytes = 4

    /// The packets that `bytes` list.
    static func batch(of bytes: [UInt8]) -> PacketBatch {
        var batch = PacketBatch(packets: [], bytes: bytes)
        var time = CaptureTime(seconds: 1_795_000_000)
        var at = 0
        while at + headerBytes <= bytes.count {
            let choice = bytes[at]
            time = time.advanced(byNanoseconds: nanoseconds(choice >> 5, step: Int64(bytes[at + 1])))
            let length = min(Int(bytes[at + 2]) << 8 | Int(bytes[at + 3]), bytes.count - at - headerBytes)
            at += headerBytes
            let linkType = PacketTargets.linkTypes[Int(choice & 0x1F) % PacketTargets.linkTypes.count]
            // One packet in eight was cut by a snap length.
            let cut = choice >> 5 == 7 ? 100 : 0
            batch.packets.append(
                CapturedPacket(
                    time: time, offset: at, capturedLength: length, originalLength: length + cut,
                    number: batch.packets.count + 1, linkType: LinkType(rawValue: linkType), interface: 0))
            at += length
        }
        return batch
    }

    private static func nanoseconds(_ way: UInt8, step: Int64) -> Int64 {
        switch way {
        case 0: 20_000_000
        case 1: step * 1_000_000
        case 2: step * 10_000_000_000
        case 3: -step * 1_000_000
        case 4: -step * 100_000_000_000
        // Up to both ends of the range of times.
        case 5: step << 56
        case 6: 0 &- (step << 56)
        default: step * 80_000
        }
    }

    /// The bytes that list `frames` at a pace of 20 ms.
    static func bytes(of frames: [(linkType: LinkType, bytes: ArraySlice<UInt8>)]) -> [UInt8] {
        var bytes: [UInt8] = []
        for frame in frames where frame.bytes.count <= 0xFFFF {
            guard let choice = PacketTargets.linkTypes.firstIndex(of: frame.linkType.rawValue) else { continue }
            bytes += [UInt8(choice), 0, UInt8(frame.bytes.count >> 8), UInt8(frame.bytes.count & 0xFF)]
            bytes += frame.bytes
        }
        return bytes
    }
}
