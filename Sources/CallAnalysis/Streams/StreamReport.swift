import CallVocabulary
import QualityMeasures

/// Turns a finished tracker into the result that leaves the room.
enum StreamReport {
    /// The stream without its call; `holds` are the spans in which signaling had it on hold.
    static func stream(
        _ tracker: RTPStreamTracker, flow: Flow, id: String, endpoints: AdvertisedEndpoints, limits: AnalysisLimits
    ) -> MediaStream {
        let history = tracker.history
        let epochs = history.closed.indices.map { index in
            var part = history.closed[index]
            // A packet that came late may have been sent before all that was there when the part ended.
            let isFirst = index == 0 || history.closed[index - 1].ledger != part.ledger
            if isFirst, history.ledgers.indices.contains(part.ledger) {
                part.firstNumber = min(part.firstNumber, history.ledgers[part.ledger].first)
            }
            return epoch(of: part, in: history)
        }
        var counts = StreamCounts()
        for ledger in history.ledgers {
            counts.expected += ledger.expected
            counts.received += ledger.received
            counts.lost += ledger.lost
            counts.duplicated += ledger.duplicated
            counts.reordered += ledger.reordered
        }
        counts.expected += history.strays
        counts.received += history.strays
        counts.duplicated += history.repeatedSuspects
        let startedAt = CaptureTime(nanoseconds: tracker.first.arrival)
        let advertisement =
            endpoints.advertisement(for: flow.destinationEndpoint, at: startedAt)
            ?? endpoints.advertisement(for: flow.sourceEndpoint, at: startedAt)
        var stream = MediaStream(
            id: id, call: nil, binding: .none, direction: .unknown, source: flow.sourceEndpoint,
            destination: flow.destinationEndpoint, ssrc: tracker.ssrc,
            media: media(
                of: tracker,
                advertised: advertisement?.kind ?? endpoints.named(flow.destinationEndpoint)?.kind
                    ?? endpoints.named(flow.sourceEndpoint)?.kind),
            payloadTypes: payloadTypes(of: tracker), encrypted: advertisement?.isSecured ?? false,
            startedAt: startedAt, endedAt: CaptureTime(nanoseconds: tracker.lastArrival),
            firstPacket: tracker.first.reference,
            lastPacket: PacketReference(capture: Int(tracker.lastCapture), number: tracker.lastPacket),
            payloadBytes: tracker.payloadBytes, counts: counts, captureCopies: tracker.captureCopies,
            jitter: totalJitter(history), epochs: epochs, lossRuns: lossRuns(history, limit: limits.lossRunsPerStream),
            longestGapSeconds: Double(tracker.longestGap) / 1e9, longestGapEndedBy: tracker.longestGapEndedBy,
            rtcp: nil, events: events(of: tracker))
        stream.sharesEnds = tracker.sharesEnds
        stream.knowsEncryption = advertisement != nil
        stream.numberedGaps = tracker.numberedGaps
        stream.burst = burst(history)
        StreamTiming.settle(&stream, tracker)
        stream.payloadLength = PayloadLength(stream)
        stream.intervals = IntervalReport.intervals(tracker, packetMilliseconds: stream.packetMilliseconds ?? 20)
        stream.series = tracker.intervals.series.map {
            StreamSeries($0, packetMilliseconds: stream.packetMilliseconds ?? 20)
        }
        return stream
    }

    /// Losses of all ledgers, one behind the other.
    private static func burst(_ history: EpochHistory) -> BurstGap? {
        var runs: [BurstGap.Run] = []
        var before: Int64 = 0
        for ledger in history.ledgers {
            for run in ledger.missing {
                runs.append(BurstGap.Run(first: before + Int64(run.first - ledger.first), count: Int64(run.count)))
            }
            before += Int64(ledger.expected)
        }
        return before > 0 ? BurstGap(expected: before, runs: runs) : nil
    }

    private static func epoch(of part: EpochHistory.Part, in history: EpochHistory) -> StreamEpoch {
        var counts = StreamCounts()
        counts.expected = max(0, part.lastNumber - part.firstNumber + 1)
        counts.duplicated = part.duplicated
        counts.reordered = part.reordered
        if history.ledgers.indices.contains(part.ledger) {
            let ledger = history.ledgers[part.ledger]
            for run in ledger.missing where run.first >= part.firstNumber && run.first <= part.lastNumber {
                counts.lost += run.count
            }
            if part.firstNumber == ledger.first { counts.lost += ledger.forgotten }
        }
        counts.received = counts.expected - counts.lost
        // Lone packets had numbers of their own.
        counts.expected += part.strays
        counts.received += part.strays
        let jitter =
            part.jitterCount > 0
            ? JitterSummary(
                meanMilliseconds: part.jitterSum / Double(part.jitterCount) / 1e6,
                maximumMilliseconds: part.jitterMaximum / 1e6, finalMilliseconds: part.jitterFinal / 1e6,
                maximumAt: part.maximumAt?.reference, maximumTime: part.maximumAt?.time) : nil
        var epoch = StreamEpoch(
            startedAt: CaptureTime(nanoseconds: part.first.arrival),
            endedAt: CaptureTime(nanoseconds: part.lastArrival), reason: part.reason, counts: counts, jitter: jitter,
            firstPacket: part.first.reference, lastPacket: part.lastPacket)
        epoch.firstSequence = UInt32(truncatingIfNeeded: part.firstNumber - 65_536)
        epoch.lastSequence = UInt32(truncatingIfNeeded: part.lastNumber - 65_536)
        return epoch
    }

    /// Joins parts that a silence separated but no hold explains: the silence was the sender's.
    static func joinPauses(
        _ epochs: [StreamEpoch], of history: [EpochHistory.Part], isHeld: (CaptureTime, CaptureTime) -> Bool
    )
        -> [StreamEpoch]
    {
        var joined: [StreamEpoch] = []
        var parts: [EpochHistory.Part] = []
        for (epoch, part) in zip(epochs, history) {
            if epoch.reason == .hold, let last = joined.last, let lastPart = parts.last,
                !isHeld(last.endedAt, epoch.startedAt)
            {
                var merged = last
                merged.endedAt = epoch.endedAt
                merged.lastPacket = epoch.lastPacket
                merged.lastSequence = epoch.lastSequence
                merged.counts.expected += epoch.counts.expected
                merged.counts.received += epoch.counts.received
                merged.counts.lost += epoch.counts.lost
                merged.counts.duplicated += epoch.counts.duplicated
                merged.counts.reordered += epoch.counts.reordered
                var sum = lastPart
                sum.jitterSum += part.jitterSum
                sum.jitterCount += part.jitterCount
                if part.jitterMaximum > sum.jitterMaximum {
                    sum.jitterMaximum = part.jitterMaximum
                    sum.maximumAt = part.maximumAt
                }
                if part.jitterCount > 0 { sum.jitterFinal = part.jitterFinal }
                if sum.jitterCount > 0 {
                    merged.jitter = JitterSummary(
                        meanMilliseconds: sum.jitterSum / Double(sum.jitterCount) / 1e6,
                        maximumMilliseconds: sum.jitterMaximum / 1e6, finalMilliseconds: sum.jitterFinal / 1e6,
                        maximumAt: sum.maximumAt?.reference, maximumTime: sum.maximumAt?.time)
                }
                joined[joined.count - 1] = merged
                parts[parts.count - 1] = sum
            } else {
                joined.append(epoch)
                parts.append(part)
            }
        }
        return joined
    }

    private static func totalJitter(_ history: EpochHistory) -> JitterSummary? {
        var sum = 0.0
        var count = 0
        var maximum = 0.0
        var maximumAt: SequenceLedger.Mark?
        var final = 0.0
        for part in history.closed where part.jitterCount > 0 {
            sum += part.jitterSum
            count += part.jitterCount
            final = part.jitterFinal
            if part.jitterMaximum > maximum || maximumAt == nil {
                maximum = part.jitterMaximum
                maximumAt = part.maximumAt
            }
        }
        guard count > 0 else { return nil }
        return JitterSummary(
            meanMilliseconds: sum / Double(count) / 1e6, maximumMilliseconds: maximum / 1e6,
            finalMilliseconds: final / 1e6, maximumAt: maximumAt?.reference, maximumTime: maximumAt?.time)
    }

    private static func lossRuns(_ history: EpochHistory, limit: Int) -> [LossRun] {
        var runs: [LossRun] = []
        runs.reserveCapacity(min(limit, history.ledgers.reduce(0) { $0 + $1.missing.count }))
        for ledger in history.ledgers {
            for run in ledger.missing where runs.count < limit {
                runs.append(
                    LossRun(
                        firstSequence: UInt32(truncatingIfNeeded: run.first - 65_536), count: run.count,
                        revealedBy: run.mark.reference, at: run.mark.time))
            }
        }
        return runs
    }

    private static func payloadTypes(of tracker: RTPStreamTracker) -> [PayloadTypeUse] {
        tracker.profiles.filter { $0.packets > 0 }.sorted { ($0.packets, $1.number) > ($1.packets, $0.number) }
            .map {
                PayloadTypeUse(
                    number: $0.number, encoding: $0.encoding, clockRate: $0.clockRate > 0 ? $0.clockRate : nil,
                    channels: $0.channels, packets: $0.packets, basis: $0.basis)
            }
    }

    private static func media(of tracker: RTPStreamTracker, advertised: MediaKind?) -> MediaKind {
        if let advertised, advertised != .unknown { return advertised }
        guard let main = tracker.profiles.max(by: { $0.packets < $1.packets }) else { return .unknown }
        if main.kind != .media { return .audio }
        switch main.number {
        case 0...18: return .audio
        case 25...34: return .video
        default: break
        }
        switch main.clockRate {
        case 8_000, 16_000, 48_000: return .audio
        case 90_000: return .video
        default: return .unknown
        }
    }

    private static func events(of tracker: RTPStreamTracker) -> [StreamEvent] {
        tracker.events.digits.map {
            StreamEvent(kind: .dtmf, at: CaptureTime(nanoseconds: $0.at), digits: 1, packet: $0.packet)
        }
    }
}
