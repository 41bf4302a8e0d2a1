import CallVocabulary
import WireFormats

/// A source that may be RTP: kept until enough of its packets prove it, or it is given up.
struct StreamCandidate {
    var flow: Int32
    var ssrc: UInt32
    var observations: [RTPObservation]
    /// Packets that continued the sequence, and packets that contradicted RTP.
    var agreeing = 0
    var contradicting = 0
    var lastSequence: UInt16
    var lastTimestamp: UInt32
    var isGivenUp = false
}

/// All RTP streams of a run, and the candidates that may become one.
struct StreamTable {
    var streams: [RTPStreamTracker] = []
    var index = StreamIndex()
    private var candidates: [StreamCandidate] = []
    /// Places of candidates that became streams.
    private var freePlaces: [Int] = []
    /// `flow << 32 | ssrc` to stream index, or to `-1 - candidate index`.
    var indexBySource: [UInt64: Int32] = [:]
    let limits: AnalysisLimits
    /// Streams whose finest course is not kept because of ``AnalysisLimits/seriesStreams``.
    private var coarseStreams = 0
    /// The streams whose finest course is kept, whatever the limits say; `nil` where no call is looked at closely.
    var seriesSources: Set<CallFocus.Source>?
    /// Streams that went on as parts of others for want of room.
    var unbegun = 0
    /// The levels of payloads, of the streams that have some.
    var levels = PayloadLevelTable()
    /// What payloads offer to repair losses with.
    private(set) var repairs = RepairTable()

    /// Packets in sequence that prove a source nobody announced. RFC 3550 A.1 is content with two; here a false
    /// stream costs more than four packets of patience.
    static let requiredInSequence = 4
    /// Sources of an announced flow that are believed at once; further ones must prove themselves.
    static let trustedSources = 64

    /// The limits that streams met within themselves, by name.
    var limitsMet: LimitTally {
        var met: LimitTally = [:]
        if repairs.refused > 0 { met[.repairPieces] = repairs.refused }
        if unbegun > 0 { met[.streams] = unbegun }
        if coarseStreams > 0 { met[.seriesStreams] = coarseStreams }
        for stream in streams {
            if stream.hasForgottenRuns { met[.lossRunsPerStream, default: 0] += 1 }
            if stream.events.unlisted > 0 { met[.eventsPerStream, default: 0] += stream.events.unlisted }
            if stream.history.unsplit > 0 { met[.partsPerStream, default: 0] += stream.history.unsplit }
        }
        return met
    }

    init(limits: AnalysisLimits, measuresLevels: Bool, defersLevels: Bool) {
        self.limits = limits
        levels.isOn = measuresLevels
        if measuresLevels, defersLevels { levels.deferred = DeferredLevels() }
    }

    /// What a packet was counted as.
    enum Outcome: Equatable {
        case media
        case captureCopy
        /// Media of another call than the stream's, with which this stream begins.
        case begun(stream: Int32)
        /// Not recognised as RTP (yet).
        case pending
        /// Now recognised, with all packets held back for it, this one included.
        case recognised([Recognised])
        case limitReached
        /// There is no room for one more source that is not proven.
        case candidateLimitReached
    }

    /// How many packets of a capture turned out to be RTP after all.
    struct Recognised: Equatable {
        var capture: Int
        var media: Int
        var copies: Int
    }

    subscript(index: Int) -> RTPStreamTracker {
        @inline(__always) get { streams[index] }
        @inline(__always) _modify { yield &streams[index] }
    }

    /// Measures the payload of a packet that was recorded in `stream` some other way.
    mutating func measure(_ payload: RawSpan, of packet: RTPObservation, in stream: Int32) {
        guard streams.indices.contains(Int(stream)), packet.payloadType == streams[Int(stream)].currentPayloadType,
            payload.byteCount == Int(packet.payloadLength)
        else { return }
        levels.add(payload, timestamp: packet.timestamp, at: packet.arrival, to: &streams[Int(stream)])
    }

    /// Keeps what the payload of a packet that was recorded in `stream` repairs, if that is what it is for.
    @inline(__always)
    mutating func noteRepair(_ payload: RawSpan, of packet: RTPObservation, in stream: Int) {
        guard streams.indices.contains(stream) else { return }
        switch streams[stream].profiles[streams[stream].currentProfile].kind {
        case .media, .telephoneEvent, .comfortNoise: return
        case .redundant, .retransmission, .parity:
            streams[stream].noteEvents(within: payload, of: packet)
            repairs.add(payload, of: packet, in: streams[stream], index: stream)
        }
    }

    /// Records a packet in the flow's current stream; the usual case.
    @inline(__always)
    mutating func record(_ packet: RTPObservation, inCurrent stream: Int32, endpoints: AdvertisedEndpoints, flow: Flow)
        -> Outcome
    {
        let disposition = streams[Int(stream)].record(packet)
        if disposition == .counted { return .media }
        return settle(disposition, packet, stream: Int(stream), endpoints: endpoints, flow: flow)
    }

    mutating func settle(
        _ disposition: RTPStreamTracker.Disposition, _ packet: RTPObservation, stream: Int,
        endpoints: AdvertisedEndpoints, flow: Flow
    ) -> Outcome {
        switch disposition {
        case .counted, .deferred: return .media
        case .captureCopy: return .captureCopy
        case .mayBeginCall: return succeed(packet, stream: stream, endpoints: endpoints, flow: flow)
        case .needsProfile:
            let profile = PayloadResolver.profile(
                for: packet, flow: flow, endpoints: endpoints, siblings: streams[stream].profiles)
            streams[stream].addProfile(profile)
            let again = streams[stream].record(packet)
            return again == .captureCopy ? .captureCopy : .media
        }
    }

    /// Measures a payload that was decrypted, of a packet recorded in `stream`.
    mutating func measureClear(_ payload: RawSpan, of packet: RTPObservation, in stream: Int) {
        guard streams.indices.contains(stream) else { return }
        levels.add(payload, timestamp: packet.timestamp, at: packet.arrival, to: &streams[stream])
    }

    /// Records a packet whose SSRC is not the flow's current one. A stream that this begins stays out of
    /// ``recordRun(of:from:bytes:capture:)`` if it `isProtected`: its packets come here one by one.
    mutating func recordOther(
        _ packet: RTPObservation, ssrc: UInt32, flowIndex: Int, flow: inout Flow, endpoints: AdvertisedEndpoints,
        isProtected: Bool
    ) -> Outcome {
        let key = UInt64(flowIndex) << 32 | UInt64(ssrc)
        if let known = indexBySource[key] {
            if known >= 0 {
                flow.currentSSRC = ssrc
                flow.currentStream = known
                let outcome = record(packet, inCurrent: known, endpoints: endpoints, flow: flow)
                if case .begun(let stream) = outcome { flow.currentStream = stream }
                return outcome
            }
            return test(
                packet, candidate: Int(-1 - known), key: key, flow: &flow, endpoints: endpoints,
                isProtected: isProtected)
        }
        guard packet.payloadLength > 0 || flow.isAdvertised else { return .pending }
        if flow.isAdvertised, flow.streamCount < StreamTable.trustedSources {
            guard
                let index = makeStream(
                    packet, ssrc: ssrc, flowIndex: flowIndex, flow: &flow, endpoints: endpoints,
                    isProtected: isProtected)
            else { return .limitReached }
            indexBySource[key] = Int32(index)
            return .media
        }
        guard !freePlaces.isEmpty || candidates.count < limits.streamCandidates else { return .candidateLimitReached }
        let candidate = StreamCandidate(
            flow: Int32(flowIndex), ssrc: ssrc, observations: [packet], lastSequence: packet.sequence,
            lastTimestamp: packet.timestamp)
        let place = freePlaces.popLast() ?? candidates.count
        indexBySource[key] = Int32(-1 - place)
        if place < candidates.count { candidates[place] = candidate } else { candidates.append(candidate) }
        return .pending
    }

    /// Weighs one more packet of an unproven source.
    private mutating func test(
        _ packet: RTPObservation, candidate index: Int, key: UInt64, flow: inout Flow, endpoints: AdvertisedEndpoints,
        isProtected: Bool
    ) -> Outcome {
        if candidates[index].isGivenUp { return .pending }
        let step = packet.sequence &- candidates[index].lastSequence
        let advance = Int32(bitPattern: packet.timestamp &- candidates[index].lastTimestamp)
        // 30 s at 90 kHz forwards; a little backwards for video frames out of order.
        let plausibleTime = advance >= -90_000 && advance < 2_700_000
        switch step {
        case 1...5 where plausibleTime: candidates[index].agreeing += 1
        case 0 where advance == 0: break
        // One that was overtaken, in number and in time.
        case 65_531...65_535 where advance < 0 && advance > -90_000:
            candidates[index].observations.append(packet)
            return giveUpIfLong(index)
        default: candidates[index].contradicting += 1
        }
        candidates[index].lastSequence = packet.sequence
        candidates[index].lastTimestamp = packet.timestamp
        candidates[index].observations.append(packet)
        let agreeing = candidates[index].agreeing
        // A flow that carries RTP already needs less proof for another source (RFC 3550 A.1 MIN_SEQUENTIAL).
        let required = flow.streamCount > 0 || flow.isAdvertised ? 1 : StreamTable.requiredInSequence
        if agreeing >= required, agreeing >= 4 * candidates[index].contradicting {
            return promote(candidate: index, key: key, flow: &flow, endpoints: endpoints, isProtected: isProtected)
        }
        return giveUpIfLong(index)
    }

    private mutating func giveUpIfLong(_ index: Int) -> Outcome {
        if candidates[index].observations.count >= AnalysisLimits.observationsPerCandidate {
            candidates[index].isGivenUp = true
            candidates[index].observations = []
        }
        return .pending
    }

    /// Makes a proven candidate a stream and replays its packets.
    private mutating func promote(
        candidate index: Int, key: UInt64, flow: inout Flow, endpoints: AdvertisedEndpoints, isProtected: Bool
    ) -> Outcome {
        let candidate = candidates[index]
        guard let first = candidate.observations.first,
            let stream = makeStream(
                first, ssrc: candidate.ssrc, flowIndex: Int(candidate.flow), flow: &flow, endpoints: endpoints,
                isProtected: isProtected)
        else { return .limitReached }
        candidates[index].isGivenUp = true
        candidates[index].observations = []
        freePlaces.append(index)
        indexBySource[key] = Int32(stream)
        var counts = [Recognised(capture: Int(first.capture), media: 1, copies: 0)]
        streams[stream].isSameCall = true
        for packet in candidate.observations.dropFirst() {
            let isCopy = record(packet, inCurrent: Int32(stream), endpoints: endpoints, flow: flow) == .captureCopy
            if counts[counts.count - 1].capture != Int(packet.capture) {
                counts.append(Recognised(capture: Int(packet.capture), media: 0, copies: 0))
            }
            counts[counts.count - 1].media += isCopy ? 0 : 1
            counts[counts.count - 1].copies += isCopy ? 1 : 0
        }
        streams[stream].isSameCall = false
        return .recognised(counts)
    }

    private mutating func makeStream(
        _ packet: RTPObservation, ssrc: UInt32, flowIndex: Int, flow: inout Flow, endpoints: AdvertisedEndpoints,
        isProtected: Bool
    ) -> Int? {
        guard streams.count < limits.streams else { return nil }
        let profile = PayloadResolver.profile(for: packet, flow: flow, endpoints: endpoints, siblings: [])
        let key = StreamIndex.Key(source: flow.source, destination: flow.destination, ports: flow.ports, ssrc: ssrc)
        if !isProtected {
            index.add(key, index: streams.count) { streams[$0].key }
        }
        streams.append(
            RTPStreamTracker(
                flow: Int32(flowIndex), key: key, first: packet, profile: profile,
                limits: limits))
        keepSeries(of: streams.count - 1)
        flow.currentSSRC = ssrc
        flow.currentStream = Int32(streams.count - 1)
        flow.streamCount += 1
        return streams.count - 1
    }

    /// Keeps the finest course of a stream that begins, if that is asked for.
    mutating func keepSeries(of stream: Int) {
        if let seriesSources {
            guard seriesSources.contains(CallFocus.Source(streams[stream].key)) else { return }
            streams[stream].keepSeries(limit: AnalysisLimits.usualSeriesPoints)
            return
        }
        guard limits.seriesPointsPerStream > 0 else { return }
        guard streams.count <= limits.seriesStreams else {
            coarseStreams += 1
            return
        }
        streams[stream].keepSeries(limit: limits.seriesPointsPerStream)
    }

    /// Lets go of what measured the streams, once all of them are reported.
    mutating func releaseTrackers() {
        streams = []
        index = StreamIndex()
        indexBySource = [:]
        candidates = []
    }

    /// Ends all streams. Candidates become streams after all where a session description, or a stream the other
    /// way, vouches for their flow. Returns what that adds.
    mutating func finish(flows: inout FlowTable, endpoints: AdvertisedEndpoints) -> [Recognised] {
        var added: [Recognised] = []
        for index in candidates.indices where !candidates[index].isGivenUp {
            let candidate = candidates[index]
            var flow = flows[Int(candidate.flow)]
            let isVouchedFor =
                endpoints.contains(flow.destinationEndpoint) || endpoints.contains(flow.sourceEndpoint)
                || flows.find(source: flow.destinationEndpoint, destination: flow.sourceEndpoint)
                    .map { flows[$0].streamCount > 0 } == true
            guard isVouchedFor, candidate.agreeing >= candidate.contradicting,
                candidate.agreeing > 0 || flow.streamCount < StreamTable.trustedSources
            else { continue }
            let key = UInt64(candidate.flow) << 32 | UInt64(candidate.ssrc)
            if case .recognised(let counts) = promote(
                candidate: index, key: key, flow: &flow, endpoints: endpoints, isProtected: false)
            {
                added += counts
            }
            flows[Int(candidate.flow)] = flow
        }
        for index in streams.indices {
            streams[index].finish()
            for settled in streams[index].settleCopies() {
                added.append(
                    Recognised(capture: Int(settled.capture), media: -settled.copies, copies: settled.copies))
            }
        }
        return added
    }
}
