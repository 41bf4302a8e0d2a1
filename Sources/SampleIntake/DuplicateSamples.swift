import CallVocabulary

/// The samples that describe the same call as an earlier one: the same pair of numbers within the same minute.
struct DuplicateSamples {
    /// A sample by the number that stands for its pair and minute.
    private struct Entry {
        var name: Int
        var index: Int
    }

    /// What two samples of one call share.
    private struct Call: Hashable {
        var calling: String
        var called: String
        var minute: Int64
    }

    /// The index of each duplicate with that of the first sample of its call, in order.
    private(set) var pairs: [(later: Int, first: Int)] = []

    /// Finds them among `samples`; `window` in seconds, more than 0.
    init(_ samples: [CheckedSample], window: Int64) {
        func call(_ sample: CheckedSample) -> Call? {
            guard window > 0, let startedAt = sample.startedAt, let called = sample.calledNumber.number?.e164,
                let calling = sample.callingNumber.number?.e164
            else { return nil }
            return Call(calling: calling, called: called, minute: startedAt.nanoseconds / (window * 1_000_000_000))
        }
        // Sorted numbers take a tenth of the room of a table of texts, and most are different.
        var entries: [Entry] = []
        entries.reserveCapacity(samples.count)
        for (index, sample) in samples.enumerated() {
            if let call = call(sample) { entries.append(Entry(name: call.hashValue, index: index)) }
        }
        entries.sort { ($0.name, $0.index) < ($1.name, $1.index) }
        var start = 0
        while start < entries.count {
            var end = start + 1
            while end < entries.count, entries[end].name == entries[start].name { end += 1 }
            if end - start > 1 {
                var first: [Call: Int] = [:]
                for entry in entries[start..<end] {
                    guard let call = call(samples[entry.index]) else { continue }
                    if let earlier = first[call] {
                        pairs.append((entry.index, earlier))
                    } else {
                        first[call] = entry.index
                    }
                }
            }
            start = end
        }
        pairs.sort { $0.later < $1.later }
    }

    /// What to say of each of them; `draft` knows their lines.
    func problems(_ draft: SubmissionDraft) -> [Problem] {
        pairs.map { later, first in
            Problem(
                code: .duplicateSample, severity: .advice, sample: later, field: "/samples/\(later)",
                line: draft.samples.indices.contains(later) ? draft.samples[later].line : nil,
                message: "This is the same call as sample \(first + 1).",
                remedy: "Leave one of them out; another call shows more.")
        }
    }
}
