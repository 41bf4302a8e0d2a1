import CallVocabulary

/// Calls one after another on the same addresses, ports and SSRCs: each has streams of its own.
extension StreamTable {
    /// Takes a packet before which another call may have begun: it begins a stream, or goes on in the one there is.
    mutating func succeed(
        _ packet: RTPObservation, stream: Int, endpoints: AdvertisedEndpoints, flow: Flow
    ) -> Outcome {
        let first = streams[stream].suspect ?? packet
        streams[stream].care &= ~RTPStreamTracker.asksForCall
        let time = CaptureTime(nanoseconds: first.arrival)
        let calls = endpoints.successiveCalls(
            from: flow.sourceEndpoint, to: flow.destinationEndpoint,
            since: CaptureTime(nanoseconds: streams[stream].first.arrival), at: time,
            isRestart: streams[stream].suspect != nil)
        var next = stream
        if calls != nil {
            if streams.count < limits.streams {
                next = begin(with: first, after: stream, endpoints: endpoints, flow: flow, at: time)
            } else {
                unbegun += 1
            }
        }
        streams[next].isSameCall = true
        // It is counted already if the new stream begins with it.
        let isCounted = next != stream && first.packet == packet.packet && first.capture == packet.capture
        let outcome = isCounted ? .media : record(packet, inCurrent: Int32(next), endpoints: endpoints, flow: flow)
        streams[next].isSameCall = false
        return next == stream ? outcome : .begun(stream: Int32(next))
    }

    /// Puts a new stream in the place of the one before it; returns its index.
    private mutating func begin(
        with first: RTPObservation, after before: Int, endpoints: AdvertisedEndpoints, flow: Flow, at time: CaptureTime
    ) -> Int {
        let key = streams[before].key
        let profile = PayloadResolver.profile(for: first, flow: flow, endpoints: endpoints, siblings: [])
        let isProtected = endpoints.isSecured(from: flow.sourceEndpoint, to: flow.destinationEndpoint, at: time) == true
        var made = RTPStreamTracker(
            flow: streams[before].flow, key: key, first: first, profile: profile,
            limits: limits)
        made.isSuccessor = true
        made.sharesEnds = true
        streams[before].sharesEnds = true
        streams[before].care |= RTPStreamTracker.succeeded
        // What is encrypted is looked at packet by packet.
        if isProtected { made.care |= RTPStreamTracker.everyPacket }
        if streams[before].suspect != nil { streams[before].handSuspect(to: &made) }
        let place = streams.count
        if !index.replace(key, index: place, keyOf: { streams[$0].key }), !isProtected {
            index.add(key, index: place) { streams[$0].key }
        }
        streams.append(made)
        keepSeries(of: place)
        indexBySource[UInt64(streams[before].flow) << 32 | UInt64(key.ssrc)] = Int32(place)
        return place
    }
}
