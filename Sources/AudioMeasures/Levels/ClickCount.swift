/// Counts clicks: a few samples that jump about, far above what is before and behind them.
///
/// A frame is cut into milliseconds, and the squared differences from sample to sample are added for each. A click is loud
/// in four of them in a row at most, which are rough, and everything else in the frame is at least 12 dB below. The pulses
/// of a voice come several to a frame and ring; a plosive lasts longer, and speech follows it.
struct ClickCount: Sendable {
    /// Clicks found.
    private(set) var clicks = 0
    /// Samples looked at.
    private(set) var samples = 0

    /// Samples of a piece: 1 ms.
    private static let piece = 8
    /// The least sum of squared differences within a piece: one sample of 1,400 alone, 24 dB below the loudest.
    private static let leastDifference: UInt64 = 4_000_000
    /// The least energy of a frame that can hold such a piece, whose samples at best go up and down.
    private static let leastEnergy = leastDifference / 4
    /// How far everything else in the frame is below: 12 dB.
    private static let ratio: UInt64 = 16
    /// Pieces that a click reaches over at most.
    private static let longest = 4
    /// The least energy of the differences, as a share of the energy in tenths: a click alone has 20, a hiss 20, speech
    /// below 5.
    private static let leastRoughness: UInt64 = 9

    /// Takes a frame that is not worth looking at.
    mutating func pass(_ count: Int) { samples &+= count }

    /// Looks at a frame of 80 to 160 samples.
    mutating func add(_ bytes: RawSpan, sumOfSquares: UInt64, law: G711Law) {
        samples &+= bytes.byteCount
        guard sumOfSquares >= ClickCount.leastEnergy, bytes.byteCount >= 80, bytes.byteCount <= 160 else { return }
        if G711.values(law).withUnsafeBufferPointer({ ClickCount.isClick(bytes, $0) }) { clicks &+= 1 }
    }

    /// Clicks in a second; `nil` for less than a second looked at.
    var perSecond: Double? { samples >= 8_000 ? Double(clicks) * 8_000 / Double(samples) : nil }

    private static func isClick(_ bytes: RawSpan, _ table: UnsafeBufferPointer<Int16>) -> Bool {
        guard table.count == 256 else { return false }
        var differences: InlineArray<20, UInt64> = .init(repeating: 0)
        let pieces = min(20, bytes.byteCount / piece)
        var before = Int32(table[Int(bytes.unsafeLoad(fromByteOffset: 0, as: UInt8.self))])
        var largest: UInt64 = 0
        for index in 0..<pieces {
            var sum: UInt64 = 0
            for offset in (index &* piece)..<(index &* piece &+ piece) {
                let now = Int32(table[Int(bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self))])
                let difference = Int64(now &- before)
                sum &+= UInt64(bitPattern: difference &* difference)
                before = now
            }
            differences[index] = sum
            if sum > largest { largest = sum }
        }
        guard largest >= leastDifference else { return false }
        var first = pieces
        var last = 0
        for index in 0..<pieces where differences[index] &* ratio > largest {
            if index < first { first = index }
            last = index
        }
        // At either end of the frame nobody knows what is beside it.
        guard first > 0, last < pieces - 1, last - first < longest else { return false }
        var rough: UInt64 = 0
        var energy: UInt64 = 1
        for index in first...last { rough &+= differences[index] }
        for offset in (first &* piece)..<(last &* piece &+ piece) {
            let value = Int64(table[Int(bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self))])
            energy &+= UInt64(bitPattern: value &* value)
        }
        return rough &* 10 >= energy &* leastRoughness
    }
}
