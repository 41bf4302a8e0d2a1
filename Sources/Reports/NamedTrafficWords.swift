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
        return sentences + result.captures.flatMap(\.unread).map(\.description)
    }
}
