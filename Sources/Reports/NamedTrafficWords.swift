import CallAnalysis

/// What a capture holds that is named but not followed, in plain sentences.
enum NamedTrafficWords {
    static func sentences(_ result: CallAnalysisResult) -> [String] {
        var sentences: [String] = []
        let names = result.otherSignalingNames
        if let last = names.last {
            let list = names.count == 1 ? last : names.dropLast().joined(separator: ", ") + " and " + last
            sentences.append(
                "\(result.captures.count == 1 ? "This capture holds" : "These captures hold") \(list) signaling, which "
                    + "Earshot names but does not follow; "
                    + (result.streams.isEmpty ? "no media stream was found." : "its media streams are measured."))
        }
        for fax in result.faxStreams.prefix(8) { sentences.append(words(fax, result)) }
        return sentences + result.captures.flatMap(\.unread).map(\.description)
    }

    /// What a fax came to.
    private static func words(_ fax: FaxStream, _ result: CallAnalysisResult) -> String {
        let call = fax.call.flatMap { result.calls.indices.contains($0) ? " of \(result.calls[$0].id)" : nil } ?? ""
        let repair =
            (fax.redundancy > 0 ? "up to \(fax.redundancy) repeated in each" : "without redundancy")
            + (fax.hasParity ? ", with parity" : "")
        return "Fax\(call) by T.38 from \(fax.source) to \(fax.destination): \(fax.received) packets (\(repair)), "
            + "\(fax.lost) lost" + (fax.lost > 0 ? ", \(fax.recovered) of them repaired." : ".")
    }
}
