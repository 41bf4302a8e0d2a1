import CallAnalysis
import CallVocabulary

/// Measures what became of each stream between the points.
struct StreamMeasurement {
    let near: CaptureRecord
    let far: CaptureRecord
    let clock: ClockEstimate
    let limits: ComparisonLimits

    /// The most that a packet is waited for at the end of a capture.
    private static let mostSlack = 1_000_000_000.0
    /// What is allowed for a stream whose time of travel is not known: it was not seen at both points.
    private static let unknownSlack: Int64 = 100_000_000
    /// What is allowed at least where only signaling or RTCP shows the time of travel: one packet of audio.
    private static let leastSlack = 20_000_000.0

    /// A stream seen at both points.
    func compare(
        _ pair: StreamPair, _ transit: TransitTimes, _ answer: DirectionFinder.Answer, id: String
    ) -> StreamComparison {
        let view = PathView(pair, near, far, answer.direction)
        var result = StreamComparison(
            id: id, match: pair.match, direction: answer.direction, directionConfidence: answer.confidence,
            directionEvidence: answer.evidence, near: point(near.streams[pair.near], pair.alignment.nearRepeated),
            far: point(far.streams[pair.far], pair.alignment.farRepeated))
        result.travel = travel(transit, answer.direction)
        (result.contentCompared, result.contentChanged) = content(pair)
        // Packets are due when the fastest of their direction would come; those held up most come later by this.
        let slack = Int64(
            saturating: min(Self.mostSlack, max(0, clock.excess(transit, answer.direction).max() ?? 0)))
        guard let firstStream = view.first.stream, let secondStream = view.second.stream else { return result }
        let vanished = view.firstOnly.filter {
            view.second.captures(clock.due(firstStream.packets[$0].arrival, answer.direction), slack: slack)
        }
        // A packet that was held up passed the first point earlier by as much, perhaps before that one captured.
        let appeared = view.secondOnly.filter { place in
            let sent = clock.sent(secondStream.packets[place].arrival, answer.direction)
            return view.first.captures(sent.subtractingSaturating(slack), slack: slack)
        }
        result.outsideOverlap =
            view.firstOnly.count - vanished.count + view.secondOnly.count - appeared.count
        result.sent = view.common.count + vanished.count
        result.arrived = view.common.count
        let others = view.onlyAtSecond(appeared)
        let line = SequenceLine(firstStream, onlyAtSecond: others)
        result.vanished = line.ranges(of: vanished, in: firstStream, limit: limits.ranges)
        result.missingBefore = line.missing
        result.appearedOnly = SequenceLine.ranges(
            others.map { other in
                let step = Int(Int16(bitPattern: other.sequence &- firstStream.packets[other.after].sequence))
                return (place: line.places[other.after] + step, sequence: other.sequence)
            }, limit: limits.ranges)
        result.missingAfter = missingAfter(view, arrived: result)
        result.reordered = view.reordered
        let repeatedAtFirst = result.first?.duplicated ?? 0
        result.duplicated = max(0, (result.second?.duplicated ?? 0) - repeatedAtFirst)
        result.rewritten = RewrittenFields.of(pair, near.streams[pair.near], far.streams[pair.far], result)
        return result
    }

    /// A stream that only one point saw. `direction` is known where the stream that answers it was seen at both.
    ///
    /// `isMadeAnew`: the other point saw the same side of the call in other packets.
    func single(
        _ stream: RecordedStream, isAtNear: Bool, _ direction: PathDirection, confidence: Double, isMadeAnew: Bool,
        id: String
    ) -> StreamComparison {
        let seen = point(stream, StreamAlignment(stream, stream, shift: HeaderShift()).nearRepeated)
        let passesFirst = direction == (isAtNear ? .nearToFar : .farToNear)
        var result = StreamComparison(
            id: id, match: isMadeAnew ? .madeAnew : passesFirst ? .onePointOnly : .unrelated, direction: direction,
            directionConfidence: confidence, directionEvidence: direction == .unknown ? [] : [.oppositeStream],
            near: isAtNear ? seen : nil, far: isAtNear ? nil : seen)
        guard passesFirst, !isMadeAnew else { return result }
        let other = PathPoint(capture: isAtNear ? far : near, stream: nil)
        let own = StreamAlignment(stream, stream, shift: HeaderShift())
        let slack = clock.spread(direction).map { Int64(saturating: min(Self.mostSlack, max(Self.leastSlack, $0))) }
        let vanished = own.common.map(\.near).filter {
            other.captures(clock.due(stream.packets[$0].arrival, direction), slack: slack ?? Self.unknownSlack)
        }
        let line = SequenceLine(stream, onlyAtSecond: [])
        result.sent = vanished.count
        result.vanished = line.ranges(of: vanished, in: stream, limit: limits.ranges)
        result.outsideOverlap = own.common.count - vanished.count
        result.missingBefore = line.missing
        return result
    }

    private func travel(_ transit: TransitTimes, _ direction: PathDirection) -> TravelTimes? {
        let excess = clock.excess(transit, direction)
        guard excess.count >= 2, let least = excess.min() else { return nil }
        let quantiles = Quantiles(excess.map { $0 - least })
        let shortest = clock.shortestMilliseconds(transit, direction)
        return TravelTimes(
            shortestMilliseconds: shortest,
            uncertaintyMilliseconds: shortest.flatMap { _ in clock.relation?.uncertaintySeconds.map { $0 * 1e3 } },
            medianMilliseconds: quantiles.median / 1e6, p95Milliseconds: quantiles.value(0.95) / 1e6,
            maximumMilliseconds: quantiles.value(1) / 1e6)
    }

    /// How many common packets can be compared by content, and in how many it differs.
    private func content(_ pair: StreamPair) -> (compared: Int, changed: Int) {
        let atNear = near.streams[pair.near].packets
        let atFar = far.streams[pair.far].packets
        var compared = 0
        var changed = 0
        for common in pair.alignment.common
        where !atNear[common.near].payloadIsCut && !atFar[common.far].payloadIsCut {
            compared += 1
            if atNear[common.near].payloadDigest != atFar[common.far].payloadDigest { changed += 1 }
        }
        return (compared, changed)
    }

    /// What the receiver reports lost beyond what the second point misses.
    ///
    /// Only where the second point saw the stream from its beginning: the receiver counts from there.
    private func missingAfter(_ view: PathView, arrived result: StreamComparison) -> Int? {
        guard let measured = view.second.stream?.measured, let rtcp = measured.rtcp,
            let reported = rtcp.reportedCumulativeLost, rtcp.receiverReports > 0,
            let begun = view.second.capture.firstAt,
            measured.startedAt.nanoseconds.subtractingSaturating(begun) > 500_000_000
        else { return nil }
        // The receiver counts repetitions as received (RFC 3550 §6.4.1), which may hide losses but invents none.
        return max(0, reported - measured.counts.lost)
    }

    private func point(_ stream: RecordedStream, _ repeated: Int) -> StreamAtPoint {
        let first = stream.packets.first
        // Repetitions that the analysis put down to the capture are none of the path's.
        let own = max(0, repeated - (stream.measured?.captureCopies ?? 0))
        let hopLimit = stream.hopLimit
        return StreamAtPoint(
            id: stream.measured?.id, ssrc: stream.ssrc, source: stream.source, destination: stream.destination,
            payloadType: stream.mostFrequent(\.payloadType), packets: stream.packets.count, duplicated: own,
            firstSequence: first?.sequence ?? 0, firstTimestamp: first?.timestamp ?? 0,
            startedAt: CaptureTime(nanoseconds: first?.arrival ?? 0),
            endedAt: CaptureTime(nanoseconds: stream.packets.last?.arrival ?? 0), hopLimit: hopLimit,
            dscp: hopLimit == nil ? nil : stream.mostFrequent(\.trafficClass) >> 2,
            jitterMilliseconds: stream.measured?.jitter?.meanMilliseconds)
    }
}
