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
        for fax in source.overview.faxStreams.prefix(8) { sentences.append(words(fax)) }
        return sentences + captures.flatMap(\.unread).map(\.message)
    }

    /// What a fax came to.
    private static func words(_ fax: AnalysisFaxStream) -> String {
        let repair =
            (fax.redundancy > 0 ? "up to \(fax.redundancy) repeated in each" : "without redundancy")
            + (fax.hasParity ? ", with parity" : "")
        return "Fax\(fax.call.map { " of \($0)" } ?? "") by T.38 from \(fax.source) to \(fax.destination): "
            + "\(fax.received) packets (\(repair)), \(fax.lost) lost"
            + (fax.lost > 0 ? ", \(fax.recovered) of them repaired." : ".")
    }
}
