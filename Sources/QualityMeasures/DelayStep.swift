/// A lasting rise of the delay: from one packet on, all come later than those before.
public struct DelayStep: Equatable, Sendable {
    /// The first packet that came later.
    public var mark: SequenceLedger.Mark
    /// By how much, ms.
    public var milliseconds: Double
}

/// Tells a rise of the delay that lasts from one that passes, round by round.
@usableFromInline
struct DelayStepFinder: Sendable {
    private struct Candidate {
        var mark: SequenceLedger.Mark
        var difference: Double
        var before: Double
        var roundsLeft: Int
    }

    private(set) var steps: [DelayStep] = []
    /// Steps that are not listed.
    private(set) var unlisted = 0
    /// The sum of all steps, ns.
    private(set) var sum = 0.0
    private var candidate: Candidate?

    /// The least rise that is a step, ns: what the smallest buffers hold.
    static let least = 40e6

    /// A packet came late, by `difference` later than the one before it; `level` is the least transit before.
    mutating func note(difference: Double, level: Double, mark: @autoclosure () -> SequenceLedger.Mark) {
        guard difference >= DelayStepFinder.least, candidate.map({ difference > $0.difference }) ?? true else { return }
        candidate = Candidate(mark: mark(), difference: difference, before: level, roundsLeft: 2)
    }

    /// A round ends whose least transit is `lowest`. The one with the packet still holds some from before; the next tells.
    mutating func endRound(lowest: Double) {
        guard var waiting = candidate else { return }
        waiting.roundsLeft -= 1
        guard waiting.roundsLeft <= 0 else {
            candidate = waiting
            return
        }
        candidate = nil
        let rise = lowest - waiting.before
        // What queued behind one held packet comes back down; what stays is a step.
        // A slow clock climbs as well, by more than any one packet is late.
        guard rise >= DelayStepFinder.least, rise >= waiting.difference / 2, rise <= waiting.difference * 1.5 else {
            return
        }
        sum += rise
        if steps.count < MeasureLimits.delaySteps {
            steps.append(DelayStep(mark: waiting.mark, milliseconds: rise / 1e6))
        } else {
            unlisted &+= 1
        }
    }

    /// The timestamps began anew.
    mutating func restart() { candidate = nil }
}
