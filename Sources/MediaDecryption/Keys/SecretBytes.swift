/// Bytes of a key or a secret, which nothing that prints can show.
///
/// Description, debug description and mirror say only that something was left out, so that neither a log, nor an
/// error text, nor `dump` of a value that holds it gives it away.
package struct SecretBytes: Equatable, Sendable {
    /// The bytes themselves, for the ciphers. Never print, log or report them.
    package let bytes: [UInt8]

    /// Keeps `bytes` to itself.
    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// How many bytes there are.
    package var count: Int { bytes.count }
}

extension SecretBytes: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// `<redacted>`, whatever the bytes are.
    package var description: String { "<redacted>" }

    /// The same as ``description``.
    package var debugDescription: String { description }

    /// A mirror without children.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
