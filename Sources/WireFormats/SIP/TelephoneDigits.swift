import CallVocabulary

extension SIPURI {
    /// The dialable form of the user part, if it looks like a telephone number, extension or feature code: an
    /// optional `+`, then digits, `*` and `#`, visual separators (RFC 3966 §5.1.1) removed and escapes resolved.
    ///
    /// An IPv4 address in place of the user is no number.
    package var telephoneDigits: String? {
        guard let user else { return nil }
        switch SIPURI.plainness(of: user) {
        case .digits: return user
        case .noNumber: return nil
        case .mixed: break
        }
        let number = SIPURI.unescaped(user).prefix { $0 != ASCII.semicolon }
        var digits: [UInt8] = []
        for (index, byte) in number.enumerated() {
            switch byte {
            case 0x30...0x39, 0x2A, 0x23: digits.append(byte)
            case 0x2B:
                guard index == 0 else { return nil }
                digits.append(byte)
            case 0x2D, 0x2E, 0x28, 0x29, ASCII.space: continue
            default: return nil
            }
        }
        // E.164 has at most 15; dialing prefixes and codes come in front.
        guard digits.contains(where: { ASCII.isDigit($0) }), digits.count <= 40 else { return nil }
        let dots = number.reduce(0) { $0 + ($1 == 0x2E ? 1 : 0) }
        if dots == 3, IPAddress(String(decoding: number, as: UTF8.self)) != nil { return nil }
        return String(decoding: digits, as: UTF8.self)
    }

    /// ``telephoneDigits`` of the URI at `place`, without reading the rest of it where they stand there as they are.
    package static func telephoneDigits(of place: TextPlace, in bytes: RawSpan) -> String? {
        guard let range = place.range, let (name, rest) = scheme(parsing: bytes, in: range) else { return nil }
        if bytes.equals("sip", in: name) || bytes.equals("sips", in: name) {
            guard let at = bytes.lastIndex(of: ASCII.at, in: rest) else { return nil }
            let user = rest.lowerBound..<(bytes.firstIndex(of: ASCII.colon, in: rest.lowerBound..<at) ?? at)
            if bytes.isPlainNumber(user) { return bytes.text(user) }
        }
        return SIPURI(parsing: bytes, in: range)?.telephoneDigits
    }

    /// ``telephoneDigits``, made global where the URI has a context that begins with `+` (RFC 3966 §5.1.5).
    package var globalDigits: String? {
        guard let digits = telephoneDigits, !digits.hasPrefix("+"), let context = phoneContext,
            context.hasPrefix("+")
        else { return telephoneDigits }
        let prefix = context.utf8.filter { ASCII.isDigit($0) }
        guard !prefix.isEmpty, prefix.count + digits.utf8.count <= 20 else { return digits }
        return "+" + String(decoding: prefix, as: UTF8.self) + digits
    }

    private enum Plainness {
        case digits, noNumber, mixed
    }

    /// Whether the user part is digits and nothing else, or cannot be a number by its first letter.
    private static func plainness(of user: String) -> Plainness {
        let utf8 = user.utf8
        guard let first = utf8.first, utf8.count <= 40 else { return .mixed }
        if ASCII.isLetter(first) { return .noNumber }
        guard ASCII.isDigit(first) || first == 0x2B && utf8.count > 1 else { return .mixed }
        for byte in utf8.dropFirst() where !ASCII.isDigit(byte) { return .mixed }
        return .digits
    }

    /// The context that makes a local number global, `phone-context` (RFC 3966 §5.1.5), in the URI's parameters or,
    /// as RFC 3261 §19.1.6 puts it for numbers within a `sip` URI, in those of the user part.
    package var phoneContext: String? { numberParameter("phone-context") }

    /// The extension behind the number, `ext` (RFC 3966 §5.2).
    package var numberExtension: String? { numberParameter("ext") }

    /// The ISDN subaddress, `isub` (RFC 3966 §5.3).
    package var isdnSubaddress: String? { numberParameter("isub") }

    /// True if the user part is declared a telephone number, by `user=phone` or the `tel` scheme.
    package var isDeclaredTelephone: Bool {
        scheme == "tel" || parameters["user"]?.lowercased() == "phone"
    }

    /// The user part with its percent escapes resolved.
    package var unescapedUser: String? {
        user.map { $0.utf8.contains(ASCII.percent) ? String(decoding: SIPURI.unescaped($0), as: UTF8.self) : $0 }
    }

    private func numberParameter(_ name: String) -> String? {
        if let value = parameters[name] { return value }
        guard let user, let start = user.utf8.firstIndex(of: ASCII.semicolon) else { return nil }
        let ofUser = Array(user.utf8[start...])
        return SIPParameters(parsing: ofUser.span.bytes, in: 0..<ofUser.count)[name]
    }

    /// The bytes of `text` with `%XX` resolved; what is no such escape stays.
    private static func unescaped(_ text: String) -> [UInt8] {
        guard text.utf8.contains(ASCII.percent) else { return Array(text.utf8) }
        var result: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == ASCII.percent, rest.count >= 2, let high = ASCII.hexadecimal(rest[rest.startIndex]),
                let low = ASCII.hexadecimal(rest[rest.startIndex + 1])
            {
                result.append(high << 4 | low)
                rest = rest.dropFirst(2)
            } else {
                result.append(byte)
            }
        }
        return result
    }
}

extension RawSpan {
    /// True if `range` is digits and nothing else, a `+` in front apart, and no more than a number has.
    func isPlainNumber(_ range: Range<Int>) -> Bool {
        guard !range.isEmpty, range.count <= 40 else { return false }
        let hasPlus = uint8(at: range.lowerBound) == 0x2B
        let digits = (hasPlus ? range.lowerBound + 1 : range.lowerBound)..<range.upperBound
        for index in digits where !ASCII.isDigit(uint8(at: index)) { return false }
        return !digits.isEmpty
    }
}
