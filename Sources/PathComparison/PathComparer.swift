import CallAnalysis

/// Compares what two capture points saw: where between them did packets go?
///
/// ```swift
/// let result = PathComparer().compare(near: nearRecorder.finish(nearResult), far: farRecorder.finish(farResult))
/// ```
package struct PathComparer: Sendable {
    private let limits: ComparisonLimits
    private let thresholds: ComparisonThresholds

    /// A comparer with these limits and thresholds.
    package init(limits: ComparisonLimits = ComparisonLimits(), thresholds: ComparisonThresholds = .init()) {
        self.limits = limits
        self.thresholds = thresholds
    }

    /// Compares the records of two points.
    package func compare(near: CaptureRecord, far: CaptureRecord) -> PathComparisonResult {
        var result = PathComparisonResult(near: ComparedCapture(near), far: ComparedCapture(far))
        guard !near.streams.isEmpty, !far.streams.isEmpty else {
            result.verdict = PathVerdict(obstacle: .noStreams, confidence: 0.9)
            return result
        }
        let pairs = StreamMatcher(near: near, far: far, limits: limits).pairs()
        let (origin, base) = Self.reference(pairs, near, far)
        let transits = pairs.map { pair in
            TransitTimes(
                pair.alignment, near.streams[pair.near], far.streams[pair.far], origin: origin, base: base)
        }
        if let same = SameTrafficCheck.check(pairs, transits, near: near, far: far) {
            result.sameTraffic = same
            result.verdict = PathVerdict(obstacle: .sameTraffic, confidence: 0.99)
            return result
        }
        let matchedNear = Set(pairs.map(\.near))
        let matchedFar = Set(pairs.map(\.far))
        let leftNear = near.streams.indices.filter { !matchedNear.contains($0) }
        let leftFar = far.streams.indices.filter { !matchedFar.contains($0) }
        let datagrams = CommonDatagrams(near, far, origin: origin, base: base)
        let answers = DirectionFinder(
            near: near, far: far, pairs: pairs, transits: transits, datagrams: datagrams,
            unmatchedAtNear: OppositeStreams(leftNear.map { near.streams[$0] }),
            unmatchedAtFar: OppositeStreams(leftFar.map { far.streams[$0] })
        ).answers()
        let sides = PathSides(
            zip(pairs, answers).map { (near.streams[$0.near], far.streams[$0.far], $1.direction) })
        let clock = ClockEstimate(
            zip(transits, answers).map { ($0, $1.direction) }, datagrams: datagrams, sides: sides, origin: origin,
            base: base)
        result.clock = clock.relation
        let measurement = StreamMeasurement(near: near, far: far, clock: clock, limits: limits)
        for (index, pair) in pairs.enumerated() {
            result.streams.append(
                measurement.compare(pair, transits[index], answers[index], id: "path-\(index + 1)"))
        }
        let counterparts = Counterparts(
            near, far, pairs: pairs, leftNear: leftNear, leftFar: leftFar, clock: clock)
        func addSingles(_ left: [Int], of record: CaptureRecord, isAtNear: Bool) {
            let known = OppositeStreams(pairs.map { record.streams[isAtNear ? $0.near : $0.far] })
            for index in left {
                let answer = known.opposite(of: record.streams[index]).map { answers[$0] }
                let counterpart = isAtNear ? counterparts.farOfNear[index] : counterparts.nearOfFar[index]
                var single = measurement.single(
                    record.streams[index], isAtNear: isAtNear, answer?.direction.reversed ?? .unknown,
                    confidence: answer?.confidence ?? 0, isMadeAnew: counterpart != nil,
                    id: "path-\(result.streams.count + 1)")
                let offset = isAtNear ? pairs.count + leftNear.count : pairs.count
                single.counterpart = counterpart.flatMap { (isAtNear ? leftFar : leftNear).firstIndex(of: $0) }
                    .map { "path-\(offset + $0 + 1)" }
                result.streams.append(single)
            }
        }
        addSingles(leftNear, of: near, isAtNear: true)
        addSingles(leftFar, of: far, isAtNear: false)
        let judge = PathJudge(
            thresholds: thresholds, hasCaptureDrops: [near, far].contains { ($0.interfaceDrops ?? 0) > 0 })
        for index in result.streams.indices { result.streams[index].verdict = judge.judge(result.streams[index]) }
        let isMadeAnew = result.streams.contains { $0.match == .madeAnew }
        result.verdict =
            pairs.isEmpty
            ? PathVerdict(obstacle: isMadeAnew ? .madeAnew : .nothingInCommon, confidence: 0.8)
            : judge.judge(result.streams)
        return result
    }

    /// The instant and the difference that times are counted from: those in the middle of the first pair.
    private static func reference(
        _ pairs: [StreamPair], _ near: CaptureRecord, _ far: CaptureRecord
    ) -> (origin: Int64, base: Int64) {
        guard let pair = pairs.max(by: { $0.alignment.common.count < $1.alignment.common.count }) else { return (0, 0) }
        let common = pair.alignment.common
        guard common.indices.contains(common.count / 2) else { return (0, 0) }
        let middle = common[common.count / 2]
        let atNear = near.streams[pair.near].packets[middle.near].arrival
        return (atNear, far.streams[pair.far].packets[middle.far].arrival.subtractingSaturating(atNear))
    }
}
