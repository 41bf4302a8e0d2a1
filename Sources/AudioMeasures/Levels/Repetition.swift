/// Counts frames that repeat the one before.
///
/// A gap is bridged by the frame before it, as loud or more quietly: the signs of its samples stay. What goes on longer
/// than any bridge is a tone, whose period divides the frame.
struct Repetition: Sendable {
    private var counted = 0
    private var lastSigns: UInt64 = 0
    private var lastLevel: UInt8 = 0
    /// Frames in a row so far that look like the one before, and how many of them a bridge could be.
    private var run = 0
    private var bridged = 0

    /// Signs, of 64 looked at, that may differ between a frame and its repetition: samples near zero.
    private static let signsThatMayDiffer = 2
    /// Frames in a row that a bridge makes at most: 120 ms of frames of 20 ms.
    private static let longestBridge = 6
    /// How much more quietly a frame is repeated at most, in steps of ``LevelEnvelope/step``: 9 dB.
    private static let mostFade: UInt8 = 12

    /// Frames that repeat the one before.
    var count: Int { run <= Repetition.longestBridge ? counted &+ bridged : counted }

    /// Takes the next frame; one without energy is silence and repeats nothing.
    @inline(__always)
    mutating func add(_ bytes: RawSpan, sumOfSquares: UInt64) {
        let signs = sumOfSquares == 0 ? 0 : Repetition.signs(of: bytes)
        let level = LevelEnvelope.level(meanSquare: Double(sumOfSquares) / Double(bytes.byteCount))
        if lastSigns != 0, signs != 0, (signs ^ lastSigns).nonzeroBitCount <= Repetition.signsThatMayDiffer {
            run &+= 1
            if level <= lastLevel, level &+ Repetition.mostFade >= lastLevel { bridged &+= 1 }
        } else if run > 0 {
            counted = count
            run = 0
            bridged = 0
        }
        lastSigns = signs
        lastLevel = level
    }

    /// The signs of 64 samples spread over the frame; 0 for a frame too short to tell.
    @inline(__always)
    private static func signs(of bytes: RawSpan) -> UInt64 {
        let step = (bytes.byteCount - 8) / 7
        guard step >= 8 else { return 0 }
        var signs: UInt64 = 0
        for piece in 0..<8 {
            let word = bytes.unsafeLoadUnaligned(fromByteOffset: piece &* step, as: UInt64.self)
            // The eight highest bits, gathered by one product.
            let gathered = ((word & 0x8080_8080_8080_8080) >> 7 &* 0x0102_0408_1020_4080) >> 56
            signs = signs << 8 | gathered
        }
        return signs
    }
}
