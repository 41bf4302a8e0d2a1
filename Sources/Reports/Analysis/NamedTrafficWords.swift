import ReportModel

/// What a capture holds that is named but not followed, in plain sentences.
enum NamedTrafficWords {
    static func sentences(_ source: some AnalysisSource) -> [String] {
        let captures = (0..<source.captureCount).map(source.capture)
        var names: [String] = []
        for other in captures.flatMap(\.otherSignaling) where !names.contains(other.name) { names.append(other.name) }
        var sentences: [String] = []
        if let last = names.last {
            let list = names.count == 1 ? last : names.dropLast().joined(separator: ", ") + " and " + last
            sentences.append(
                "\(captures.count == 1 ? "This capture holds" : "These captures hold") \(list) signaling, which "
                    + "Earshot names but does not follow; "
                    + (source.streamCount == 0 ? "no media stream was found." : "its media streams are measured."))
        }
        return sentences + captures.flatMap(\.unread).map(\.message)
    }
}
