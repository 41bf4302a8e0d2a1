import CallVocabulary

/// Finds streams that are the same packets seen twice: before and after a translation, on two legs of a relay, or on two
/// paths that the sender uses at once. Copies of the capture never become streams of their own.
enum SameMediaFinder {
    /// The fewest numbers that two streams must have in common.
    static let fewestCommon = 25
    /// How much later a packet may be seen the second time: 2 s.
    static let mostDelay = 2_000.0

    /// Finds them; `trackers` are those of `streams`, in the same order.
    static func settle(_ streams: inout [MediaStream], trackers: [SettledTracker]) {
        var groups: [UInt32: [Int]] = [:]
        for index in streams.indices where streams[index].role == .media {
            groups[streams[index].ssrc, default: []].append(index)
        }
        for group in groups.values where group.count > 1 {
            // Streams of calls one after another on the same ends are one way.
            var ways = group.count { !trackers[$0].isSuccessor }
            guard ways > 1, ways <= AnalysisLimits.sameMediaPerSource else { continue }
            if ways > 2, group.count <= AnalysisLimits.sameMediaPerSource {
                ways -= group.count { !trackers[$0].isSuccessor && goesOn($0, in: group, streams) }
            }
            for meeting in meetings(group, streams)
            where meeting.count > 1 && meeting.count <= AnalysisLimits.sameMediaPerSource {
                relate(meeting, ways: ways, &streams, trackers)
            }
        }
    }

    /// Whether a stream goes on where another of the group ended, between the same hosts in the same call: an end moved to
    /// another port, and the way is the same.
    private static func goesOn(_ index: Int, in group: [Int], _ streams: [MediaStream]) -> Bool {
        let stream = streams[index]
        return stream.call != nil
            && group.contains { other in
                let before = streams[other]
                return other != index && before.call == stream.call && before.endedAt <= stream.startedAt
                    && before.source.address == stream.source.address
                    && before.destination.address == stream.destination.address
            }
    }

    /// The streams in groups of which each begins after all before it have ended.
    private static func meetings(_ group: [Int], _ streams: [MediaStream]) -> [[Int]] {
        guard group.count > AnalysisLimits.sameMediaPerSource else { return [group] }
        var found: [[Int]] = []
        var end: CaptureTime?
        for index in group.sorted(by: { (streams[$0].startedAt, $0) < (streams[$1].startedAt, $1) }) {
            if let last = end, streams[index].startedAt <= last {
                found[found.count - 1].append(index)
            } else {
                found.append([index])
            }
            end = max(end ?? streams[index].endedAt, streams[index].endedAt)
        }
        return found
    }

    private static func relate(
        _ group: [Int], ways: Int, _ streams: inout [MediaStream], _ trackers: [SettledTracker]
    ) {
        for later in group {
            // The nearest before it, so that three legs make a chain.
            var best: (pair: Pair, relation: SameMedia.Relation)?
            for earlier in group where earlier != later {
                guard let pair = Pair(earlier, later, streams, trackers),
                    let relation = relation(pair, streams, trackers, inGroupOf: ways)
                else { continue }
                if best.map({ pair.delay < $0.pair.delay }) ?? true { best = (pair, relation) }
            }
            if let best { relate(best.pair, best.relation, &streams) }
        }
    }

    /// Two streams that have packets in common.
    private struct Pair {
        var earlier: Int
        var later: Int
        /// In milliseconds, not negative.
        var delay: Double
        /// What to add to an extended number of the earlier for the same packet's of the later; `nil` after a restart.
        var shift: Int?

        init?(_ one: Int, _ other: Int, _ streams: [MediaStream], _ trackers: [SettledTracker]) {
            let (left, right) = (streams[one], streams[other])
            guard left.startedAt <= right.endedAt, right.startedAt <= left.endedAt,
                let type = left.payloadTypes.first, right.payloadTypes.contains(where: { $0.number == type.number }),
                left.destination != right.destination || left.source != right.source
            else { return nil }
            let (from, to) = (trackers[one].first, trackers[other].first)
            let steps = Int(Int16(bitPattern: to.sequence &- from.sequence))
            let ticks = Int(Int32(bitPattern: to.timestamp &- from.timestamp))
            let clock = Double(type.clockRate ?? 0)
            guard steps == 0 ? ticks == 0 : clock > 0 && (steps > 0) == (ticks > 0) else { return nil }
            let sent = steps == 0 ? 0 : Double(ticks) / clock * 1_000
            delay = Double(to.arrival &- from.arrival) / 1e6 - sent
            // The same instant twice is seen in the order of the packets.
            guard delay < mostDelay, delay > 0 || (delay == 0 && one < other) else { return nil }
            earlier = one
            later = other
            shift =
                trackers[one].isWhole && trackers[other].isWhole
                ? Int(to.sequence) - Int(from.sequence) - steps : nil
            let common = min(left.counts.expected, right.counts.expected) - abs(steps)
            guard common >= fewestCommon else { return nil }
        }
    }

    private static func relation(
        _ pair: Pair, _ streams: [MediaStream], _ trackers: [SettledTracker], inGroupOf count: Int
    ) -> SameMedia.Relation? {
        let (earlier, later) = (streams[pair.earlier], streams[pair.later])
        if later.source == earlier.destination, later.destination == earlier.source { return .returned }
        let isSamePacket = haveSameIdentifications(trackers[pair.earlier], trackers[pair.later])
        if isSamePacket == true { return .addressTranslated }
        if later.source.address == earlier.destination.address { return .relayed }
        if earlier.destination.address.isMulticast, later.destination.address.isMulticast { return .secondPath }
        // Generators send the same recording in many calls; of these only the above is believed.
        guard count == 2 else { return nil }
        if earlier.destination == later.destination { return isSamePacket == nil ? .addressTranslated : .secondPath }
        if earlier.source.address == later.source.address { return isSamePacket == false ? .secondPath : nil }
        if let one = earlier.call, let other = later.call, one != other { return .relayed }
        // Both ways asked for in one call, and no end in common: a relay with an address on each side.
        if earlier.call != nil, earlier.goesWhereAsked, later.goesWhereAsked { return .relayed }
        return .secondPath
    }

    /// Whether the last packets that both streams have were one IP packet each; `nil` if that cannot be told.
    private static func haveSameIdentifications(_ one: SettledTracker, _ other: SettledTracker) -> Bool? {
        guard let (mine, theirs) = lastNumbers(one, other) else { return nil }
        let apart = Int(Int16(bitPattern: theirs &- mine))
        guard abs(apart) < 12 else { return nil }
        let newest = apart < 0 ? theirs : mine
        var same = 0
        var compared = 0
        for back in 0..<UInt16(16 - abs(apart)) {
            let slot = Int((newest &- back) & 15)
            let (left, right) = (one.identifications[slot], other.identifications[slot])
            if left == 0 && right == 0 { continue }
            compared += 1
            if left == right { same += 1 }
        }
        guard compared >= 4 else { return nil }
        return same * 4 >= compared * 3
    }

    private static func lastNumbers(_ one: SettledTracker, _ other: SettledTracker) -> (UInt16, UInt16)? {
        guard let mine = one.highest, let theirs = other.highest
        else { return nil }
        return (UInt16(truncatingIfNeeded: mine), UInt16(truncatingIfNeeded: theirs))
    }

    private static func relate(_ pair: Pair, _ relation: SameMedia.Relation, _ streams: inout [MediaStream]) {
        let (earlier, later) = (streams[pair.earlier], streams[pair.later])
        let between = pair.shift.map { missing(in: later, receivedIn: earlier, shift: -$0) }
        if relation == .secondPath {
            StreamRepairing.add([.secondPath], repaired: between ?? 0, to: &streams[pair.later])
            let back = pair.shift.map { missing(in: earlier, receivedIn: later, shift: $0) }
            StreamRepairing.add([.secondPath], repaired: back ?? 0, to: &streams[pair.earlier])
        }
        streams[pair.later].sameMedia = SameMedia(
            stream: pair.earlier, relation: relation, delayMilliseconds: pair.delay,
            lostBetween: relation == .secondPath ? nil : between)
        // A gateway that sends digits by signaling takes their packets out, and the numbers are missing.
        let digits = events(of: earlier)
        if relation != .secondPath, let between, between > 0, between <= digits, events(of: later) == 0 {
            streams[pair.later].sameMedia?.digitPacketsTakenOut = between
        }
    }

    private static func events(of stream: MediaStream) -> Int {
        stream.payloadTypes.reduce(0) { $0 + ($1.encoding?.lowercased() == "telephone-event" ? $1.packets : 0) }
    }

    /// How many numbers `stream` lacks that `other` received; a number of `stream` plus `shift` is the other's.
    private static func missing(in stream: MediaStream, receivedIn other: MediaStream, shift: Int) -> Int {
        guard let first = other.epochs.first?.firstSequence, let last = other.epochs.last?.lastSequence else {
            return 0
        }
        let runs = other.lossRuns
        var place = 0
        var count = 0
        for run in stream.lossRuns {
            var from = Int(run.firstSequence) + shift
            let end = min(from + run.count, Int(last) + 1)
            from = max(from, Int(first))
            guard from < end else { continue }
            count += end - from
            while place < runs.count, Int(runs[place].firstSequence) + runs[place].count <= from { place += 1 }
            var next = place
            while next < runs.count, Int(runs[next].firstSequence) < end {
                let begin = max(from, Int(runs[next].firstSequence))
                count -= max(0, min(end, Int(runs[next].firstSequence) + runs[next].count) - begin)
                next += 1
            }
        }
        return count
    }
}
