/// How what was said is replaced.
public enum AudioTreatment: String, Sendable, CaseIterable {
    /// Noise as loud as each packet was.
    case noise
    /// Silence, or what a decoder takes for it.
    case silence
    /// Zero bytes.
    case cut
}

/// Replaces payloads of media: nothing can be heard or seen, and lengths stay.
struct MediaReplacement: Sendable {
    let key: RedactionKey
    let treatment: AudioTreatment

    /// Replaces the payload in `range` of the codec of that name; equal payloads get equal replacements, so that
    /// repetitions stay repetitions.
    func replace(_ bytes: inout [UInt8], _ range: Range<Int>, codec: String?) {
        guard !range.isEmpty else { return }
        switch codec {
        case "telephone-event": event(&bytes, range)
        case "cn": bytes.blank(range.lowerBound + 1..<max(range.lowerBound + 1, range.upperBound))
        case "pcmu": companded(&bytes, range, ULaw.self)
        case "pcma": companded(&bytes, range, ALaw.self)
        case "red": redundant(&bytes, range)
        default: opaque(&bytes, range, keeping: MediaReplacement.headerLength(codec, bytes, range))
        }
    }

    /// Bytes at the beginning of a payload that say how it is framed, and not what it holds.
    private static func headerLength(_ codec: String?, _ bytes: [UInt8], _ range: Range<Int>) -> Int {
        switch codec {
        case "opus", "evs", "h264", "vp8": return 1
        case "amr", "amr-wb", "h265": return 2
        case "rtx": return 2
        default: return 0
        }
    }

    /// RFC 4733 §2.3: event 1, end and volume 1, duration 2. Digits become one digit.
    private func event(_ bytes: inout [UInt8], _ range: Range<Int>) {
        var at = range.lowerBound
        while at < range.upperBound {
            if bytes[at] <= 9 { bytes[at] = 1 }
            at += 4
        }
    }

    /// Whether an unknown payload can be an event, by its four bytes.
    static func mayBeEvent(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        range.count == 4 && bytes[range.lowerBound] <= 16 && bytes[range.lowerBound + 1] & 0x40 == 0
    }

    /// RFC 2198 §3: block headers of four bytes, the last of one byte; then the blocks, replaced as a whole, or as events.
    private func redundant(_ bytes: inout [UInt8], _ range: Range<Int>) {
        var at = range.lowerBound
        var lengths: [Int] = []
        while at < range.upperBound, bytes[at] & 0x80 != 0, at + 4 <= range.upperBound, lengths.count < 16 {
            lengths.append(Int(bytes.number16(at + 2) & 0x03FF))
            at += 4
        }
        at = min(at + 1, range.upperBound)
        lengths.append(range.upperBound - at)
        for length in lengths {
            let block = at..<min(range.upperBound, at + length)
            if MediaReplacement.mayBeEvent(bytes, block) {
                event(&bytes, block)
            } else {
                opaque(&bytes, block, keeping: 0)
            }
            at = block.upperBound
        }
    }

    private func seed(_ bytes: [UInt8], _ range: Range<Int>) -> NumberStream {
        NumberStream(key.number(.payload, bytes[range]))
    }

    /// Bytes that mean nothing; what is the same byte over and over stays, as it says nothing.
    func opaque(_ bytes: inout [UInt8], _ range: Range<Int>, keeping header: Int) {
        let rest = min(range.upperBound, range.lowerBound + header)..<range.upperBound
        guard let first = rest.first else { return }
        guard treatment == .noise else { return bytes.blank(rest) }
        if bytes[rest].allSatisfy({ $0 == bytes[first] }) { return }
        var stream = seed(bytes, range)
        var at = rest.lowerBound
        while at < rest.upperBound {
            let number = stream.next()
            for shift in 0..<min(8, rest.upperBound - at) {
                bytes[at + shift] = UInt8(truncatingIfNeeded: number >> UInt64(8 * shift))
            }
            at += 8
        }
    }

    private func companded<Law: CompandingLaw>(_ bytes: inout [UInt8], _ range: Range<Int>, _ law: Law.Type) {
        switch treatment {
        case .cut: return bytes.blank(range)
        case .silence:
            for index in range { bytes[index] = Law.silence }
            return
        case .noise: break
        }
        if bytes[range].allSatisfy({ $0 == bytes[range.lowerBound] }) { return }
        var power = 0.0
        for index in range {
            let sample = Double(Law.linear(bytes[index]))
            power += sample * sample
        }
        // Evenly spread up to the square root of three times the power.
        let peak = (3 * power / Double(range.count)).squareRoot()
        var stream = seed(bytes, range)
        for index in range {
            let part = Double(stream.next() >> 11) / Double(1 << 53)
            bytes[index] = Law.code(Int(((2 * part - 1) * peak).rounded()))
        }
    }
}

/// The laws of ITU-T G.711.
protocol CompandingLaw {
    static var silence: UInt8 { get }
    static var codes: [UInt8] { get }
    static func linear(_ code: UInt8) -> Int
}

extension CompandingLaw {
    /// The codes whose values lie nearest, for every eighth sample value from -32,768 on.
    static func nearestCodes() -> [UInt8] {
        let byValue = (0...255 as ClosedRange<UInt8>).map { (value: linear($0), code: $0) }.sorted {
            $0.value < $1.value
        }
        var place = 0
        return (0..<8_192).map { step in
            let sample = step * 8 - 32_768 + 4
            while place + 1 < byValue.count,
                abs(byValue[place + 1].value - sample) <= abs(byValue[place].value - sample)
            { place += 1 }
            return byValue[place].code
        }
    }

    static func code(_ sample: Int) -> UInt8 { codes[(max(-32_768, min(32_767, sample)) + 32_768) >> 3] }
}

enum ULaw: CompandingLaw {
    static let silence: UInt8 = 0xFF
    static let codes = nearestCodes()

    static func linear(_ code: UInt8) -> Int {
        let bits = ~code
        let magnitude = ((Int(bits & 0x0F) << 3) + 0x84) << Int(bits >> 4 & 7) - 0x84
        return bits & 0x80 != 0 ? -magnitude : magnitude
    }
}

enum ALaw: CompandingLaw {
    static let silence: UInt8 = 0xD5
    static let codes = nearestCodes()

    static func linear(_ code: UInt8) -> Int {
        let bits = code ^ 0x55
        let segment = Int(bits >> 4 & 7)
        var magnitude = Int(bits & 0x0F) << 4 + 8
        if segment > 0 { magnitude = (magnitude + 0x100) << (segment - 1) }
        return bits & 0x80 != 0 ? magnitude : -magnitude
    }
}
