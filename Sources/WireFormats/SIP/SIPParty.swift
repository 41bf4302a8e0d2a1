/// Whom an address header names: what is told of a party to a call.
package struct SIPParty: Equatable, Sendable {
    /// The URI in its usual form, ``SIPURI/description``.
    package let uri: String
    /// The dialable form of the user part, if it shows a number.
    package let number: String?
    /// The display name, unquoted.
    package let displayName: String?
    /// Whether the address stands for "no number", ``SIPAddress/isAnonymous``.
    package let isAnonymous: Bool
    /// Whether the caller, or a service for the caller, suppressed the number (RFC 3323), ``CallerAnonymity/withheld``.
    package let isWithheld: Bool

    private init(uri: String, number: String?, displayName: String?, anonymity: CallerAnonymity?) {
        self.uri = uri
        self.number = number
        self.displayName = displayName
        isAnonymous = anonymity != nil
        isWithheld = anonymity == .withheld
    }

    /// The party of an address that was read.
    init(_ address: SIPAddress) {
        let anonymity = address.anonymity
        isAnonymous = anonymity != nil
        isWithheld = anonymity == .withheld
        uri = address.uri.description
        number = isAnonymous ? nil : address.uri.globalDigits
        displayName = address.displayName
    }

    /// Reads the address at `place`; `nil` if none is there.
    package init?(parsing bytes: RawSpan, at place: TextPlace) {
        guard let range = place.range else { return nil }
        if let places = SIPAddressPlaces(parsing: bytes, in: range), let user = bytes.plainUser(places.uri),
            bytes.isPlainNumber(user)
        {
            // A number and an ordinary host: nothing but a name can make it anonymous, or the number itself.
            let digits = bytes.text(user)
            let name = places.name.range.flatMap { SIPAddress.displayName(bytes, $0) }
            let ofName = name.flatMap { CallerAnonymity(word: $0) }
            let anonymity = CallerAnonymity(digits: digits) ?? (ofName == .withheld ? ofName : nil)
            self.init(
                uri: bytes.text(places.uri), number: anonymity == nil ? digits : nil, displayName: name,
                anonymity: anonymity)
        } else {
            guard let address = SIPAddress(parsing: bytes, at: place) else { return nil }
            self.init(address)
        }
    }
}

extension RawSpan {
    /// The user part in `range` if that is `sip:user@host` and neither has anything that is read in another way than
    /// it is written, nor stands the host for a caller without a number.
    fileprivate func plainUser(_ range: Range<Int>) -> Range<Int>? {
        guard range.count > 4, hasPrefix("sip:", in: range), uint8(at: range.lowerBound) == 0x73,
            uint8(at: range.lowerBound &+ 1) == 0x69, uint8(at: range.lowerBound &+ 2) == 0x70
        else { return nil }
        let start = range.lowerBound &+ 4
        guard let at = firstIndex(of: ASCII.at, in: start..<range.upperBound), at > start, at &+ 1 < range.upperBound
        else { return nil }
        for index in start..<at where !ASCII.isToken(uint8(at: index)) { return nil }
        for index in at &+ 1..<range.upperBound where !ASCII.isToken(uint8(at: index)) { return nil }
        // Such a host ends in "invalid".
        return uint8(at: range.upperBound &- 1) | 0x20 == 0x64 ? nil : start..<at
    }
}
