import CallVocabulary

/// One way of SRTP that a description offers or accepts, with its keys (RFC 4568 §4).
///
/// ```
/// a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:<key and salt in base64>|2^20|1:4
/// ```
///
/// The keys do not show in the description or the mirror, so that a log or an error text cannot leak one.
package struct CryptoAttribute: Equatable, Sendable {

    /// The number by which an answer names the line it accepts.
    package let tag: UInt32
    /// The suite, such as `AES_CM_128_HMAC_SHA1_80`, as it stood.
    package let suite: String
    /// The keys as they stood, each behind `inline:`. Never print, log or report them.
    package let keyTexts: [[UInt8]]
    /// Session parameters, such as `UNENCRYPTED_SRTCP`, in upper case.
    package let parameters: [String]

    init?(parsing bytes: RawSpan, in range: Range<Int>) {
        guard range.count <= WireLimits.cryptoAttributeBytes else { return nil }
        var rest = range
        guard let tag = bytes.takeWord(from: &rest), let number = bytes.decimal(in: tag, limit: 999_999_999),
            let suite = bytes.takeWord(from: &rest), let keys = bytes.takeWord(from: &rest)
        else { return nil }
        self.tag = UInt32(truncatingIfNeeded: number)
        self.suite = bytes.text(suite)
        var texts: [[UInt8]] = []
        var start = keys.lowerBound
        while start < keys.upperBound, texts.count < WireLimits.cryptoKeys {
            let end = bytes.firstIndex(of: ASCII.semicolon, in: start..<keys.upperBound) ?? keys.upperBound
            if bytes.hasPrefix("inline:", in: start..<end) {
                texts.append((start + 7..<end).map { bytes.uint8(at: $0) })
            }
            start = end + 1
        }
        keyTexts = texts
        var parameters: [String] = []
        while parameters.count < 16, let word = bytes.takeWord(from: &rest) {
            parameters.append(bytes.text(word).uppercased())
        }
        // A key of FEC is a key as well.
        self.parameters = parameters.filter { !$0.hasPrefix("FEC_KEY") }
    }
}

extension CryptoAttribute: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Tag and suite, never the keys.
    package var description: String { "crypto \(tag) \(suite), \(keyTexts.count) keys (redacted)" }

    /// The same as ``description``.
    package var debugDescription: String { description }

    /// A mirror without children.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
