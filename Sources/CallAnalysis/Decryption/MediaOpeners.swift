import MediaDecryption

/// What opens the encrypted streams of an analysis that could be read, for who reads the captures a second time.
///
/// It holds keys: keep it beside the result for as long as it is needed and store it nowhere. Printing it shows how many
/// streams it opens and no key.
public struct MediaOpeners: Sendable {
    private var readers: [String: SRTPStreamReader] = [:]

    /// Opens nothing.
    public init() {}

    /// Keeps what opened a stream, at its beginning.
    mutating func add(_ reader: SRTPStreamReader, forStream id: String) { readers[id] = reader.rewound() }

    /// What opens the stream with `id`; `nil` for one that is plain, or could not be read.
    func reader(ofStream id: String) -> SRTPStreamReader? { readers[id] }
}

extension MediaOpeners: CustomStringConvertible, CustomReflectable {
    /// How many streams it opens, nothing of their keys.
    public var description: String { "openers of \(readers.count) streams (redacted)" }

    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
