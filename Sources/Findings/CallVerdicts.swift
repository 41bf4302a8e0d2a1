import CallAnalysis

extension AnalysisVerdict {
    /// The verdict on each call, in the order of the calls: what is found about it or its streams, and where nothing is,
    /// whether the capture could tell.
    public static func ofCalls(in result: CallAnalysisResult, findings: [Finding]) -> [Kind] {
        var verdicts = [Kind?](repeating: nil, count: result.calls.count)
        var isHidden = [Bool](repeating: false, count: result.calls.count)
        for finding in findings where !finding.code.rawValue.hasPrefix("capture.") {
            let streams = finding.streams + [finding.stream].compactMap { $0 }
            let calls = Set([finding.call].compactMap { $0 } + streams.compactMap { result.streams[$0].call })
            for call in calls where verdicts.indices.contains(call) {
                if finding.cause == .notVisibleFromHere { isHidden[call] = true }
                switch finding.severity {
                case .fault: verdicts[call] = .fault
                case .warning: if verdicts[call] != .fault { verdicts[call] = .warning }
                case .note: break
                }
            }
        }
        return result.calls.indices.map { index in
            verdicts[index] ?? (isHidden[index] || HearingProof.isOpen(index, in: result) ? .cannotTell : .clear)
        }
    }

    /// A sentence for many faults and warnings: the first fault, and how many more there are; `nil` without any.
    package static func headline(faults: [String], warnings: Int) -> String? {
        if let first = faults.first {
            let more = faults.count - 1
            return firstSentence(first) + "." + (more > 0 ? " And \(more) more \(more == 1 ? "fault" : "faults")." : "")
        }
        return warnings > 0
            ? "No fault found, \(warnings) \(warnings == 1 ? "thing" : "things") worth a look." : nil
    }
}

extension HearingProof {
    /// Whether it cannot be seen if a call was heard: its end is not known, or it was answered and nobody who should
    /// receive says so.
    static func isOpen(_ index: Int, in result: CallAnalysisResult) -> Bool {
        let call = result.calls[index]
        guard call.answeredAt != nil else { return call.outcome == .unknown || call.outcome == .inProgress }
        let audio = call.streams.filter { result.streams[$0].media == .audio || result.streams[$0].media == .unknown }
        guard !audio.isEmpty else { return true }
        if audio.contains(where: {
            let stream = result.streams[$0]
            return stream.role == .media && stream.jitter == nil && stream.counts.received >= 50
        }) {
            return true
        }
        return !listenersWithoutWord(in: index, result).isEmpty
    }
}
