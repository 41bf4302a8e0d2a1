import WireFormats

/// The payload of a comfort noise packet (RFC 3389 §3): a level, and possibly reflection coefficients.
package struct ComfortNoise: Equatable, Sendable {
    /// The noise level as attenuation: 0 to 127 stand for 0 to -127 dBov.
    package let attenuation: UInt8
    /// How many bytes of spectral information follow.
    package let coefficientCount: Int

    /// Reads the payload between `start` and `end`; `nil` if it is empty.
    package init?(parsing bytes: RawSpan, from start: Int, to end: Int) {
        guard start >= 0, end <= bytes.byteCount, end > start else { return nil }
        // The most significant bit shall be 0 and is ignored.
        attenuation = bytes.uint8(at: start) & 0x7F
        coefficientCount = end - start - 1
    }
}
