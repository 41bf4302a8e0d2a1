/// Why an address shows no number: two different things that callers and networks keep apart.
package enum CallerAnonymity: Sendable {
    /// The caller, or a service on the caller's behalf, suppressed it.
    case withheld
    /// The network had none to show.
    case unavailable
}

extension SIPAddress {
    /// True if the address stands for "no number", whatever the reason.
    package var isAnonymous: Bool { anonymity != nil }

    /// Why the address shows no number; `nil` if it shows one, or a name in its place.
    ///
    /// A URI without a user part shows none, whatever the display name.
    ///
    /// The user part and the host decide (RFC 3323 §4.1.1.3). A display name that says "withheld" counts as well; one
    /// that says "unknown" counts only where no number is behind it, as it may speak of the name alone.
    package var anonymity: CallerAnonymity? {
        if let ofURI = uri.anonymity { return ofURI }
        guard let displayName, let ofName = CallerAnonymity(word: displayName) else { return nil }
        switch ofName {
        case .withheld: return .withheld
        case .unavailable: return uri.telephoneDigits == nil ? .unavailable : nil
        }
    }
}

extension SIPURI {
    /// Why the URI shows no number; `nil` if it shows one, or a name.
    package var anonymity: CallerAnonymity? {
        guard opaque == nil else { return nil }
        if let user = unescapedUser {
            if let ofUser = CallerAnonymity(word: user) { return ofUser }
            if let digits = telephoneDigits, let ofDigits = CallerAnonymity(digits: digits) { return ofDigits }
        }
        // Domain names that say so end in "invalid" (RFC 2606).
        if let host, let last = host.utf8.last, last | 0x20 == 0x64 {
            switch host.lowercased() {
            case "anonymous.invalid": return .withheld
            case "unknown.invalid": return .unavailable
            default: break
            }
        }
        return user?.isEmpty != false ? .unavailable : nil
    }
}

extension CallerAnonymity {
    /// The words that devices and networks put in place of a number; `nil` for any other text.
    init?(word: String) {
        guard word.utf8.count <= 40 else { return nil }
        // A number is no such word, and most names are none by their first letter.
        if let first = word.utf8.first {
            switch first | 0x20 {
            case UInt8(ascii: "a"), UInt8(ascii: "p"), UInt8(ascii: "w"), UInt8(ascii: "r"), UInt8(ascii: "b"),
                UInt8(ascii: "n"), UInt8(ascii: "u"), UInt8(ascii: "o"), UInt8(ascii: "s"), UInt8(ascii: "-"):
                break
            default: return nil
            }
        }
        switch word.lowercased() {
        case "anonymous", "private", "withheld", "restricted", "blocked", "no caller id", "number withheld":
            self = .withheld
        case "unknown", "unavailable", "out of area", "not available", "asterisk", "s", "-", "":
            self = .unavailable
        default: return nil
        }
    }

    /// The numbers that spell such a word on a keypad, and the number of zeros; `nil` for any other number.
    init?(digits: String) {
        guard (7...12).contains(digits.utf8.count) else { return nil }
        switch digits {
        // 266696687 ANONYMOUS, 2562533 BLOCKED: what networks without letters sent for a withheld number.
        case "+266696687", "266696687", "2562533": self = .withheld
        // 86282452253 UNAVAILABLE.
        case "+86282452253", "86282452253", "0000000000": self = .unavailable
        default: return nil
        }
    }
}
