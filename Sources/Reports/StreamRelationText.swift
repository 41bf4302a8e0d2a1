import CallAnalysis
import JSONText

/// How streams belong together: one sentence for each that repairs another, was repaired, or is another seen again.
enum StreamRelationText {
    /// The most sentences.
    static let maximumSentences = 20

    /// The sentences, in order of the streams.
    static func sentences(_ result: CallAnalysisResult) -> [String] {
        var all: [String] = []
        for stream in result.streams {
            if let text = sameMedia(stream, result) { all.append(text) }
            if let base = stream.repairs.map({ result.streams[$0].id }) {
                let does = stream.role == .retransmission ? "sends lost packets of" : "carries parity for"
                all.append("\(stream.id) \(does) \(base)" + (stream.role == .retransmission ? " again." : "."))
            }
            if let repair = stream.repair, stream.counts.lost > 0 {
                let by = repair.means.map(words).joined(separator: " and ")
                all.append(
                    "Of \(stream.counts.lost) lost packets of \(stream.id), \(repair.repaired) were repaired by \(by), "
                        + "and \(repair.lostAfterRepair) were not.")
            }
        }
        guard all.count > maximumSentences else { return all }
        return all.prefix(maximumSentences) + ["… and \(all.count - maximumSentences) more such relations."]
    }

    private static func sameMedia(_ stream: MediaStream, _ result: CallAnalysisResult) -> String? {
        guard let same = stream.sameMedia else { return nil }
        let other = result.streams[same.stream].id
        let later = "\(DecimalText.fixed(same.delayMilliseconds, places: 1)) ms later"
        let lost = same.lostBetween.map { $0 > 0 ? ", \($0) packets fewer" : ", nothing lost between" } ?? ""
        switch same.relation {
        case .addressTranslated: return "\(stream.id) is \(other) after an address translation, \(later)\(lost)."
        case .relayed: return "\(stream.id) is \(other) sent on by \(stream.source.address), \(later)\(lost)."
        case .returned: return "\(stream.id) is \(other) sent back to where it came from, \(later)\(lost)."
        case .secondPath: return "\(stream.id) is \(other) on a second path, \(later)."
        }
    }

    private static func words(_ means: StreamRepair.Means) -> String {
        switch means {
        case .retransmission: return "retransmission"
        case .redundancy: return "redundancy in later packets"
        case .parity: return "forward error correction"
        case .secondPath: return "the second path"
        }
    }
}
