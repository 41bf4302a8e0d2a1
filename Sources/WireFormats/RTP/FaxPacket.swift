/// A packet of fax over UDPTL (ITU-T T.38 §9.1): a number, a primary message, and what repairs losses before it.
///
/// Lengths follow the aligned packed encoding rules: one byte below 128, two bytes with the first bit set above.
package struct FaxPacket: Equatable, Sendable {
    /// How losses are repaired.
    package enum Repair: Equatable, Sendable {
        /// So many earlier messages are repeated.
        case repetition(Int)
        /// By parity over so many earlier messages.
        case parity(Int)
    }
    /// The sequence number.
    package let sequence: UInt16
    /// The length of the primary message in bytes.
    package let messageLength: Int
    /// What else the packet carries.
    package let repair: Repair

    /// Reads the datagram in `start..<end`; `nil` unless all of it is such a packet.
    package init?(parsing bytes: RawSpan, from start: Int, to end: Int) {
        guard start >= 0, end <= bytes.byteCount, end - start >= 4 else { return nil }
        sequence = bytes.uint16(at: start)
        var offset = start + 2
        guard let message = FaxPacket.length(bytes, at: &offset, to: end), message >= 1, message <= end - offset else {
            return nil
        }
        messageLength = message
        offset += message
        guard offset < end else { return nil }
        let choice = bytes.uint8(at: offset)
        offset += 1
        if choice == 0x80 {
            // A count of messages with its own length, then parities.
            guard offset + 2 < end, bytes.uint8(at: offset) == 1 else { return nil }
            let span = Int(bytes.uint8(at: offset + 1))
            offset += 2
            guard let parities = FaxPacket.skipFields(bytes, at: &offset, to: end), offset == end else { return nil }
            repair = .parity(span * parities)
        } else {
            guard choice == 0, let repeated = FaxPacket.skipFields(bytes, at: &offset, to: end), offset == end else {
                return nil
            }
            repair = .repetition(repeated)
        }
    }

    /// Passes a list of fields, and tells how many there were.
    private static func skipFields(_ bytes: RawSpan, at offset: inout Int, to end: Int) -> Int? {
        guard let count = length(bytes, at: &offset, to: end) else { return nil }
        for _ in 0..<count {
            guard let field = length(bytes, at: &offset, to: end), field <= end - offset else { return nil }
            offset += field
        }
        return count
    }

    private static func length(_ bytes: RawSpan, at offset: inout Int, to end: Int) -> Int? {
        guard offset < end else { return nil }
        let first = bytes.uint8(at: offset)
        offset += 1
        guard first & 0x80 != 0 else { return Int(first) }
        // Fragments of 16 k do not fit into a datagram of fax.
        guard first & 0x40 == 0, offset < end else { return nil }
        let value = Int(first & 0x3F) << 8 | Int(bytes.uint8(at: offset))
        offset += 1
        return value
    }
}
