import CallVocabulary

/// Makes one call of dialogs that describe the same two media addresses at one time: a back-to-back user agent has a
/// dialog with each party and leaves the media between them (RFC 7092 §3.1).
struct LegMerging {
    /// The new index of each call, and whether its sides are the other way round there.
    private(set) var places: [(index: Int, isTurned: Bool)] = []
    /// Whether any calls were made one.
    private(set) var hasMerged = false

    /// Two addresses of media, whichever side each is of.
    private struct Pair: Hashable {
        var low: TransportEndpoint
        var high: TransportEndpoint

        init(_ one: TransportEndpoint, _ other: TransportEndpoint) {
            let isInOrder =
                (one.address.high, one.address.low, UInt64(one.port))
                <= (other.address.high, other.address.low, UInt64(other.port))
            low = isInOrder ? one : other
            high = isInOrder ? other : one
        }
    }

    /// Merges what belongs together; the calls that stay are numbered anew.
    init(_ calls: inout [Call], captureEnd: CaptureTime) {
        var byPair: [Pair: [(call: Int, calling: TransportEndpoint)]] = [:]
        for index in calls.indices {
            var own: Set<Pair> = []
            for span in calls[index].media where span.kind == .audio {
                guard let calling = span.sides[.calling]?.receivesAt, let called = span.sides[.called]?.receivesAt,
                    calling.port != 0, called.port != 0, !calling.address.isUnspecified,
                    !called.address.isUnspecified, calling != called
                else { continue }
                let pair = Pair(calling, called)
                guard own.insert(pair).inserted, byPair[pair, default: []].count < AnalysisLimits.legsPerPair else {
                    continue
                }
                byPair[pair, default: []].append((index, calling))
            }
        }
        // Each call's first of its conversation, and whether it is turned against that.
        var parent = calls.indices.map { (index: $0, isTurned: false) }
        for dialogs in byPair.values where dialogs.count > 1 {
            for later in dialogs.indices.dropFirst() {
                for earlier in dialogs[..<later] {
                    let (one, other) = (earlier, dialogs[later])
                    guard one.call != other.call, Self.overlap(calls[one.call], calls[other.call], captureEnd) else {
                        continue
                    }
                    Self.join(one.call, other.call, isTurned: one.calling != other.calling, &parent)
                    break
                }
            }
        }
        settle(&calls, parent)
    }

    /// Whether two calls went on at one time. Where the end of one is not in the capture only other ends of the signaling
    /// tell a leg from the next call of the same two devices.
    private static func overlap(_ one: Call, _ other: Call, _ captureEnd: CaptureTime) -> Bool {
        let (earlier, later) = one.startedAt <= other.startedAt ? (one, other) : (other, one)
        if earlier.endedAt == nil, hosts(earlier) == hosts(later) { return false }
        return one.startedAt <= (other.endedAt ?? captureEnd) && other.startedAt <= (one.endedAt ?? captureEnd)
    }

    private static func hosts(_ call: Call) -> Set<IPAddress> {
        Set(CallSide.allCases.compactMap { call.signalingAddresses[$0]?.address })
    }

    /// The first call of a conversation, and whether `index` is turned against it.
    private static func root(_ index: Int, _ parent: [(index: Int, isTurned: Bool)]) -> (index: Int, isTurned: Bool) {
        var place = index
        var isTurned = false
        while parent[place].index != place {
            isTurned = isTurned != parent[place].isTurned
            place = parent[place].index
        }
        return (place, isTurned)
    }

    private static func join(
        _ one: Int, _ other: Int, isTurned: Bool, _ parent: inout [(index: Int, isTurned: Bool)]
    ) {
        let (left, right) = (root(one, parent), root(other, parent))
        guard left.index != right.index else { return }
        let turned = (left.isTurned != right.isTurned) != isTurned
        if left.index < right.index {
            parent[right.index] = (left.index, turned)
        } else {
            parent[left.index] = (right.index, turned)
        }
    }

    private mutating func settle(_ calls: inout [Call], _ parent: [(index: Int, isTurned: Bool)]) {
        guard parent.indices.contains(where: { parent[$0].index != $0 }) else { return }
        hasMerged = true
        var kept: [Call] = []
        var newPlace: [Int: Int] = [:]
        for index in calls.indices {
            let (first, isTurned) = Self.root(index, parent)
            if first == index {
                newPlace[index] = kept.count
                var call = calls[index]
                call.id = "call-\(kept.count + 1)"
                places.append((kept.count, false))
                kept.append(call)
            } else if let place = newPlace[first] {
                places.append((place, isTurned))
                kept[place].takeIn(calls[index], isTurned: isTurned)
            }
        }
        calls = kept
    }
}

extension Call {
    /// Takes in another dialog of the same conversation; `isTurned` if its caller is the called party here.
    mutating func takeIn(_ other: Call, isTurned: Bool) {
        for name in other.callIDs where !callIDs.contains(name) { callIDs.append(name) }
        let parties = isTurned ? (other.called, other.calling) : (other.calling, other.called)
        calling.takeIn(parties.0)
        called.takeIn(parties.1)
        ringingAt = [ringingAt, other.ringingAt].compactMap(\.self).min()
        // The far leg is answered first; the conversation begins when the caller's is.
        answeredAt = answeredAt ?? other.answeredAt
        if let ended = other.endedAt { endedAt = endedAt.map { min($0, ended) } ?? ended }
        endedBy = endedBy ?? other.endedBy.map { isTurned ? $0.other : $0 }
        finalStatus = finalStatus ?? other.finalStatus
        finalReason = finalReason ?? other.finalReason
        isSecured = isSecured || other.isSecured
        for side in CallSide.allCases {
            let theirs = isTurned ? side.other : side
            if signalingAddresses[side] == nil { signalingAddresses[side] = other.signalingAddresses[theirs] }
            if userAgents[side] == nil { userAgents[side] = other.userAgents[theirs] }
        }
        // Who talks to the middle is the middle's word; the party itself is at the other end of the other leg.
        if let middle = signalingAddresses[.called]?.address,
            other.signalingAddresses[isTurned ? .called : .calling]?.address == middle,
            let party = other.signalingAddresses[isTurned ? .calling : .called]
        {
            signalingAddresses[.called] = party
            userAgents[.called] = other.userAgents[isTurned ? .calling : .called] ?? userAgents[.called]
        }
        messages = messages.merged(with: other.messages, isTurned: isTurned)
        if media.isEmpty { media = isTurned ? other.media.map(\.turned) : other.media }
    }
}

extension CallParty {
    /// Takes in what another dialog names the same party.
    fileprivate mutating func takeIn(_ other: CallParty) {
        let names = [other.number].compactMap(\.self) + other.alternativeNumbers
        for name in names where name != number && !alternativeNumbers.contains(name) && alternativeNumbers.count < 8 {
            alternativeNumbers.append(name)
        }
    }
}

extension NegotiatedMedia {
    /// The same with the sides exchanged.
    fileprivate var turned: NegotiatedMedia {
        var turned = self
        turned.sides[.calling] = sides[.called]
        turned.sides[.called] = sides[.calling]
        return turned
    }
}
