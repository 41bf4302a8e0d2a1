/// Why bytes could not be read as the format they claim to be.
package struct WireError: Error, Equatable, Sendable {
    /// The reasons told apart.
    package enum Reason: Sendable {
        /// The bytes end before the field.
        case truncated
        /// A version field names a version this build does not read.
        case unsupportedVersion
        /// A padding count exceeds the packet.
        case paddingOutOfBounds
        /// A length field contradicts the bytes.
        case lengthOutOfBounds
        /// A field that must have another value.
        case malformed
        /// A named limit was exceeded.
        case limitExceeded
    }

    /// The reason.
    package let reason: Reason
    /// Where, in bytes from the start of what was parsed.
    package let offset: Int

    /// An error of its parts.
    package init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}
