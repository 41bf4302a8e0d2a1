/// The levels of 20 ms after 20 ms of one direction, a byte each in steps of 0.75 dB.
public struct LevelEnvelope: Sendable {
    /// What stands for audio that was not received.
    public static let missing: UInt8 = 255
    /// The step in dB.
    public static let step = 10 * 0.301_029_995_663_981_2 / 4

    /// The levels: 0 is digital silence, ``missing`` a gap.
    public private(set) var levels: [UInt8] = []

    /// No window yet.
    public init() {}

    /// Sets the level of a window; those before it that were not set are missing.
    @inlinable
    public mutating func set(_ level: UInt8, at index: Int) {
        if index == levels.count, index < AudioLimits.envelopeWindows {
            append(level)
        } else {
            setOther(level, at: index)
        }
    }

    @usableFromInline
    mutating func append(_ level: UInt8) { levels.append(level) }

    @usableFromInline
    mutating func setOther(_ level: UInt8, at index: Int) {
        guard index >= 0, index < AudioLimits.envelopeWindows else { return }
        while levels.count < index { levels.append(LevelEnvelope.missing) }
        if index < levels.count {
            levels[index] = level
        } else {
            levels.append(level)
        }
    }

    /// The level of the quietest sound of A-law: its smallest value, 8, with either sign. A payload that only says 8, or
    /// only -8, is as loud and is silence.
    public static let quietestOfALaw = 64.0

    /// The level of a mean square of 16-bit samples: four steps an octave; 0 for no sound at all.
    @inlinable
    @inline(__always)
    public static func level(meanSquare: Double) -> UInt8 {
        guard meanSquare > 0 else { return 0 }
        let steps = Int(truncatingIfNeeded: meanSquare.bitPattern >> 50) &- (1_023 << 2)
        return UInt8(truncatingIfNeeded: min(max(steps, 1), 127))
    }

    /// The level in dBov in the middle of a step.
    public static func dBov(_ level: UInt8) -> Double {
        guard level > 0, level < 128 else { return Decibel.silence }
        let octave = Double(level / 4)
        let quarter = Double(level % 4)
        let meanSquare = Mathematics.power(2, octave) * (1 + (quarter + 0.5) / 4)
        return Decibel.dBov(meanSquare: meanSquare)
    }
}
