/// Encodings that carry bytes through mail (RFC 2045).
enum TransferEncoding {
    /// The bytes behind `body`; what is no encoding known here stays as it is.
    static func decode(_ body: ArraySlice<UInt8>, _ name: String) -> [UInt8] {
        switch name.lowercased().trimmingBlanks {
        case "base64": return base64(body)
        case "quoted-printable": return quotedPrintable(body)
        default: return Array(body)
        }
    }

    /// Base64, characters that are none being passed over.
    static func base64(_ body: some Sequence<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for byte in body {
            let value: UInt8
            switch byte {
            case 0x41...0x5A: value = byte - 0x41
            case 0x61...0x7A: value = byte - 0x61 + 26
            case 0x30...0x39: value = byte - 0x30 + 52
            case UInt8(ascii: "+"), UInt8(ascii: "-"): value = 62
            case UInt8(ascii: "/"), UInt8(ascii: "_"): value = 63
            case UInt8(ascii: "="): return bytes
            default: continue
            }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
                bits &= (1 << UInt32(count)) - 1
            }
        }
        return bytes
    }

    /// Quoted-printable; `underscore` also makes blanks of underscores, as encoded words do.
    static func quotedPrintable(_ body: some Collection<UInt8>, underscore: Bool = false) -> [UInt8] {
        var bytes: [UInt8] = []
        let source = Array(body)
        var at = 0
        while at < source.count {
            let byte = source[at]
            if byte == UInt8(ascii: "=") {
                // A soft end of the line, perhaps with blanks in front of it.
                var end = at + 1
                while end < source.count, source[end] == 0x20 || source[end] == 0x09 { end += 1 }
                if end < source.count, source[end] == 0x0D { end += 1 }
                if end < source.count, source[end] == 0x0A {
                    at = end + 1
                    continue
                }
                if at + 2 < source.count,
                    let value = UInt8(String(decoding: source[(at + 1)...(at + 2)], as: UTF8.self), radix: 16)
                {
                    bytes.append(value)
                    at += 3
                    continue
                }
            }
            bytes.append(underscore && byte == UInt8(ascii: "_") ? 0x20 : byte)
            at += 1
        }
        return bytes
    }
}

/// Words in headers that are written in another character set (RFC 2047): `=?utf-8?B?…?=`.
enum EncodedWords {
    static func decode(_ text: String) -> String {
        guard text.contains("=?") else { return text }
        var result = ""
        var rest = text[...]
        var wasWord = false
        while let start = rest.firstRange(of: "=?") {
            let before = rest[..<start.lowerBound]
            // Blanks between two encoded words are none.
            if !(wasWord && before.allSatisfy(\.isWhitespace)) { result += before }
            let fields = rest[start.upperBound...].split(separator: "?", maxSplits: 3, omittingEmptySubsequences: false)
            guard fields.count == 4, fields[3].first == "=", let decoded = word(fields) else {
                result += "=?"
                rest = rest[start.upperBound...]
                wasWord = false
                continue
            }
            result += decoded
            rest = fields[3].dropFirst()
            wasWord = true
        }
        return result + rest
    }

    private static func word(_ fields: [Substring]) -> String? {
        let charset = fields[0].split(separator: "*").first.map { String($0) } ?? "utf-8"
        let bytes: [UInt8]
        switch fields[1].lowercased() {
        case "b": bytes = TransferEncoding.base64(fields[2].utf8)
        case "q": bytes = TransferEncoding.quotedPrintable(fields[2].utf8, underscore: true)
        default: return nil
        }
        return TextDecoding.text(bytes, charset: charset) ?? TextDecoding.text(bytes)
    }
}
