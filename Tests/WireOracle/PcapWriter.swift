import CallVocabulary
import CaptureFiles

/// Packets → the bytes of a pcap file, as tests need them: the product writes pcapng.
///
/// Times before 1970 or after February 2106 have no place in a pcap file and are clamped.
package struct PcapWriter: Sendable {
    /// The unit of the records' times.
    package enum Precision: Sendable, CaseIterable {
        /// Microseconds, which every reader knows.
        case microseconds
        /// Nanoseconds.
        case nanoseconds
    }

    private let precision: Precision
    private let order: CaptureByteOrder
    private var bytes: [UInt8] = []

    /// A writer whose first bytes are the file header.
    package init(
        linkType: LinkType, snapLength: UInt32 = 262_144, precision: Precision = .microseconds,
        order: CaptureByteOrder = .littleEndian
    ) {
        self.precision = precision
        self.order = order
        bytes.append(precision == .microseconds ? 0xA1B2_C3D4 : 0xA1B2_3C4D as UInt32, order)
        bytes.append(2 as UInt16, order)
        bytes.append(4 as UInt16, order)
        bytes.append(0 as UInt64, order)
        bytes.append(snapLength, order)
        bytes.append(UInt32(linkType.rawValue), order)
    }

    /// Appends one packet.
    ///
    /// - Parameters:
    ///   - time: when it was captured.
    ///   - packet: the captured bytes.
    ///   - originalLength: its length on the wire, if more than was captured.
    package mutating func append(at time: CaptureTime, _ packet: [UInt8], originalLength: Int? = nil) {
        let nanoseconds = max(0, time.nanoseconds)
        let fraction = UInt32(truncatingIfNeeded: nanoseconds % 1_000_000_000)
        bytes.append(UInt32(clamping: nanoseconds / 1_000_000_000), order)
        bytes.append(precision == .microseconds ? fraction / 1_000 : fraction, order)
        bytes.append(UInt32(clamping: packet.count), order)
        bytes.append(UInt32(clamping: max(packet.count, originalLength ?? 0)), order)
        bytes.append(contentsOf: packet)
    }

    /// The bytes written since the last call.
    package mutating func takeBytes() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }
}
