/// What a URI may carry that is nobody's business: digits dialled after the answer (`postd`, RFC 3966 §3 and its
/// predecessor RFC 2806), such as the number of a card, and a password in the user part (RFC 3261 §19.1.1).
package enum URISecrets {
    private static let parameter = Array("postd=".utf8)

    /// `uri`, or a text that holds one, with an ellipsis in the place of such digits and passwords.
    package static func masked(_ uri: String) -> String {
        let utf8 = uri.utf8
        guard utf8.contains(where: { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: "@") || $0 == UInt8(ascii: "%") })
        else { return uri }
        let bytes = withoutPasswords(Array(utf8))
        var result: [UInt8] = []
        var at = 0
        while at < bytes.count {
            guard let end = endOfParameter(bytes, at) else {
                result.append(bytes[at])
                at += 1
                continue
            }
            result += bytes[at..<end]
            at = end
            let value = at
            while at < bytes.count, !endsValue(bytes[at]) { at += 1 }
            if at > value { result += Array("…".utf8) }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Where `postd=` ends that begins at `start`, in any case, escaped (`%64`) or not; `nil` if it does not.
    private static func endOfParameter(_ bytes: [UInt8], _ start: Int) -> Int? {
        var at = start
        for expected in parameter {
            guard at < bytes.count else { return nil }
            var byte = bytes[at]
            at += 1
            if byte == UInt8(ascii: "%"), at + 1 < bytes.count, let high = digit(bytes[at]),
                let low = digit(bytes[at + 1])
            {
                byte = high << 4 | low
                at += 2
            }
            guard (0x41...0x5A).contains(byte) ? byte | 0x20 == expected : byte == expected else { return nil }
        }
        return at
    }

    private static func endsValue(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ";"), UInt8(ascii: "@"), UInt8(ascii: ">"), UInt8(ascii: "?"), UInt8(ascii: "&"),
            UInt8(ascii: "\""), 0...0x20:
            return true
        default: return false
        }
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: return byte - 0x30
        case 0x41...0x46: return byte - 0x37
        case 0x61...0x66: return byte - 0x57
        default: return nil
        }
    }

    /// `sip:user:password@host` as `sip:user:…@host`, wherever in the text it stands.
    private static func withoutPasswords(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var at = 0
        while at < bytes.count {
            guard let start = endOfScheme(bytes, at) else {
                result.append(bytes[at])
                at += 1
                continue
            }
            result += bytes[at..<start]
            at = start
            var end = start
            while end < bytes.count, bytes[end] > 0x20, bytes[end] != UInt8(ascii: ">") { end += 1 }
            guard let sign = bytes[start..<end].lastIndex(of: UInt8(ascii: "@")),
                let colon = bytes[start..<sign].firstIndex(of: UInt8(ascii: ":"))
            else { continue }
            result += bytes[start...colon] + Array("…".utf8)
            at = sign
        }
        return result
    }

    /// Where `sip:` or `sips:` ends that begins at `start`.
    private static func endOfScheme(_ bytes: [UInt8], _ start: Int) -> Int? {
        for scheme in ["sip:", "sips:"] {
            let end = start + scheme.utf8.count
            guard end <= bytes.count else { continue }
            if zip(bytes[start..<end], scheme.utf8).allSatisfy({ ($0 | ($0 == 0x3A ? 0 : 0x20)) == $1 }) { return end }
        }
        return nil
    }
}
