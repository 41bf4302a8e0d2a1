import CallAnalysis
import ReportModel

/// Which streams are encrypted, and whether they could be read: one sentence for those that fare alike.
struct EncryptionText {
    /// Streams named in one sentence.
    static let maximumNamed = 8

    private var order: [String] = []
    private var streams: [String: [String]] = [:]

    mutating func add(_ stream: AnalysisStream) {
        guard let words = Self.words(stream) else { return }
        if streams[words] == nil { order.append(words) }
        streams[words, default: []].append(stream.id)
    }

    private static func words(_ stream: AnalysisStream) -> String? {
        if let basis = stream.decryptionBasis.flatMap({ StreamDecryption.Basis(rawValue: $0) }) {
            return StreamDecryption(basis: basis).words
        }
        return stream.decryptionObstacle.flatMap { StreamDecryption.Obstacle(rawValue: $0) }
            .map { StreamDecryption(obstacle: $0).words }
    }

    /// The sentences, in order of their first stream.
    var sentences: [String] {
        order.map { words in
            let named = streams[words] ?? []
            let more = named.count > Self.maximumNamed ? " and \(named.count - Self.maximumNamed) more" : ""
            return named.prefix(Self.maximumNamed).joined(separator: ", ") + more + ": " + words + "."
        }
    }
}
