/// The options at the end of a pcapng block: code, length and value, each padded to four bytes.
///
/// Option lists that run over the end of their block are cut there; what was read before them counts.
struct PcapngOptions {
    private var position: Int
    private let end: Int
    private let order: CaptureByteOrder

    /// One option: its code, and where its value lies in the block's bytes.
    struct Option {
        let code: UInt16
        let value: Range<Int>
    }

    /// A comment, in every kind of block.
    static let comment: UInt16 = 1

    init(from position: Int, to end: Int, _ order: CaptureByteOrder) {
        self.position = position
        self.end = end
        self.order = order
    }

    mutating func next(in bytes: RawSpan) -> Option? {
        guard end - position >= 4 else { return nil }
        let code = bytes.uint16(at: position, order)
        let length = Int(bytes.uint16(at: position + 2, order))
        guard code != 0, length <= end - position - 4 else { return nil }
        let value = position + 4..<position + 4 + length
        position = min(end, position + 4 + (length + 3) & ~3)
        return Option(code: code, value: value)
    }
}
