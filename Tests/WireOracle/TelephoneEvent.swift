import WireFormats

/// The payload of a telephone event, a key pressed or a line signal (RFC 4733 §2.3; RFC 2833 has the same form).
///
/// ```
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |     event     |E|R| volume    |          duration             |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// ```
///
/// All packets of one event carry the timestamp of its start, and the last is sent three times.
package struct TelephoneEvent: Equatable, Sendable {
    /// The event code: 0 to 9, 10 `*`, 11 `#`, 12 to 15 `A` to `D`, 16 flash, others line signals.
    package let event: UInt8
    /// True in the packets that end the event.
    package let isEnd: Bool
    /// The power of the tone as attenuation in dBm0: 0 to 63 stand for 0 to -63 dBm0.
    package let attenuation: UInt8
    /// How long the event has lasted, in timestamp ticks.
    package let duration: UInt16

    /// Reads the first event of the payload between `start` and `end`; `nil` if fewer than 4 bytes are there.
    package init?(parsing bytes: RawSpan, from start: Int, to end: Int) {
        guard start >= 0, end <= bytes.byteCount, end >= start, end - start >= 4 else { return nil }
        let flags = bytes.uint8(at: start + 1)
        event = bytes.uint8(at: start)
        isEnd = flags & 0x80 != 0
        attenuation = flags & 0x3F
        duration = bytes.uint16(at: start + 2)
    }

    /// The key of a DTMF event (RFC 4733 §3.2); `nil` for other events.
    package var key: Character? {
        switch event {
        case 0...9: return Character(Unicode.Scalar(0x30 + event))
        case 10: return "*"
        case 11: return "#"
        case 12...15: return Character(Unicode.Scalar(0x41 + (event - 12)))
        default: return nil
        }
    }
}
