private import Glibc

/// The few functions of the C library's mathematics that this room needs; the only file that imports it.
enum Mathematics {
    static func exponential(_ value: Double) -> Double { exp(value) }
    static func cosine(_ value: Double) -> Double { cos(value) }
    static func sine(_ value: Double) -> Double { sin(value) }
    static func log2(_ value: Double) -> Double { Glibc.log2(value) }
    static func log10(_ value: Double) -> Double { Glibc.log10(value) }
    static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
}

/// Levels in dBov: 0 dBov is the power of a full-scale square wave, so that a full-scale sine is -3.01 dBov
/// (RFC 6464 §3; ITU-T G.100.1).
public enum Decibel {
    /// The amplitude of full scale for 16-bit samples.
    public static let fullScale = 32_768.0
    /// What stands for the level of digital silence, in dBov.
    public static let silence = -100.0

    /// The level in dBov of a mean square of 16-bit samples, never below ``silence``.
    public static func dBov(meanSquare: Double) -> Double {
        guard meanSquare > 0 else { return silence }
        return max(silence, ratio(power: meanSquare / (fullScale * fullScale)))
    }

    /// The level in dBov of `count` 16-bit samples whose squares add up to `sumOfSquares`; ``silence`` for none.
    public static func dBov(sumOfSquares: UInt64, count: Int) -> Double {
        guard count > 0 else { return silence }
        return dBov(meanSquare: Double(sumOfSquares) / Double(count))
    }

    /// A ratio of powers in dB.
    public static func ratio(power: Double) -> Double { 10 * Mathematics.log10(power) }

    /// The ratio of powers that is `decibels` dB.
    public static func power(_ decibels: Double) -> Double { Mathematics.power(10, decibels / 10) }
}
