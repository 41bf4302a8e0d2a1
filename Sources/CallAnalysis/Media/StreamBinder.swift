import CallVocabulary

/// Finds the call and the direction of each stream, by the strongest evidence there is.
///
/// In order: the address a session description named; the address the sender named; an SSRC a description
/// announced; the mirror of a bound stream; what RTCP says; the same SSRC at another address in mid-call.
struct StreamBinder {
    let endpoints: AdvertisedEndpoints
    let rtcp: RTCPTracker

    /// Media may go on this long after a call's end, or begin this long before its signaling.
    static let slackNanoseconds: Int64 = 5_000_000_000

    /// Binds what can be bound.
    func bind(_ streams: inout [MediaStream], to calls: [Call]) {
        for index in streams.indices {
            if let bound = byAdvertisement(streams[index], calls: calls) {
                apply(bound, to: &streams[index])
            }
        }
        // What one round finds may help the next: at most one round for each way.
        for _ in 0..<3 {
            var progress = false
            progress = bindMirrors(&streams, calls: calls) || progress
            progress = bindByRTCP(&streams, calls: calls) || progress
            progress = bindSameSource(&streams, calls: calls) || progress
            if !progress { break }
        }
    }

    private struct Bound {
        var call: Int
        var sender: CallSide
        var binding: StreamBinding
    }

    private func apply(_ bound: Bound, to stream: inout MediaStream) {
        stream.call = bound.call
        stream.binding = bound.binding
        stream.direction = bound.sender == .calling ? .callingToCalled : .calledToCalling
    }

    private func covers(_ call: Call, _ stream: MediaStream) -> Bool {
        let from = call.startedAt.advanced(byNanoseconds: -StreamBinder.slackNanoseconds)
        guard stream.endedAt >= from else { return false }
        guard let endedAt = call.endedAt else { return true }
        return stream.startedAt <= endedAt.advanced(byNanoseconds: StreamBinder.slackNanoseconds)
    }

    private func isOver(_ call: Call, before stream: MediaStream) -> Bool {
        call.endedAt.map { $0 < stream.startedAt } ?? false
    }

    private func byAdvertisement(_ stream: MediaStream, calls: [Call]) -> Bound? {
        func lookUp(_ endpoint: TransportEndpoint) -> Advertisement? {
            guard let found = endpoints.advertisement(for: endpoint, at: stream.startedAt),
                calls.indices.contains(found.call), covers(calls[found.call], stream)
            else { return nil }
            return found
        }
        let towards = lookUp(stream.destination)
        let from = lookUp(stream.source)
        if let towards, let from, towards.call == from.call, towards.side == from.side {
            // Both ends named by one side: a hop inside it. The written address decides over the guessed one.
            let decisive = from.isGuessed && !towards.isGuessed ? towards.side.other : from.side
            return Bound(call: towards.call, sender: decisive, binding: .sessionDescription)
        }
        if let towards, let from, towards.call != from.call, isOver(calls[towards.call], before: stream),
            !isOver(calls[from.call], before: stream)
        {
            // The receiver has not said yet that it takes part in the sender's next call.
            return Bound(call: from.call, sender: from.side, binding: .symmetricAddress)
        }
        if let towards, !(towards.isGuessed && from != nil) {
            return Bound(call: towards.call, sender: towards.side.other, binding: .sessionDescription)
        }
        // What a party's host sends to a group is music, or a page, for whoever listens.
        if let from, !stream.destination.address.isMulticast {
            return Bound(call: from.call, sender: from.side, binding: .symmetricAddress)
        }
        if let announced = endpoints.announcedSources[stream.ssrc], calls.indices.contains(announced.call),
            covers(calls[announced.call], stream)
        {
            return Bound(call: announced.call, sender: announced.side, binding: .rtcpSource)
        }
        return nil
    }

    /// Two opposite streams between two hosts at one time are two directions: where both were given one, the one that was
    /// bound by its source alone is turned.
    func settleOpposites(_ streams: inout [MediaStream]) {
        var byHosts: [HostPair: [Int]] = [:]
        for index in streams.indices where streams[index].call != nil && streams[index].binding == .symmetricAddress {
            byHosts[HostPair(streams[index]), default: []].append(index)
        }
        guard !byHosts.isEmpty else { return }
        for index in streams.indices where streams[index].binding == .sessionDescription {
            let stream = streams[index]
            let opposite = HostPair(
                source: stream.destination.address, destination: stream.source.address, call: stream.call)
            for other in byHosts[opposite] ?? [] {
                let theirs = streams[other]
                let shared = min(theirs.endedAt, stream.endedAt).seconds(since: max(theirs.startedAt, stream.startedAt))
                guard theirs.direction == stream.direction, theirs.source.address != theirs.destination.address,
                    shared > 0.5 * min(theirs.durationSeconds, stream.durationSeconds)
                else { continue }
                streams[other].direction =
                    stream.direction == .callingToCalled ? .calledToCalling : .callingToCalled
            }
        }
    }

    private struct HostPair: Hashable {
        var source: IPAddress
        var destination: IPAddress
        var call: Int?

        init(source: IPAddress, destination: IPAddress, call: Int?) {
            self.source = source
            self.destination = destination
            self.call = call
        }

        init(_ stream: MediaStream) {
            self.init(source: stream.source.address, destination: stream.destination.address, call: stream.call)
        }
    }

    /// Notes of each stream whether a description of its call asks for media where it goes.
    func noteAsked(_ streams: inout [MediaStream]) {
        for index in streams.indices {
            guard let call = streams[index].call,
                let asked = endpoints.advertisement(for: streams[index].destination, at: streams[index].endedAt)
            else { continue }
            streams[index].goesWhereAsked =
                asked.call == call && !asked.isGuessed && asked.side == streams[index].direction.sender?.other
        }
    }

    private struct Pair: Hashable {
        var one: TransportEndpoint
        var other: TransportEndpoint
    }

    private func bindMirrors(_ streams: inout [MediaStream], calls: [Call]) -> Bool {
        var byPair: [Pair: [Int]] = [:]
        for (index, stream) in streams.enumerated() where stream.call != nil {
            byPair[Pair(one: stream.source, other: stream.destination), default: []].append(index)
        }
        var progress = false
        for index in streams.indices where streams[index].call == nil {
            let stream = streams[index]
            let mirrors = byPair[Pair(one: stream.destination, other: stream.source)] ?? []
            let siblings = byPair[Pair(one: stream.source, other: stream.destination)] ?? []
            func fitting(_ candidates: [Int]) -> Int? {
                candidates.last { candidate in
                    guard let call = streams[candidate].call else { return false }
                    return covers(calls[call], stream)
                }
            }
            if let mirror = fitting(mirrors), let call = streams[mirror].call,
                let sender = streams[mirror].direction.sender?.other
            {
                apply(Bound(call: call, sender: sender, binding: .symmetricAddress), to: &streams[index])
                progress = true
            } else if let sibling = fitting(siblings), let call = streams[sibling].call,
                let sender = streams[sibling].direction.sender
            {
                apply(Bound(call: call, sender: sender, binding: .symmetricAddress), to: &streams[index])
                progress = true
            }
        }
        return progress
    }

    private func bindByRTCP(_ streams: inout [MediaStream], calls: [Call]) -> Bool {
        var boundBySource: [UInt32: Int] = [:]
        var boundByName: [String: Int] = [:]
        for (index, stream) in streams.enumerated() where stream.call != nil {
            boundBySource[stream.ssrc] = index
            if let name = rtcp.canonicalName(of: stream.ssrc), boundByName[name] == nil { boundByName[name] = index }
        }
        var progress = false
        for index in streams.indices where streams[index].call == nil {
            let stream = streams[index]
            var found: (call: Int, sender: CallSide)?
            if let name = rtcp.canonicalName(of: stream.ssrc), let same = boundByName[name] {
                found = streams[same].call.flatMap { call in streams[same].direction.sender.map { (call, $0) } }
            }
            if found == nil {
                // Who reports on this stream receives it; whom its sender reports on, it receives.
                let peers = rtcp.reporters(about: stream.ssrc) + rtcp.reported(by: stream.ssrc)
                for peer in peers {
                    guard let other = boundBySource[peer], let call = streams[other].call,
                        let sender = streams[other].direction.sender
                    else { continue }
                    found = (call, sender.other)
                    break
                }
            }
            guard let found, calls.indices.contains(found.call), covers(calls[found.call], stream) else { continue }
            apply(Bound(call: found.call, sender: found.sender, binding: .rtcpSource), to: &streams[index])
            progress = true
        }
        return progress
    }

    private func bindSameSource(_ streams: inout [MediaStream], calls: [Call]) -> Bool {
        // The latest come first; the same source may have served many calls.
        var bound: [UInt32: [Int]] = [:]
        for (index, stream) in streams.enumerated().reversed() where stream.call != nil {
            if bound[stream.ssrc, default: []].count < AnalysisLimits.bindingsPerSource {
                bound[stream.ssrc, default: []].append(index)
            }
        }
        var progress = false
        for index in streams.indices where streams[index].call == nil {
            let stream = streams[index]
            for other in bound[stream.ssrc] ?? [] {
                guard let call = streams[other].call, let sender = streams[other].direction.sender,
                    covers(calls[call], stream),
                    stream.source.address == streams[other].source.address
                        || stream.destination.address == streams[other].destination.address
                else { continue }
                apply(Bound(call: call, sender: sender, binding: .sameSource), to: &streams[index])
                progress = true
                break
            }
        }
        return progress
    }
}
