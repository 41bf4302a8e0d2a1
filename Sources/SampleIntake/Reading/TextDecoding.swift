/// Bytes of text files in the encodings spreadsheets and mail programs write.
enum TextDecoding {
    /// UTF-16 by its mark or its zeros, UTF-8 with or without a mark, else Windows-1252.
    static func text(_ bytes: [UInt8]) -> String {
        if bytes.starts(with: [0xFF, 0xFE]) { return utf16(bytes.dropFirst(2), isLittle: true) }
        if bytes.starts(with: [0xFE, 0xFF]) { return utf16(bytes.dropFirst(2), isLittle: false) }
        if let isLittle = bareUTF16(bytes) { return utf16(bytes[...], isLittle: isLittle) }
        let body = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        if let text = String(validating: body, as: UTF8.self) { return text }
        return windows1252(body)
    }

    /// Text of a named character set; `nil` if the name is unknown here.
    static func text(_ bytes: [UInt8], charset: String) -> String? {
        switch charset.lowercased() {
        case "utf-8", "utf8", "us-ascii", "ascii": return text(bytes)
        // Mail programs name Latin-1 and mean what contains it.
        case "iso-8859-1", "latin1", "windows-1252", "cp1252", "iso-8859-15", "iso8859-1":
            return windows1252(bytes[...])
        case "utf-16": return bytes.starts(with: [0xFF, 0xFE]) ? text(bytes) : utf16(bytes[...], isLittle: false)
        case "utf-16le": return utf16(bytes[...], isLittle: true)
        case "utf-16be": return utf16(bytes[...], isLittle: false)
        default: return nil
        }
    }

    private static func utf16(_ bytes: ArraySlice<UInt8>, isLittle: Bool) -> String {
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count / 2)
        var at = bytes.startIndex
        while at + 1 < bytes.endIndex {
            units.append(
                isLittle
                    ? UInt16(bytes[at]) | UInt16(bytes[at + 1]) << 8 : UInt16(bytes[at]) << 8 | UInt16(bytes[at + 1]))
            at += 2
        }
        return String(decoding: units, as: UTF16.self)
    }

    /// Whether text without a mark is UTF-16, and which end comes first: every other byte of its beginning is zero.
    private static func bareUTF16(_ bytes: [UInt8]) -> Bool? {
        let start = bytes.prefix(64)
        guard start.count >= 16 else { return nil }
        let pairs = start.count / 2
        let high = (0..<pairs).count { start[2 * $0] == 0 }
        let low = (0..<pairs).count { start[2 * $0 + 1] == 0 }
        if low >= pairs - 2, high == 0 { return true }
        if high >= pairs - 2, low == 0 { return false }
        return nil
    }

    /// What Windows-1252 has where Latin-1 has control characters; 0 where it has nothing.
    private static let special: [UInt16] = [
        0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
        0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E,
        0x0178,
    ]

    private static func windows1252(_ bytes: ArraySlice<UInt8>) -> String {
        var scalars = String.UnicodeScalarView()
        for byte in bytes {
            if (0x80...0x9F).contains(byte) {
                let code = special[Int(byte - 0x80)]
                scalars.append(Unicode.Scalar(code == 0 ? 0xFFFD : code) ?? "\u{FFFD}")
            } else {
                scalars.append(Unicode.Scalar(byte))
            }
        }
        return String(scalars)
    }
}
