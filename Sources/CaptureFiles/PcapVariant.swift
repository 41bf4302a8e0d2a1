/// Which of the pcap dialects a file speaks, by its first four bytes.
///
/// ```
///  0                   1                   2                   3
/// |           magic number        |    major      |    minor      |
/// |         time zone (unused)    |     accuracy (unused)         |
/// |          snap length          | FCS |   0   |   link type     |
/// ```
struct PcapVariant: Equatable, Sendable {
    var order: CaptureByteOrder
    /// Nanoseconds in one unit of the fraction field: 1,000 or 1.
    var fractionNanoseconds: Int64
    /// Bytes before each packet: 16, or 24 in Kuznetsov's variant, which adds interface, protocol and direction.
    var recordHeaderBytes: Int

    /// Bytes of the file header.
    static let fileHeaderBytes = 24

    init(order: CaptureByteOrder, fractionNanoseconds: Int64, recordHeaderBytes: Int) {
        self.order = order
        self.fractionNanoseconds = fractionNanoseconds
        self.recordHeaderBytes = recordHeaderBytes
    }

    init?(_ start: [UInt8]) {
        guard start.count >= 4 else { return nil }
        let magic = Array(start[0..<4])
        for order in CaptureByteOrder.allCases {
            switch order == .bigEndian ? magic : Array(magic.reversed()) {
            case [0xA1, 0xB2, 0xC3, 0xD4]:
                self.init(order: order, fractionNanoseconds: 1_000, recordHeaderBytes: 16)
                return
            case [0xA1, 0xB2, 0x3C, 0x4D]:
                self.init(order: order, fractionNanoseconds: 1, recordHeaderBytes: 16)
                return
            case [0xA1, 0xB2, 0xCD, 0x34]:
                self.init(order: order, fractionNanoseconds: 1_000, recordHeaderBytes: 24)
                return
            default:
                continue
            }
        }
        return nil
    }
}
