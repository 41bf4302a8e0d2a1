import CallVocabulary

/// A session description (RFC 8866), reduced to what binds media to calls.
package struct SessionDescription: Equatable, Sendable {
    /// The session identifier of the origin line, as it stood.
    package internal(set) var sessionID: String?
    /// The version of the origin line; the same version means that nothing changed (RFC 3264 §8).
    package internal(set) var version: UInt64?
    /// The address of the origin line, as it stood; not where media goes.
    package internal(set) var originAddress: String?
    /// The connection address of the session level.
    package internal(set) var connection: SDPAddress?
    /// The direction of the session level, if stated.
    package internal(set) var direction: MediaDirection?
    /// The tags of each `a=group:BUNDLE` (RFC 9143): lines that share one transport.
    package internal(set) var bundles: [[String]] = []
    /// Whether the side is a lightweight ICE agent (RFC 8839 §5.3).
    package internal(set) var isICELite = false
    /// The media lines in order; their index is what an answer matches (RFC 3264 §6).
    package internal(set) var mediaLines: [MediaDescription] = []
    /// Lines that could not be read, though their kind is known.
    package internal(set) var malformedLineCount = 0

    /// Reads the description that fills `range`.
    ///
    /// Lines may end with a line feed alone, and unknown lines are stepped over. Throws if neither a version nor a
    /// media line is there, or if a limit is exceeded.
    package init(parsing bytes: RawSpan, in range: Range<Int>) throws(WireError) {
        guard range.lowerBound >= 0, range.upperBound <= bytes.byteCount else {
            throw WireError(.lengthOutOfBounds, at: 0)
        }
        guard range.count <= SDPLimits.maximumLength else { throw WireError(.limitExceeded, at: range.lowerBound) }
        var reader = SessionDescriptionReader()
        var offset = range.lowerBound
        var count = 0
        while offset < range.upperBound {
            guard count < SDPLimits.maximumLines else { throw WireError(.limitExceeded, at: offset) }
            count += 1
            let line = bytes.line(from: offset, to: range.upperBound) ?? (offset..<range.upperBound, range.upperBound)
            offset = line.next
            let content = bytes.trimmed(line.content)
            guard content.count >= 2, bytes.uint8(at: content.lowerBound + 1) == ASCII.equals else { continue }
            try reader.read(
                bytes.uint8(at: content.lowerBound), in: bytes,
                bytes.trimmed(content.lowerBound + 2..<content.upperBound))
        }
        guard reader.hasVersion || !reader.media.isEmpty else { throw WireError(.malformed, at: range.lowerBound) }
        self.init(reader)
    }
}
