import CallAnalysis

/// Which streams are encrypted, and whether they could be read: one sentence for those that fare alike.
enum EncryptionText {
    /// Streams named in one sentence.
    static let maximumNamed = 8

    /// The sentences, in order of their first stream.
    static func sentences(_ result: CallAnalysisResult) -> [String] {
        var order: [String] = []
        var streams: [String: [String]] = [:]
        for stream in result.streams {
            guard let decryption = stream.decryption else { continue }
            if streams[decryption.words] == nil { order.append(decryption.words) }
            streams[decryption.words, default: []].append(stream.id)
        }
        return order.map { words in
            let named = streams[words] ?? []
            let more = named.count > maximumNamed ? " and \(named.count - maximumNamed) more" : ""
            return named.prefix(maximumNamed).joined(separator: ", ") + more + ": " + words + "."
        }
    }
}
