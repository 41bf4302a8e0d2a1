/// A clock that goes wrong in mid-call: lines through stretches of a stream, each begun anew where the last was calm or
/// bent, and the longest straight one of them that runs away further than a queue holds.
@usableFromInline
struct PartialPace: Sendable {
    private var running = PaceFit()
    /// The best so far.
    private(set) var best: PaceFit.Drift?
    /// When the best stretch began, ns since 1970.
    private(set) var bestSince: Int64 = 0
    private var runningSince: Int64?

    /// How far off a clock must be over a part of a stream, parts per million.
    static let leastPartsPerMillion = 5_000.0
    /// How much must have gathered, s: packets that come later and later may stand in a queue, those that come earlier and
    /// earlier leave one.
    static let leastLate = 2.0
    static let leastEarly = 1.0
    /// How long it must last, s.
    static let leastSeconds = 10.0
    /// How much of the movement the line must account for.
    static let evenness = 0.98
    /// Below it a stretch is bent: something else began within it.
    static let bent = 0.9
    /// Below it a stretch is calm, parts per million.
    static let calm = 1_000.0

    @usableFromInline
    init() {}

    /// The timestamps began anew.
    mutating func restart() {
        running = PaceFit()
        runningSince = nil
    }

    /// Takes the least `transit` (ns) of a round that ended at the instant `at` (ns since 1970).
    mutating func add(at: Int64, transit: Double) {
        running.add(at: at, transit: transit)
        let since = runningSince ?? at
        runningSince = since
        guard let drift = running.drift else { return }
        let gathered = drift.partsPerMillion * drift.seconds / 1e6
        if abs(drift.partsPerMillion) < Self.calm || drift.evenness < Self.bent {
            restart()
        } else if drift.evenness >= Self.evenness, drift.seconds >= Self.leastSeconds,
            abs(drift.partsPerMillion) >= Self.leastPartsPerMillion,
            gathered >= Self.leastLate || gathered <= -Self.leastEarly,
            drift.seconds > best?.seconds ?? 0
        {
            best = drift
            bestSince = since
        }
    }
}
