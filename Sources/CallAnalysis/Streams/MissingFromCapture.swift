import CallVocabulary

extension MediaStream {
    /// Moves runs of loss to `missingFromCapture`, in the stream and in the epochs that hold them, so that the epochs still
    /// add up to the stream.
    ///
    /// Epochs overlap in time where a capture's clock goes back, and in numbers where a sender starts anew: a run is taken
    /// once, from the epoch that both fit, else from one that its number or its time fits, else from any that has a loss.
    mutating func moveToCapture(_ runs: some Sequence<LossRun>) {
        var parts = epochs
        var moved = 0
        for run in runs {
            var rest = min(run.count, counts.lost - moved)
            while rest > 0, let index = Self.holder(of: run, among: parts) {
                let own = min(rest, parts[index].counts.lost)
                parts[index].counts.lost -= own
                parts[index].counts.missingFromCapture += own
                moved += own
                rest -= own
            }
        }
        epochs = parts
        counts.lost -= moved
        counts.missingFromCapture += moved
    }

    /// The epoch with losses that fits a run best; `nil` if none has any.
    private static func holder(of run: LossRun, among epochs: [StreamEpoch]) -> Int? {
        var best: (index: Int, fit: Int)?
        for (index, epoch) in epochs.enumerated() where epoch.counts.lost > 0 {
            let isOfNumber = epoch.firstSequence <= run.firstSequence && run.firstSequence <= epoch.lastSequence
            let isOfTime = epoch.startedAt < run.at && run.at <= epoch.endedAt
            let fit = (isOfNumber ? 2 : 0) + (isOfTime ? 1 : 0)
            if fit == 3 { return index }
            if best.map({ fit > $0.fit }) ?? true { best = (index, fit) }
        }
        return best?.index
    }
}
