/// Finds frames that say again what the frame before them said, as loud or more quietly: how a gateway, or a phone that
/// records what it plays, bridges lost packets (ITU-T G.711 appendix I repeats and fades within 60 ms).
///
/// Voice is nearly periodic, so that signs alone mislead: what is repeated also keeps its shape, which in the words of
/// G.711, logarithms nearly, is one distance between all samples. What goes on longer than any bridge is a tone whose
/// period divides the frame.
struct FrameRepetitions {
    /// Frames that bridge a gap.
    private(set) var count = 0
    /// Frames in a row so far whose signs are those of the frame before, and how many of them keep its shape as well.
    private var run = 0
    private var bridged = 0
    private var lastSigns: UInt64 = 0
    private var last = InlineArray<8, UInt64>(repeating: 0)

    /// Signs, of 64 looked at, that may differ between a frame and its repetition: samples near zero.
    private static let signsThatMayDiffer = 2
    /// Frames in a row that a bridge makes at most: 120 ms.
    private static let longestBridge = 6
    /// Words by which a frame is repeated more quietly at most, 16 to 6 dB: 12 dB.
    private static let mostFade = 32
    /// Words by which the fade of single samples may differ: what coding twice makes.
    private static let mostSpread = 5
    /// Words this near to zero are too coarse to compare.
    private static let coarse = 48
    /// Samples loud enough to compare that a frame must have.
    private static let fewest = 10

    /// Takes the words of a frame of at least 72 samples that is not silence; shorter ones end a repetition.
    @inline(__always)
    mutating func add(_ bytes: RawSpan, _ law: G711Law) {
        let step = (bytes.byteCount - 8) / 7
        guard step >= 8 else { return interrupt() }
        var words = InlineArray<8, UInt64>(repeating: 0)
        var signs: UInt64 = 0
        for piece in 0..<8 {
            let word = bytes.unsafeLoadUnaligned(fromByteOffset: piece &* step, as: UInt64.self)
            words[piece] = word
            // The eight highest bits, gathered by one product.
            signs = signs << 8 | ((word & 0x8080_8080_8080_8080) >> 7 &* 0x0102_0408_1020_4080) >> 56
        }
        if lastSigns != 0, (signs ^ lastSigns).nonzeroBitCount <= FrameRepetitions.signsThatMayDiffer {
            run &+= 1
            if isSame(words) || hasShape(words, law) { bridged &+= 1 }
        } else if run > 0 {
            end()
        }
        lastSigns = signs
        last = words
    }

    /// What is between is no sound, or no frame.
    mutating func interrupt() {
        if run > 0 { end() }
        lastSigns = 0
    }

    private mutating func end() {
        if run <= FrameRepetitions.longestBridge { count &+= bridged }
        run = 0
        bridged = 0
    }

    private func isSame(_ words: InlineArray<8, UInt64>) -> Bool {
        for piece in 0..<8 where words[piece] != last[piece] { return false }
        return true
    }

    /// Whether the samples are the last frame's, each as many words smaller.
    private func hasShape(_ words: InlineArray<8, UInt64>, _ law: G711Law) -> Bool {
        let mask: UInt64 = law == .mu ? 0x7F7F_7F7F_7F7F_7F7F : 0x5555_5555_5555_5555
        var smallest = Int.max
        var largest = Int.min
        var compared = 0
        for piece in 0..<8 {
            var earlier = (last[piece] ^ mask) & 0x7F7F_7F7F_7F7F_7F7F
            var later = (words[piece] ^ mask) & 0x7F7F_7F7F_7F7F_7F7F
            for _ in 0..<8 {
                let from = Int(earlier & 0xFF)
                if from >= FrameRepetitions.coarse {
                    let fade = from - Int(later & 0xFF)
                    smallest = min(smallest, fade)
                    largest = max(largest, fade)
                    compared += 1
                }
                earlier >>= 8
                later >>= 8
            }
        }
        return compared >= FrameRepetitions.fewest && largest - smallest <= FrameRepetitions.mostSpread
            && smallest >= -1 && largest <= FrameRepetitions.mostFade
    }
}
