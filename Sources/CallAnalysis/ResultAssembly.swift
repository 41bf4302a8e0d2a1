import CallVocabulary

/// Puts together what the parts found: streams named and bound, calls ended, sums made.
extension CallAnalyzer {
    mutating func assembleResult(
        keeping openers: inout MediaOpeners, parallel: ParallelWork
    ) -> CallAnalysisResult {
        var result = CallAnalysisResult()
        for added in streams.finish(flows: &flows, endpoints: calls.endpoints) { recount(added) }
        settleHeldRelayed()
        readCutDatagrams()
        for index in captures.indices {
            // A few come before the media of their path does.
            captures[index].unread.removeAll {
                $0.kind == .secureDatagrams && $0.packets < UnreadContent.leastSecureDatagrams
            }
        }
        result.captures = captures
        result.icmpErrors = icmpErrors
        result.handshakes = mediaKeys.seenHandshakes
        for part in [requests.limitsMet, calls.limitsMet, rtcp.limitsMet, streams.limitsMet, mediaKeys.limitsMet] {
            for (limit, times) in part { meet(limit, times: times) }
        }
        if keys.log.isCut { meet(.keyLog) }
        result.limitsMet = limitsMet.byName
        result.unreadableMessages = unreadableMessages
        result.unreadableDescriptions = unreadableDescriptions + calls.texts.unreadableDescriptions
        result.secrets = secrets
        let end =
            (captures.compactMap(\.lastPacketAt) + [latestReport].compactMap { $0 }).max()
            ?? CaptureTime(nanoseconds: 0)
        result.registrations = requests.registrations
        result.otherRequests = requests.others
        result.calls = calls.takeCalls(captureEnd: end)
        let trackers = makeStreams(&result, keeping: &openers)
        let merging = LegMerging(&result.calls, captureEnd: end)
        if merging.hasMerged {
            calls.renumber(merging.places)
            rtcp.renumber(merging.places)
        }
        result.signalingRemarks = calls.remarks.found
        let binder = StreamBinder(endpoints: calls.endpoints, rtcp: rtcp)
        binder.bind(&result.streams, to: result.calls)
        binder.settleOpposites(&result.streams)
        binder.noteAsked(&result.streams)
        Self.settleEpochs(&result, trackers)
        StreamRepairing.assignRoles(&result.streams, trackers: trackers)
        SameMediaFinder.settle(&result.streams, trackers: trackers)
        SentElsewhere.settle(&result.streams)
        let scattered = rtcp.slotsByScatteredSource()
        let oneWay = Self.sourcesOfOneWay(result.streams, among: scattered)
        for index in result.streams.indices {
            result.streams[index].rtcp = rtcp.summary(
                of: result.streams[index],
                in: result.streams[index].call.flatMap {
                    calls.endpoints.spans.indices.contains($0) ? calls.endpoints.spans[$0] : nil
                }, scattered: scattered, isOneWay: oneWay.contains(result.streams[index].ssrc))
            ReportCredibility.settle(&result.streams[index])
            CaptureLoss.settle(&result.streams[index])
            CaptureLoss.settleEventsOnly(&result.streams[index])
            ReceiverLoss.settle(&result.streams[index])
            if let metrics = result.streams[index].rtcp?.voipMetrics { result.streams[index].farEnd = [metrics] }
            if let call = result.streams[index].call { result.calls[call].streams.append(index) }
        }
        CaptureOutages.settle(&result)
        BatchedCaptures.settle(&result)
        StreamRepairing.settle(
            &result.streams, trackers: trackers, repairs: streams.repairs)
        linkCalls(&result)
        bindVoiceQuality(&result)
        for index in result.streams.indices {
            if result.streams[index].counts.missingFromCapture > 0 { result.streams[index].burst = nil }
            IntervalReport.placeLosses(of: &result.streams[index])
            result.streams[index].quality = QualityEstimate.of(result.streams[index])
            QualityEstimate.rateIntervals(&result.streams[index])
        }
        EchoFinder.settle(&result, parallel: parallel)
        DoubleTalkFinder.settle(&result)
        result.rtcpSources = boundSources(result)
        result.faxStreams = boundFaxes(result)
        if faxes.unfollowed > 0 { result.limitsMet[LimitName.faxStreams.rawValue] = faxes.unfollowed }
        result.closeLook = closeLook?.finish()
        return result
    }

    /// Those of `scattered` whose streams all go one way in one call.
    private static func sourcesOfOneWay(_ streams: [MediaStream], among scattered: [UInt32: [Int]]) -> Set<UInt32> {
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
        streams.streams.indices.sorted {
            let left = streams.streams[$0].first
            let right = streams.streams[$1].first
            return (left.reference, $0) < (right.reference, $1)
        }
    }

    /// Calls that carry the same packets are legs of one conversation; a transfer links the calls before and after it.
    private func linkCalls(_ result: inout CallAnalysisResult) {
        for (one, other) in calls.referrals.links
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
    private mutating func makeStreams(
        _ result: inout CallAnalysisResult, keeping openers: inout MediaOpeners
    ) -> [SettledTracker] {
        let order = orderOfStreams
        // What measured the levels is three times what they are, and goes before the streams come.
        let heard = order.map { streams.levels.heard(in: streams.streams[$0]) }
        streams.levels = PayloadLevelTable()
        var settled: [SettledTracker] = []
        settled.reserveCapacity(order.count)
        result.streams.reserveCapacity(order.count)
        for (position, index) in order.enumerated() {
            let tracker = streams.streams[index]
            var stream = StreamReport.stream(
                tracker, flow: flows[Int(tracker.flow)], id: "stream-\(position + 1)", endpoints: calls.endpoints,
                limits: limits)
            if mediaKeys.isNeeded {
                stream.encrypted = isProtected(stream.source, stream.destination, at: stream.startedAt)
                if stream.encrypted {
                    stream.decryption = decryption(ofStream: index, keeping: &openers, as: stream.id)
                }
            }
            if zrtpAgreements.covers(stream.source, stream.destination) { stream.encrypted = true }
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
            streams.streams[index].releaseDetails()
        }
        streams.releaseTrackers()
        return settled
    }

    /// A silence is an epoch's border only if a hold explains it.
    private static func settleEpochs(_ result: inout CallAnalysisResult, _ trackers: [SettledTracker]) {
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
    private func boundSources(_ result: CallAnalysisResult) -> [RTCPSource] {
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
                if let named = calls.endpoints.advertisement(for: towards, at: source.firstSeenAt) {
                    source.call = named.call
                    source.side = named.side.other
                    return source
                }
                if let named = calls.endpoints.advertisement(for: from, at: source.firstSeenAt) {
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
