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

    private init(uri: String, number: String?, displayName: String?, isAnonymous: Bool) {
        self.uri = uri
        self.number = number
        self.displayName = displayName
        self.isAnonymous = isAnonymous
    }

    /// The party of an address that was read.
    init(_ address: SIPAddress) {
        isAnonymous = address.isAnonymous
        uri = address.uri.description
        number = isAnonymous ? nil : address.uri.telephoneDigits
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
            let isHidden =
                CallerAnonymity(digits: digits) != nil
                || name.map { CallerAnonymity(word: $0) == .withheld } ?? false
            self.init(
                uri: bytes.text(places.uri), number: isHidden ? nil : digits, displayName: name, isAnonymous: isHidden)
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
