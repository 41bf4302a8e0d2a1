import CallVocabulary

/// Puts together what the parts found, by the passes of ``ResultPass/all``: streams named and bound, calls ended, sums made.
extension CallAnalyzer {
    mutating func assembleResult(
        keeping openers: inout MediaOpeners, parallel: @escaping ParallelWork
    ) -> CallAnalysisResult {
        var draft = ResultDraft(openers: openers, captureEnd: tally.end, parallel: parallel)
        for pass in ResultPass.all { pass.run(&self, &draft) }
        openers = draft.openers
        return draft.result
    }

    /// Counts by their names all the limits that the parts met.
    mutating func tallyLimits() -> [String: Int] {
        let parts = [
            signaling.requests.limitsMet, signaling.calls.limitsMet, rtcp.limitsMet, demux.streams.limitsMet,
            ring.media.limitsMet,
        ]
        for part in parts {
            for (limit, times) in part { meet(limit, times: times) }
        }
        if ring.keys.log.isCut { meet(.keyLog) }
        return limitsMet.byName
    }

    /// What control packets say of each stream, and what its losses are by all that is known now.
    func takeReports(_ result: inout CallAnalysisResult) {
        let scattered = rtcp.slotsByScatteredSource()
        let oneWay = Self.sourcesOfOneWay(result.streams, among: scattered)
        let spans = signaling.calls.endpoints.spans
        for index in result.streams.indices {
            result.streams[index].rtcp = rtcp.summary(
                of: result.streams[index],
                in: result.streams[index].call.flatMap { spans.indices.contains($0) ? spans[$0] : nil },
                scattered: scattered, isOneWay: oneWay.contains(result.streams[index].ssrc))
            ReportCredibility.settle(&result.streams[index])
            CaptureLoss.settle(&result.streams[index])
            CaptureLoss.settleEventsOnly(&result.streams[index])
            ReceiverLoss.settle(&result.streams[index])
            if let metrics = result.streams[index].rtcp?.voipMetrics { result.streams[index].farEnd = [metrics] }
            if let call = result.streams[index].call { result.calls[call].streams.append(index) }
        }
    }

    /// Those of `scattered` whose streams all go one way in one call.
    static func sourcesOfOneWay(_ streams: [MediaStream], among scattered: [UInt32: [Int]]) -> Set<UInt32> {
        guard !scattered.isEmpty else { return [] }
        var ways: [UInt32: (call: Int?, direction: StreamDirection)] = [:]
        var found = Set(scattered.keys)
        for index in streams.indices where scattered[streams[index].ssrc] != nil {
            let way = (call: streams[index].call, direction: streams[index].direction)
            if let known = ways[streams[index].ssrc] {
                if known != way { found.remove(streams[index].ssrc) }
            } else {
                ways[streams[index].ssrc] = way
            }
        }
        return found
    }

    /// The streams' indices in order of their first packet.
    private var orderOfStreams: [Int] {
        demux.streams.streams.indices.sorted {
            let left = demux.streams.streams[$0].first
            let right = demux.streams.streams[$1].first
            return (left.reference, $0) < (right.reference, $1)
        }
    }

    /// Calls that carry the same packets are legs of one conversation; a transfer links the calls before and after it.
    func linkCalls(_ result: inout CallAnalysisResult) {
        for (one, other) in signaling.calls.referrals.links
        where result.calls.indices.contains(one) && result.calls.indices.contains(other) {
            for (call, linked) in [(one, other), (other, one)]
            where !result.calls[call].linkedCalls.contains(linked) {
                result.calls[call].linkedCalls.append(linked)
            }
        }
        for stream in result.streams {
            guard let same = stream.sameMedia, same.relation != .secondPath, let one = stream.call,
                let other = result.streams[same.stream].call, one != other
            else { continue }
            for (call, linked) in [(one, other), (other, one)]
            where !result.calls[call].linkedCalls.contains(linked) {
                result.calls[call].linkedCalls.append(linked)
            }
        }
    }

    /// Makes the streams in order of their first packet; what is still needed of what measured them comes back.
    mutating func makeStreams(
        _ result: inout CallAnalysisResult, keeping openers: inout MediaOpeners
    ) -> [SettledTracker] {
        let order = orderOfStreams
        // What measured the levels is three times what they are, and goes before the streams come.
        let heard = order.map { demux.streams.levels.heard(in: demux.streams.streams[$0]) }
        demux.streams.levels = PayloadLevelTable()
        var settled: [SettledTracker] = []
        settled.reserveCapacity(order.count)
        result.streams.reserveCapacity(order.count)
        for (position, index) in order.enumerated() {
            let tracker = demux.streams.streams[index]
            var stream = StreamReport.stream(
                tracker, flow: demux.flows[Int(tracker.flow)], id: "stream-\(position + 1)",
                endpoints: signaling.calls.endpoints,
                limits: limits)
            if ring.media.isNeeded {
                stream.encrypted = isProtected(stream.source, stream.destination, at: stream.startedAt)
                if stream.encrypted {
                    stream.decryption = ring.decryption(
                        ofStream: index, protection: tracker.protection, keeping: &openers, as: stream.id,
                        signaling.calls.endpoints)
                }
            }
            if ring.zrtp.covers(stream.source, stream.destination) { stream.encrypted = true }
            PayloadPace.settle(&stream, tracker)
            // What is encrypted sounds like noise by any law, so only what was decrypted was measured.
            let wasHeard = stream.encrypted == (tracker.protection >= 0)
            if wasHeard, let levels = heard[position] {
                stream.audio = levels.levels
                stream.envelope = levels.envelope
            }
            stream.knowsEncryption =
                stream.encrypted || stream.payloadLength == .fitting
                || stream.knowsEncryption && stream.payloadLength == .unknown
            result.streams.append(stream)
            settled.append(SettledTracker(tracker, place: index))
            // None of its lists is there twice.
            demux.streams.streams[index].releaseDetails()
        }
        demux.streams.releaseTrackers()
        return settled
    }

    /// A silence is an epoch's border only if a hold explains it.
    static func settleEpochs(_ result: inout CallAnalysisResult, _ trackers: [SettledTracker]) {
        for (position, tracker) in trackers.enumerated() where !tracker.parts.isEmpty {
            let stream = result.streams[position]
            let call = stream.call.map { result.calls[$0] }
            result.streams[position].epochs = StreamReport.joinPauses(
                stream.epochs, of: tracker.parts
            ) { from, until in
                // Who holds may go on sending, music perhaps, or fall silent as well.
                call?.media.contains { span in
                    span.kind == stream.media && span.from <= until && (span.until ?? until) >= from
                        && !(span.permitsMedia(from: .calling) && span.permitsMedia(from: .called))
                } ?? false
            }
        }
    }

    /// RTCP sources with their call: by a stream of theirs, else by the advertised address they belong to.
    func boundSources(_ result: CallAnalysisResult) -> [RTCPSource] {
        var streamOf: [UInt32: [Int]] = [:]
        for (index, stream) in result.streams.enumerated() where stream.call != nil {
            streamOf[stream.ssrc, default: []].append(index)
        }
        return rtcp.allSources.map { found in
            var source = found
            let same = streamOf[source.ssrc]?.prefix(64).filter { index in
                result.streams[index].source.address == source.source.address
            }
            // Of calls one after another the one in which it spoke.
            let own =
                same?.last { index in
                    result.streams[index].startedAt <= source.lastSeenAt
                        && source.firstSeenAt <= result.streams[index].endedAt
                } ?? same?.first
            if let own {
                source.call = result.streams[own].call
                source.side = result.streams[own].direction.sender
                return source
            }
            // Plain RTCP uses the port above RTP's; with rtcp-mux it is the same.
            for step in [0, 1] as [UInt16] {
                let from = TransportEndpoint(address: source.source.address, port: source.source.port &- step)
                let towards = TransportEndpoint(
                    address: source.destination.address, port: source.destination.port &- step)
                if let named = signaling.calls.endpoints.advertisement(for: towards, at: source.firstSeenAt) {
                    source.call = named.call
                    source.side = named.side.other
                    return source
                }
                if let named = signaling.calls.endpoints.advertisement(for: from, at: source.firstSeenAt) {
                    source.call = named.call
                    source.side = named.side
                    return source
                }
            }
            // Translated on its way, it is still the source of its stream.
            if let streams = streamOf[source.ssrc], let first = streams.first,
                streams.prefix(64).allSatisfy({
                    result.streams[$0].call == result.streams[first].call
                        && result.streams[$0].direction == result.streams[first].direction
                })
            {
                source.call = result.streams[first].call
                source.side = result.streams[first].direction.sender
            }
            return source
        }
    }
}
