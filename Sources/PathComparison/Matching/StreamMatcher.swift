/// A stream found at both points.
struct StreamPair {
    /// Its index among NEAR's streams.
    var near: Int
    /// Its index among FAR's streams.
    var far: Int
    /// How it was found.
    var match: StreamMatch
    /// Its packets at both points.
    var alignment: StreamAlignment
}

/// Finds each stream of NEAR among those of FAR: by SSRC and numbers first, then by payloads where those were rewritten.
///
/// Addresses play no part, so translators between the points do no harm.
struct StreamMatcher {
    let near: CaptureRecord
    let far: CaptureRecord
    let limits: ComparisonLimits

    /// Packets in common from which two streams of one SSRC are one: by 48 bits of numbering, not by chance.
    static let minimumCommon = 4

    /// Pairs in order of NEAR's streams; each stream is in one pair at most.
    func pairs() -> [StreamPair] {
        var found: [StreamPair] = []
        var usedNear: Set<Int> = []
        var usedFar: Set<Int> = []
        func take(_ candidates: [StreamPair]) {
            let best = candidates.sorted {
                ($0.alignment.common.count, $1.near, $1.far) > ($1.alignment.common.count, $0.near, $0.far)
            }
            for pair in best where !usedNear.contains(pair.near) && !usedFar.contains(pair.far) {
                usedNear.insert(pair.near)
                usedFar.insert(pair.far)
                found.append(pair)
            }
        }
        take(sameSource())
        take(samePayload(except: usedNear, usedFar))
        return found.sorted { $0.near < $1.near }
    }

    private func sameSource() -> [StreamPair] {
        var farBySource: [UInt32: [Int]] = [:]
        for (index, stream) in far.streams.enumerated() { farBySource[stream.ssrc, default: []].append(index) }
        var triedBySource: [UInt32: Int] = [:]
        var candidates: [StreamPair] = []
        for (index, stream) in near.streams.enumerated() {
            triedBySource[stream.ssrc, default: 0] += 1
            guard triedBySource[stream.ssrc, default: 0] <= limits.candidatesPerSource else { continue }
            for other in (farBySource[stream.ssrc] ?? []).prefix(limits.candidatesPerSource) {
                let unchanged = StreamAlignment(stream, far.streams[other], shift: HeaderShift())
                if unchanged.common.count >= Self.minimumCommon {
                    candidates.append(StreamPair(near: index, far: other, match: .source, alignment: unchanged))
                } else if let shift = PayloadVote.shift(stream, far.streams[other], divisor: 1) {
                    let alignment = StreamAlignment(stream, far.streams[other], shift: shift)
                    guard alignment.common.count >= PayloadVote.minimumVotes else { continue }
                    candidates.append(StreamPair(near: index, far: other, match: .payload, alignment: alignment))
                }
            }
        }
        return candidates
    }

    private func samePayload(except usedNear: Set<Int>, _ usedFar: Set<Int>) -> [StreamPair] {
        let leftNear = near.streams.indices.filter { !usedNear.contains($0) }
        let leftFar = far.streams.indices.filter { !usedFar.contains($0) }
        guard !leftNear.isEmpty, !leftFar.isEmpty else { return [] }
        let packets = leftNear.reduce(0) { $0 + near.streams[$1].packets.count }
        let divisor = UInt32(clamping: packets / max(1, limits.payloads) + 1)
        // The first few streams that hold a payload: music on hold is the same in many calls.
        var holders: [UInt32: [Int]] = [:]
        for index in leftNear {
            for digest in PayloadVote.distinctPayloads(near.streams[index], divisor: divisor).keys
            where (holders[digest]?.count ?? 0) < limits.candidatesPerSource {
                holders[digest, default: []].append(index)
            }
        }
        var candidates: [StreamPair] = []
        for index in leftFar {
            var votes: [Int: Int] = [:]
            for digest in PayloadVote.distinctPayloads(far.streams[index], divisor: divisor).keys {
                for holder in holders[digest] ?? [] { votes[holder, default: 0] += 1 }
            }
            let best = votes.filter { $0.value >= PayloadVote.minimumVotes }
                .sorted { ($0.value, $1.key) > ($1.value, $0.key) }.prefix(limits.candidatesPerSource)
            for (holder, _) in best {
                guard
                    let shift = PayloadVote.shift(near.streams[holder], far.streams[index], divisor: divisor)
                else { continue }
                let alignment = StreamAlignment(near.streams[holder], far.streams[index], shift: shift)
                guard alignment.common.count >= PayloadVote.minimumVotes else { continue }
                candidates.append(StreamPair(near: holder, far: index, match: .payload, alignment: alignment))
            }
        }
        return candidates
    }
}
