import CallVocabulary

/// Numbers that a sender used towards another destination in the meantime: no loss of the stream they seem missing from.
///
/// A phone that is put on hold, transferred or sent to music keeps its source and its sequence numbers while its packets go
/// elsewhere, and then come back (RFC 3550 knows one source, not one path).
enum SentElsewhere {
    /// Missing in a row, below which it is not looked for.
    static let requiredRun = 3

    /// Takes from each stream's loss what another stream of the same source carried, and begins a new epoch there.
    static func settle(_ streams: inout [MediaStream]) {
        var groups: [UInt32: [Int]] = [:]
        for index in streams.indices { groups[streams[index].ssrc, default: []].append(index) }
        for group in groups.values where group.count > 1 && group.count <= AnalysisLimits.sentElsewherePerSource {
            for index in group {
                for other in group
                where other != index && streams[other].source == streams[index].source
                    && streams[other].destination != streams[index].destination
                {
                    for epoch in streams[other].epochs where epoch.counts.received > 0 {
                        settle(&streams[index], epoch)
                    }
                }
            }
        }
    }

    /// Looks for a run of `stream` that `epoch`, of another destination, has the beginning or the middle of.
    private static func settle(_ stream: inout MediaStream, _ epoch: StreamEpoch) {
        let first = UInt16(truncatingIfNeeded: epoch.firstSequence)
        let found = stream.lossRuns.firstIndex { run in
            run.count >= requiredRun && run.at > epoch.startedAt && run.at >= epoch.endedAt
                && Int(first &- UInt16(truncatingIfNeeded: run.firstSequence)) < run.count
        }
        guard let found else { return }
        let run = stream.lossRuns[found]
        let offset = Int(first &- UInt16(truncatingIfNeeded: run.firstSequence))
        let carried = min(epoch.counts.expected, run.count - offset)
        guard carried >= requiredRun, carried <= stream.counts.lost,
            let index = stream.epochs.firstIndex(where: {
                $0.startedAt <= run.at && run.at <= $0.endedAt && $0.counts.lost >= carried
            }),
            stream.epochs.count < AnalysisLimits.partsPerStream
        else { return }
        // What is missing around it stays lost, and counts for the epoch behind.
        let rest = run.count - carried
        if rest > 0 { stream.lossRuns[found].count = rest } else { stream.lossRuns.remove(at: found) }
        stream.counts.lost -= carried
        stream.counts.expected -= carried
        guard stream.epochs[index].startedAt < run.at else {
            // The silence towards here began an epoch already.
            stream.epochs[index].reason = .addressChange
            stream.epochs[index].firstSequence &+= UInt32(truncatingIfNeeded: carried)
            stream.epochs[index].counts.expected -= carried
            stream.epochs[index].counts.lost -= carried
            return
        }
        var before = stream.epochs[index]
        var after = before
        after.startedAt = run.at
        after.firstPacket = run.revealedBy
        after.reason = .addressChange
        let lostBefore = stream.lossRuns.reduce(0) { sum, other in
            sum + (other.at > before.startedAt && other.at < run.at ? other.count : 0)
        }
        // Numbers and times of a damaged capture need not fit each other: what the parts count is the whole all the same.
        let numbers = Int(run.firstSequence &- before.firstSequence)
        let whole = before.counts
        before.counts.lost = min(lostBefore, numbers, whole.lost - carried)
        before.counts.received = min(numbers - before.counts.lost, whole.received)
        before.counts.expected = before.counts.received + before.counts.lost
        before.lastSequence = run.firstSequence &- 1
        before.endedAt = min(epoch.startedAt, run.at)
        after.firstSequence = run.firstSequence &+ UInt32(truncatingIfNeeded: carried)
        after.counts.received = whole.received - before.counts.received
        after.counts.lost = whole.lost - carried - before.counts.lost
        after.counts.expected = after.counts.received + after.counts.lost
        after.counts.duplicated = 0
        after.counts.reordered = 0
        stream.epochs[index] = before
        stream.epochs.insert(after, at: index + 1)
    }
}
