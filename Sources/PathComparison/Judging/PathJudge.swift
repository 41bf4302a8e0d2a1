/// Which segment of the path is at fault, by ``ComparisonThresholds``.
struct PathJudge {
    let thresholds: ComparisonThresholds
    /// Whether the capturing programs say that they dropped packets: then some "vanished" in the capture alone.
    let hasCaptureDrops: Bool

    /// What each kind of evidence is worth at best: vanished packets are seen directly, numbers missing at both points
    /// may also be the sender's, and a receiver's report is somebody else's word.
    private enum Trust {
        static let vanished = 0.95
        static let delayBetween = 0.9
        static let missingBefore = 0.9
        static let jitterBefore = 0.7
        static let reported = 0.8
        static let clean = 0.9
    }

    private struct Weighed {
        var fault: PathVerdict.Fault
        var confidence: Double
    }

    /// The verdict on one stream.
    func judge(_ stream: StreamComparison) -> PathVerdict {
        guard stream.match != .unrelated else { return PathVerdict(obstacle: .onePointOnly, confidence: 0.5) }
        guard stream.match != .madeAnew else { return PathVerdict(obstacle: .madeAnew, confidence: 0.8) }
        guard stream.sent >= thresholds.judgedPackets else {
            return PathVerdict(obstacle: .tooFewPackets, confidence: 0.5)
        }
        let found = faults(stream).sorted {
            ($0.fault.lost, $0.fault.milliseconds) > ($1.fault.lost, $1.fault.milliseconds)
        }
        var verdict = PathVerdict()
        verdict.faults = found.map(\.fault)
        if let worst = found.first {
            verdict.segment = worst.fault.segment
            verdict.confidence = worst.confidence
        } else {
            verdict.segment = .none
            verdict.confidence = stream.arrived >= 4 * thresholds.judgedPackets ? Trust.clean : 0.75
        }
        return verdict
    }

    private func faults(_ stream: StreamComparison) -> [Weighed] {
        var found: [Weighed] = []
        func loss(_ segment: PathSegment, _ lost: Int, _ all: Int, _ confidence: Double) {
            let fault = PathVerdict.Fault(segment: segment, kind: .loss, lost: lost, of: all, milliseconds: 0)
            guard lost >= thresholds.lossPackets, fault.percent >= thresholds.lossPercent else { return }
            found.append(Weighed(fault: fault, confidence: confidence * (lost >= 10 ? 1 : 0.85)))
        }
        func delay(_ segment: PathSegment, _ milliseconds: Double?, _ confidence: Double) {
            guard let milliseconds, milliseconds >= thresholds.delayVariationMilliseconds else { return }
            let fault = PathVerdict.Fault(
                segment: segment, kind: .delayVariation, lost: 0, of: stream.arrived, milliseconds: milliseconds)
            found.append(Weighed(fault: fault, confidence: confidence))
        }
        let vanished = stream.vanished.count
        // Packets that each point has and the other lacks speak against a plain loss on the way.
        let agreement = vanished > 0 ? Double(vanished) / Double(vanished + stream.appearedOnly.count) : 1
        let drops = hasCaptureDrops ? 0.6 : 1
        let found2 = stream.match == .onePointOnly ? 0.9 : 1
        loss(.between, vanished, stream.sent, Trust.vanished * agreement * drops * found2)
        delay(.between, stream.travel?.p95Milliseconds, Trust.delayBetween)
        let (before, after) = Self.sides(stream.direction)
        let certainty = stream.direction == .unknown ? 0.5 : stream.directionConfidence
        loss(before, stream.missingBefore, stream.expected, Trust.missingBefore * certainty * drops)
        delay(before, stream.first?.jitterMilliseconds, Trust.jitterBefore * certainty)
        loss(after, stream.missingAfter ?? 0, stream.arrived, Trust.reported * certainty)
        return found
    }

    /// The segments before the first and after the second point.
    static func sides(_ direction: PathDirection) -> (before: PathSegment, after: PathSegment) {
        switch direction {
        case .nearToFar: return (.beforeNear, .beyondFar)
        case .farToNear: return (.beyondFar, .beforeNear)
        case .unknown: return (.undetermined, .undetermined)
        }
    }

    /// The verdict on the path: the faults of all streams, added up by segment.
    func judge(_ streams: [StreamComparison]) -> PathVerdict {
        var sums: [PathVerdict.Fault] = []
        for fault in streams.flatMap(\.verdict.faults) {
            if let index = sums.firstIndex(where: { $0.segment == fault.segment && $0.kind == fault.kind }) {
                sums[index].lost += fault.lost
                sums[index].of += fault.of
                sums[index].milliseconds = max(sums[index].milliseconds, fault.milliseconds)
            } else {
                sums.append(fault)
            }
        }
        sums.sort { ($0.lost, $0.milliseconds) > ($1.lost, $1.milliseconds) }
        var verdict = PathVerdict()
        verdict.faults = sums
        if let worst = sums.first {
            verdict.segment = worst.segment
            verdict.confidence =
                streams.filter { $0.verdict.segment == worst.segment }.map(\.verdict.confidence).max() ?? 0.5
            return verdict
        }
        let clean = streams.filter { $0.verdict.segment == .none }
        guard let least = clean.map(\.verdict.confidence).min() else {
            return PathVerdict(obstacle: .tooFewPackets, confidence: 0.5)
        }
        verdict.segment = .none
        verdict.confidence = least
        return verdict
    }
}
