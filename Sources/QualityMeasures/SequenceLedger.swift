/// Which of a stream's sequence numbers came (RFC 3550 A.1), exact at any distance.
///
/// What is missing is kept as runs; nothing is kept for what came in order. A late packet is looked up in the
/// runs: found, it was reordered and fills its place; not found, it is a duplicate. So
/// `expected == received + lost` at every moment, and no window limits how late a packet may be.
public struct SequenceLedger: Sendable {
    /// The packet that revealed a run, in the caller's terms.
    public struct Mark: Equatable, Sendable {
        /// Which packet.
        public var packet: Int
        /// When, in nanoseconds.
        public var at: Int64
        /// Which capture; last, so that a run's count fits behind it.
        public var capture: Int32

        /// A mark of its parts.
        public init(packet: Int, capture: Int32, at: Int64) {
            self.packet = packet
            self.capture = capture
            self.at = at
        }
    }

    /// A run of numbers that have not come, in 32 bytes: of all that is kept of a stream these are the most.
    public struct Run: Sendable {
        /// The first missing extended number.
        public var first: Int
        /// What revealed the run.
        public var mark: Mark
        private var numbers: UInt32
        /// How many are missing.
        public var count: Int {
            get { Int(numbers) }
            set { numbers = UInt32(clamping: newValue) }
        }

        init(first: Int, count: Int, mark: Mark) {
            self.first = first
            self.mark = mark
            numbers = UInt32(clamping: count)
        }
    }

    /// What a packet turned out to be.
    public enum Arrival: Equatable, Sendable {
        /// The next number, or one further on that leaves a run missing.
        case advanced
        /// A missing number that came late.
        case reordered
        /// A number that came before.
        case duplicate
    }

    /// The highest extended number.
    @inlinable public var highest: Int { top }
    /// The first extended number; lower if earlier ones came late.
    public private(set) var first: Int
    /// The runs that are missing, in ascending order.
    public private(set) var missing: [Run] = []
    /// Numbers missing that are no longer listed, because ``limit`` was reached.
    public private(set) var forgotten = 0
    /// Further copies of numbers already received.
    public private(set) var duplicated = 0
    /// Numbers that came after a higher one.
    public private(set) var reordered = 0
    /// The most runs listed.
    public let limit: Int
    /// Last, beside what else every packet changes of a stream.
    @usableFromInline var top: Int

    /// A ledger whose first packet has `sequence`.
    public init(sequence: UInt16, limit: Int = 100_000) {
        // One cycle of room below, for packets that come before the first by reordering.
        first = Int(sequence) + 65_536
        top = first
        self.limit = max(1, limit)
    }

    /// How many numbers the sender used so far.
    public var expected: Int { highest - first + 1 }
    /// How many of them never came, so far.
    public var lost: Int { missing.reduce(forgotten) { $0 + $1.count } }
    /// How many came, each counted once.
    public var received: Int { expected - lost }

    /// The signed distance from the highest number to `sequence`, -32,768 to 32,767.
    @inlinable
    public func distance(to sequence: UInt16) -> Int {
        Int(Int16(bitPattern: sequence &- UInt16(truncatingIfNeeded: highest)))
    }

    /// Takes the next number; the usual case.
    @inlinable
    @inline(__always)
    public mutating func advanceByOne() {
        top &+= 1
    }

    /// Takes a number `steps` above the highest (at least 1); those between are missing, revealed by `mark`.
    public mutating func advance(by steps: Int, mark: Mark) {
        guard steps > 0 else { return }
        if steps > 1 { appendRun(Run(first: highest + 1, count: steps - 1, mark: mark)) }
        top += steps
    }

    /// Takes a number `steps` at or below the highest (0 or more).
    public mutating func recordLate(by steps: Int, mark: Mark) -> Arrival {
        let number = highest - steps
        if number < first {
            if first - number > 1 {
                missing.insert(Run(first: number + 1, count: first - number - 1, mark: mark), at: 0)
            }
            first = number
            reordered += 1
            return .reordered
        }
        let low = firstRun(endingAbove: number)
        guard low < missing.count, missing[low].first <= number else {
            duplicated += 1
            return .duplicate
        }
        fill(number, inRun: low)
        reordered += 1
        return .reordered
    }

    /// Gives up the list of what is missing, which its user has taken over; ``lost`` no longer counts it.
    public mutating func releaseRuns() { missing = [] }

    /// Whether the extended `number` is listed as missing.
    public func isMissing(_ number: Int) -> Bool {
        let run = firstRun(endingAbove: number)
        return run < missing.count && missing[run].first <= number
    }

    private func firstRun(endingAbove number: Int) -> Int {
        var low = 0
        var high = missing.count
        while low < high {
            let middle = (low + high) / 2
            if missing[middle].first + missing[middle].count <= number { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private mutating func fill(_ number: Int, inRun index: Int) {
        let run = missing[index]
        let before = number - run.first
        let after = run.count - before - 1
        switch (before > 0, after > 0) {
        case (false, false):
            missing.remove(at: index)
        case (true, false):
            missing[index].count = before
        case (false, true):
            missing[index].first = number + 1
            missing[index].count = after
        case (true, true):
            missing[index].count = before
            missing.insert(Run(first: number + 1, count: after, mark: run.mark), at: index + 1)
        }
    }

    private mutating func appendRun(_ run: Run) {
        if missing.count >= limit {
            // Forget the oldest half at once, so that the cost stays constant per packet.
            let dropped = missing.prefix(limit / 2 + 1)
            forgotten += dropped.reduce(0) { $0 + $1.count }
            missing.removeFirst(dropped.count)
        }
        missing.append(run)
    }
}
