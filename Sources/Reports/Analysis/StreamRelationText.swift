import JSONText
import ReportModel

/// How streams belong together: one sentence for each that repairs another, was repaired, or is another seen again.
struct StreamRelationText {
    private(set) var all: [String] = []
    private(set) var count = 0
    /// Sentences kept.
    static let maximumKept = 200

    private mutating func tell(_ sentence: String) {
        count += 1
        if all.count < Self.maximumKept { all.append(sentence) }
    }

    mutating func add(_ stream: AnalysisStream) {
        if let text = Self.sameMedia(stream) { tell(text) }
        if let base = stream.repairs {
            let isAgain = stream.role == "retransmission"
            tell(
                "\(stream.id) \(isAgain ? "sends lost packets of" : "carries parity for") \(base)\(isAgain ? " again." : ".")"
            )
        }
        if let repair = stream.repair, stream.counts.lost > 0 {
            let by = repair.means.map(Self.words).joined(separator: " and ")
            tell(
                "Of \(stream.counts.lost) lost packets of \(stream.id), \(repair.repaired) were repaired by \(by), "
                    + "and \(repair.lostAfterRepair) were not.")
        }
    }

    /// The first sentences, and how many more there are.
    func sentences(most: Int) -> [String] {
        guard count > most else { return all }
        return all.prefix(most) + ["… and \(count - most) more such relations."]
    }

    private static func sameMedia(_ stream: AnalysisStream) -> String? {
        guard let same = stream.sameMedia else { return nil }
        let other = same.stream
        let later = "\(DecimalText.fixed(same.delayMilliseconds, places: 1)) ms later"
        let lost =
            same.lostBetween.map {
                $0 > 0 ? ", \($0) \($0 == 1 ? "packet" : "packets") fewer" : ", nothing lost between"
            } ?? ""
        switch same.relation {
        case "address-translated": return "\(stream.id) is \(other) after an address translation, \(later)\(lost)."
        case "relayed": return "\(stream.id) is \(other) sent on by \(stream.source.address), \(later)\(lost)."
        case "returned": return "\(stream.id) is \(other) sent back to where it came from, \(later)\(lost)."
        case "second-path": return "\(stream.id) is \(other) on a second path, \(later)."
        default: return "\(stream.id) is \(other) seen again, \(later)."
        }
    }

    private static func words(_ means: String) -> String {
        switch means {
        case "retransmission": return "retransmission"
        case "redundancy": return "redundancy in later packets"
        case "forward-error-correction": return "forward error correction"
        case "second-path": return "the second path"
        default: return means
        }
    }
}
