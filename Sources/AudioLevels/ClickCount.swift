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
    /// Levels of a frame that can hold such a piece, whose samples at best go up and down: from -54 dBov on.
    private static let leastLevel: UInt8 = 48
    /// How far everything else in the frame is below: 12 dB.
    private static let ratio: UInt64 = 16
    /// Pieces that a click reaches over at most.
    private static let longest = 4
    /// The least energy of the differences, as a share of the energy in tenths: a click alone has 20, a hiss 20, speech
    /// below 5.
    private static let leastRoughness: UInt64 = 9

    /// Takes a frame that is not worth looking at.
    mutating func pass(_ count: Int) { samples &+= count }

    /// Looks at a frame of 80 to 160 samples whose level is known.
    mutating func add(_ bytes: RawSpan, level: UInt8, law: G711Law) {
        samples &+= bytes.byteCount
        guard level >= ClickCount.leastLevel, bytes.byteCount >= 80, bytes.byteCount <= 160,
            ClickCount.isConcentrated(bytes, above: level, law)
        else { return }
        if G711.values(law).withUnsafeBufferPointer({ ClickCount.isClick(bytes, $0) }) { clicks &+= 1 }
    }

    /// Clicks in a second; `nil` for less than a second looked at.
    var perSecond: Double? { samples >= 8_000 ? Double(clicks) * 8_000 / Double(samples) : nil }

    /// Whether the samples that stand out lie close together, as one click's do: what most frames are sorted out by, eight
    /// words at a time. In order of magnitude the words of either law, their signs and inversions taken off, are numbers.
    private static func isConcentrated(_ bytes: RawSpan, above level: UInt8, _ law: G711Law) -> Bool {
        let inversion: UInt64 = law == .mu ? 0x7F7F_7F7F_7F7F_7F7F : 0x5555_5555_5555_5555
        let limits = law == .mu ? muLimits : aLimits
        guard Int(level) < limits.count else { return false }
        let limit = limits[Int(level)]
        let pieces = bytes.byteCount / piece
        var outstanding: UInt32 = 0
        for index in 0..<pieces {
            let word = bytes.unsafeLoadUnaligned(fromByteOffset: index &* piece, as: UInt64.self)
            // The highest bit of each byte is set by a carry if the magnitude reaches the limit.
            let reached = ((word ^ inversion) & 0x7F7F_7F7F_7F7F_7F7F) &+ limit
            outstanding |= (reached & 0x8080_8080_8080_8080 == 0 ? 0 : 1) &<< UInt32(truncatingIfNeeded: index)
        }
        guard outstanding != 0 else { return false }
        let first = outstanding.trailingZeroBitCount
        let last = 31 - outstanding.leadingZeroBitCount
        return first > 0 && last < pieces - 1 && last - first < longest
    }

    /// For each level, what carries a magnitude of 1.4 times the level's root mean square and more into the highest bit.
    private static let muLimits = limits(.mu)
    private static let aLimits = limits(.a)

    private static func limits(_ law: G711Law) -> [UInt64] {
        let mask: UInt8 = law == .mu ? 0xFF : 0xD5
        let magnitudes = (0..<128).map { G711.value(UInt8($0 | 0x80) ^ (mask & 0x7F), law).magnitude }
        return (0..<128).map { level in
            // Four steps an octave of power: eight double the amplitude.
            var amplitude = 1.4
            for _ in 0..<level { amplitude *= 1.090_508 }
            let word = magnitudes.firstIndex { Double($0) >= amplitude } ?? 127
            return UInt64(0x80 - max(1, word)) &* 0x0101_0101_0101_0101
        }
    }

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
