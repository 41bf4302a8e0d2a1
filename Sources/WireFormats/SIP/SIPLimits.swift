/// What the SIP parsers refuse to exceed, whatever a message claims.
package enum SIPLimits {
    /// Bytes of one message, headers and body; one UDP datagram holds no more.
    package static let maximumMessageLength = 65_535
    /// Bytes of a start line.
    package static let maximumStartLineLength = 8_192
    /// Bytes of a method; RFC 4475 §3.1.1.2 has one of 42.
    package static let maximumMethodLength = 64
    /// Header lines of one message.
    package static let maximumHeaders = 512
    /// Values kept of a header that may be given several times.
    package static let maximumListedValues = 16
    /// Parameters kept of one address or URI.
    package static let maximumParameters = 32
    /// Bytes kept of a text that only describes: display names, products, reason phrases.
    package static let maximumDescriptiveLength = 512
    /// Parts looked at in a multipart body, and how deep these may nest.
    package static let maximumBodyParts = 32
    /// How deep multipart bodies may nest.
    package static let maximumBodyDepth = 3

    /// Appends as many of `values` to `list` as may be kept of a header that may be given several times.
    package static func append<Value>(_ values: [Value], to list: inout [Value]) {
        list.append(contentsOf: values.prefix(maximumListedValues - list.count))
    }
}
