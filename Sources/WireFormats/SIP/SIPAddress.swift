/// An address as From, To, Contact and the identity headers carry it (RFC 3261 §20.10): a URI, often with a display
/// name, and parameters of the header field.
///
/// ```
/// "Bob \"B\" Jones" <sip:bob@example.com;user=phone>;tag=1      name-addr
/// sip:bob@example.com;tag=1                                    addr-spec: here `tag` is the header's
/// ```
package struct SIPAddress: Equatable, Sendable {
    /// The display name, unquoted; `nil` if there is none or it is empty.
    package let displayName: String?
    /// The URI.
    package let uri: SIPURI
    /// The parameters after the URI.
    package let parameters: SIPParameters

    /// The `tag` parameter; in To absent until the other side has answered.
    package var tag: String? { parameters["tag"] }

    /// Reads the address that fills `range`; `nil` if it has no URI.
    ///
    /// A quote that is never closed and a missing `>` are tolerated.
    package init?(parsing bytes: RawSpan, in range: Range<Int>) {
        guard let places = SIPAddressPlaces(parsing: bytes, in: range),
            let uri = SIPURI(parsing: bytes, in: places.uri)
        else { return nil }
        self.uri = uri
        parameters = SIPParameters(parsing: bytes, in: places.parameters)
        displayName = places.name.range.flatMap { SIPAddress.displayName(bytes, $0) }
    }

    /// Reads the address at `place`, whose own parameters are left out.
    package init?(parsing bytes: RawSpan, at place: TextPlace) {
        guard let range = place.range, let places = SIPAddressPlaces(parsing: bytes, in: range),
            let uri = SIPURI(parsing: bytes, in: places.uri)
        else { return nil }
        self.uri = uri
        parameters = SIPParameters()
        displayName = places.name.range.flatMap { SIPAddress.displayName(bytes, $0) }
    }

    /// Where the tag of the address that fills `range` stands, perhaps nowhere; `nil` if that is no address.
    static func tag(parsing bytes: RawSpan, in range: Range<Int>) -> TextPlace? {
        guard let places = SIPAddressPlaces(parsing: bytes, in: range),
            SIPURI.scheme(parsing: bytes, in: places.uri) != nil
        else { return nil }
        return SIPParameters.place(of: "tag", parsing: bytes, in: places.parameters)
    }

    /// The tag in a header field whose URI cannot be read: dialogs hang on it nevertheless.
    package static func tagWithoutURI(parsing bytes: RawSpan, in range: Range<Int>) -> String? {
        let start = bytes.lastIndex(of: ASCII.greater, in: range) ?? bytes.elementEnd(ASCII.semicolon, in: range)
        guard start < range.upperBound else { return nil }
        return SIPParameters(parsing: bytes, in: start + 1..<range.upperBound)["tag"]
    }

    static func displayName(_ bytes: RawSpan, _ range: Range<Int>) -> String? {
        guard range.count <= SIPLimits.maximumDescriptiveLength else {
            return bytes.unfoldedText(range, limit: SIPLimits.maximumDescriptiveLength)
        }
        let isQuoted = !range.isEmpty && bytes.uint8(at: range.lowerBound) == ASCII.quote
        let text = isQuoted ? bytes.unquotedText(range) : bytes.unfoldedText(range, limit: range.count)
        return text.isEmpty ? nil : text
    }

    /// The addresses of a comma-separated list; at most ``SIPLimits/maximumListedValues``.
    package static func list(parsing bytes: RawSpan, in range: Range<Int>) -> [SIPAddress] {
        bytes.listElements(in: range, limit: SIPLimits.maximumListedValues)
            .compactMap { SIPAddress(parsing: bytes, in: $0) }
    }
}

/// Where the parts of an address stand.
struct SIPAddressPlaces {
    /// The display name, perhaps in quotes; absent if there is none.
    var name = TextPlace.absent
    var uri: Range<Int>
    var parameters: Range<Int>

    init?(parsing bytes: RawSpan, in range: Range<Int>) {
        let whole = bytes.trimmed(range)
        guard !whole.isEmpty else { return nil }
        var uriSearch = whole
        if bytes.uint8(at: whole.lowerBound) == ASCII.quote {
            let close = bytes.closingQuote(in: whole)
            if let close {
                name = TextPlace(whole.lowerBound..<close + 1)
                uriSearch = close + 1..<whole.upperBound
            } else {
                uriSearch = whole.lowerBound + 1..<whole.upperBound
            }
        }
        if let open = bytes.firstIndex(of: ASCII.less, in: uriSearch) {
            if !name.isPresent { name = TextPlace(bytes.trimmed(uriSearch.lowerBound..<open)) }
            let close = bytes.firstIndex(of: ASCII.greater, in: open..<whole.upperBound)
            uri = open + 1..<(close ?? whole.upperBound)
            parameters = (close.map { $0 + 1 } ?? whole.upperBound)..<whole.upperBound
        } else {
            // Without brackets, what follows the first ";" belongs to the header field (RFC 3261 §20).
            let uriEnd = bytes.elementEnd(ASCII.semicolon, in: uriSearch)
            uri = uriSearch.lowerBound..<uriEnd
            parameters = uriEnd..<whole.upperBound
        }
    }
}

extension RawSpan {
    /// Where the quoted string at the start of `range` closes; `nil` if it does not.
    fileprivate func closingQuote(in range: Range<Int>) -> Int? {
        var index = range.lowerBound + 1
        while index < range.upperBound {
            let byte = uint8(at: index)
            if byte == ASCII.quote { return index }
            index += byte == ASCII.backslash ? 2 : 1
        }
        return nil
    }
}
