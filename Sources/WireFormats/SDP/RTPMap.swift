import CallVocabulary

/// What a payload type stands for, `a=rtpmap:96 opus/48000/2` (RFC 8866 §6.6).
struct RTPMap {
    let payloadType: UInt8
    let codec: Codec

    init?(parsing bytes: RawSpan, in range: Range<Int>) {
        var rest = range
        guard let type = bytes.takeWord(from: &rest), let number = bytes.decimal(in: type, limit: 127),
            let mapping = bytes.takeWord(from: &rest)
        else { return nil }
        let nameEnd = bytes.firstIndex(of: ASCII.slash, in: mapping) ?? mapping.upperBound
        guard nameEnd > mapping.lowerBound else { return nil }
        let name = RTPMap.usualName(bytes, mapping.lowerBound..<nameEnd)
        payloadType = UInt8(number)
        guard nameEnd < mapping.upperBound else {
            // Without a clock rate, a static payload type still has one.
            guard let codec = StaticPayloadTypes.codec(payloadType) else { return nil }
            self.codec = Codec(encoding: name, clockRate: codec.clockRate, channels: codec.channels)
            return
        }
        let clockEnd = bytes.firstIndex(of: ASCII.slash, in: nameEnd + 1..<mapping.upperBound) ?? mapping.upperBound
        guard let clock = bytes.decimal(in: nameEnd + 1..<clockEnd, limit: 10_000_000), clock > 0 else { return nil }
        let channels =
            clockEnd < mapping.upperBound ? bytes.decimal(in: clockEnd + 1..<mapping.upperBound, limit: 255) : nil
        codec = Codec(encoding: name, clockRate: Int(clock), channels: max(1, Int(channels ?? 1)))
    }

    /// Encoding names are compared without regard to case (RFC 4855 §3); what is common gets its usual spelling, so
    /// that one codec has one name throughout.
    private static func usualName(_ bytes: RawSpan, _ range: Range<Int>) -> String {
        let lower = bytes.lowercasedText(range)
        switch lower {
        case "opus", "telephone-event", "speex", "red", "rtx", "ulpfec", "flexfec-03", "t140", "vorbis",
            "mpeg4-generic":
            return lower
        case "pcmu", "pcma", "gsm", "g722", "g723", "g728", "g729", "g7221", "cn", "dvi4", "l16", "l24", "qcelp", "amr",
            "amr-wb", "evs", "silk", "g726-16", "g726-24", "g726-32", "g726-40", "h264", "h263", "h265", "vp8", "vp9",
            "av1":
            return lower.uppercased()
        case "ilbc": return "iLBC"
        default: return bytes.text(range)
        }
    }
}
