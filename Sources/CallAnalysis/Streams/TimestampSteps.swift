import QualityMeasures

/// How the timestamps of a stream step from one packet to the next, and where they jump.
///
/// Steps are looked at once a second, of two packets that follow each other: they tell how long a packet is, whatever the
/// network does to the arrivals.
struct TimestampSteps {
    /// A jump of the timestamps that neither time nor numbers explain.
    struct Jump {
        /// The packet that jumped.
        var mark: SequenceLedger.Mark
        /// How far the timestamp went beyond the time that passed, ns; negative backwards.
        var nanoseconds: Double
    }

    private struct Seen {
        var step: UInt32
        var profile: Int
        var times: Int
    }

    private var seen: [Seen] = []
    private(set) var jumps: [Jump] = []
    private(set) var unlistedJumps = 0

    /// Jumps smaller than this are not told, ns: the longest that a jitter buffer might still even out.
    private static let leastJump = 1e9

    /// Two packets of the profile that follow each other are `step` units apart.
    mutating func note(step: UInt32, profile: Int) {
        guard step > 0, step < 1 << 20 else { return }
        if let index = seen.firstIndex(where: { $0.step == step && $0.profile == profile }) {
            seen[index].times += 1
        } else if seen.count < AnalysisLimits.timestampSteps {
            seen.append(Seen(step: step, profile: profile, times: 1))
        }
    }

    /// A timestamp went on by `sent` ns while `elapsed` ns passed.
    mutating func noteJump(elapsed: Double, sent: Double, mark: SequenceLedger.Mark) {
        // A clock that stood while nothing was sent is a pause.
        guard sent < -TimestampSteps.leastJump || sent > elapsed + TimestampSteps.leastJump else { return }
        guard jumps.count < AnalysisLimits.timestampJumps else {
            unlistedJumps &+= 1
            return
        }
        jumps.append(Jump(mark: mark, nanoseconds: sent - max(0, elapsed)))
    }

    /// Whether packets of the profile were seen to step so far from one to the next more than once.
    func areSteps(_ ticks: Int, times steps: Int, ofProfile profile: Int) -> Bool {
        seen.contains {
            $0.profile == profile && $0.times > 1 && abs(ticks - steps * Int($0.step)) <= Int($0.step)
        }
    }

    /// The usual step of packets of the profile, in clock units; `nil` if none was seen.
    func usualStep(ofProfile profile: Int) -> UInt32? {
        seen.filter { $0.profile == profile }.max { ($0.times, $1.step) < ($1.times, $0.step) }?.step
    }
}
