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
        /// Between packets that both bear the marker: of senders that mark every packet, or fall silent after each.
        var isMarked = false
    }

    private var seen: [Seen] = []
    private(set) var jumps: [Jump] = []
    private(set) var unlistedJumps = 0

    /// Jumps smaller than this are not told, ns: the longest that a jitter buffer might still even out.
    private static let leastJump = 1e9

    /// Two packets of the profile that follow each other are `step` units apart.
    mutating func note(step: UInt32, profile: Int, isMarked: Bool = false) {
        guard step > 0, step < 1 << 20 else { return }
        if let index = seen.firstIndex(where: {
            $0.step == step && $0.profile == profile && $0.isMarked == isMarked
        }) {
            seen[index].times += 1
        } else if seen.count < AnalysisLimits.timestampSteps {
            seen.append(Seen(step: step, profile: profile, times: 1, isMarked: isMarked))
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
            $0.profile == profile && !$0.isMarked && $0.times > 1 && abs(ticks - steps * Int($0.step)) <= Int($0.step)
        }
    }

    /// Whether nearly all packets of the profile step alike.
    func isEven(ofProfile profile: Int) -> Bool {
        let all = seen.filter { $0.profile == profile }
        let most = all.map(\.times).max() ?? 0
        return most >= 2 && most * 10 >= all.reduce(0) { $0 + $1.times } * 9
    }

    /// The usual step of packets of the profile, in clock units; `nil` if none was seen.
    func usualStep(ofProfile profile: Int) -> UInt32? {
        seen.filter { $0.profile == profile && !$0.isMarked }.max { ($0.times, $1.step) < ($1.times, $0.step) }?.step
    }

    /// The mean step of packets of the profile where their lengths differ; `nil` where nearly all are alike, or few were
    /// seen. One step was looked at in each second: long packets are seen more often than they are sent.
    func meanStep(ofProfile profile: Int) -> Double? {
        let own = seen.filter { $0.profile == profile }
        let all = own.reduce(0) { $0 + $1.times }
        guard all >= 4, let usual = own.map(\.times).max(), Double(usual) < 0.9 * Double(all) else { return nil }
        return Double(all) / own.reduce(0.0) { $0 + Double($1.times) / Double($1.step) }
    }
}
