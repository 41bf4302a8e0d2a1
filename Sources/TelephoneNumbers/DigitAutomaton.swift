import Synchronization

/// A pattern as a table: one step a digit, whatever the pattern. Made when a pattern has been used often enough to pay.
final class DigitAutomaton: Sendable {
    /// Next state by state and digit; state 0 is the one without return.
    private let next: [UInt16]
    private let isAccepting: [Bool]
    /// States after which no table is made.
    private static let maximumStates = 4_096

    /// The table of a pattern; `nil` if it would be too large.
    init?(_ root: DigitPattern.Node) {
        var machine = Machine()
        let accept = machine.state()
        let start = machine.add(root, to: accept)
        var numbers: [[Int]: Int] = [[]: 0]
        var queue: [[Int]] = [machine.closure([start])]
        var table: [UInt16] = Array(repeating: 0, count: 10)
        var accepting = [false]
        numbers[queue[0]] = 1
        var at = 0
        while at < queue.count {
            let states = queue[at]
            at += 1
            accepting.append(states.contains(accept))
            for digit in 0..<10 {
                let targets = machine.closure(machine.step(states, digit))
                if let known = numbers[targets] {
                    table.append(UInt16(known))
                    continue
                }
                let number = queue.count + 1
                guard number < Self.maximumStates else { return nil }
                numbers[targets] = number
                queue.append(targets)
                table.append(UInt16(number))
            }
        }
        next = table
        isAccepting = accepting
    }

    /// Whether the whole of `digits` matches.
    func matchesAll(_ digits: ArraySlice<UInt8>) -> Bool {
        var state = 1
        for digit in digits {
            guard digit < 10 else { return false }
            state = Int(next[state * 10 + Int(digit)])
            if state == 0 { return false }
        }
        return isAccepting[state]
    }

    /// Whether a beginning of `digits` matches.
    func matchesBeginning(_ digits: ArraySlice<UInt8>) -> Bool {
        var state = 1
        if isAccepting[1] { return true }
        for digit in digits {
            guard digit < 10 else { return false }
            state = Int(next[state * 10 + Int(digit)])
            if state == 0 { return false }
            if isAccepting[state] { return true }
        }
        return false
    }

    /// A machine with free steps (Thompson's construction), from which the table is made.
    private struct Machine {
        private var free: [[Int]] = []
        private var sets: [UInt16] = []
        private var targets: [Int] = []

        mutating func state() -> Int {
            free.append([])
            sets.append(0)
            targets.append(0)
            return free.count - 1
        }

        /// Adds `node` so that it leads to `end`; returns where it begins.
        mutating func add(_ node: DigitPattern.Node, to end: Int) -> Int {
            switch node {
            case .digit(let set):
                let state = state()
                sets[state] = set
                targets[state] = end
                return state
            case .end: return end
            case .group(let inner, _): return add(inner, to: end)
            case .sequence(let nodes): return nodes.reversed().reduce(end) { add($1, to: $0) }
            case .alternatives(let nodes):
                let begins = nodes.map { add($0, to: end) }
                let state = state()
                free[state] = begins
                return state
            case .repeated(let inner, let least, let most):
                var begin = end
                for _ in 0..<max(0, most - least) {
                    let inside = add(inner, to: begin)
                    let state = state()
                    free[state] = [inside, end]
                    begin = state
                }
                for _ in 0..<least { begin = add(inner, to: begin) }
                return begin
            }
        }

        func step(_ states: [Int], _ digit: Int) -> [Int] {
            states.compactMap { sets[$0] & (1 << UInt16(digit)) != 0 ? targets[$0] : nil }
        }

        func closure(_ states: [Int]) -> [Int] {
            var seen: Set<Int> = []
            var queue = states
            while let state = queue.popLast() {
                guard seen.insert(state).inserted else { continue }
                queue += free[state]
            }
            // States that only lead on say nothing by themselves.
            return seen.filter { free[$0].isEmpty }.sorted()
        }
    }
}

/// The table of a pattern, made after some uses: a command that reads three numbers pays nothing for it.
final class DigitAutomatonCache: Sendable {
    private let uses = Atomic<Int>(0)
    /// Owned by the cache; a null until it is made.
    private let made = Atomic<Unmanaged<DigitAutomaton>?>(nil)
    /// Uses before the table is made.
    private static let threshold = 24

    /// The table, if the pattern has been used often enough.
    func automaton(_ root: DigitPattern.Node) -> DigitAutomaton? {
        if let known = made.load(ordering: .acquiring) { return known.takeUnretainedValue() }
        let (_, count) = uses.wrappingAdd(1, ordering: .relaxed)
        guard count == Self.threshold, let automaton = DigitAutomaton(root) else { return nil }
        let kept = Unmanaged.passRetained(automaton)
        let (isStored, other) = made.compareExchange(expected: nil, desired: kept, ordering: .acquiringAndReleasing)
        guard !isStored, let other else { return automaton }
        kept.release()
        return other.takeUnretainedValue()
    }

    deinit { made.load(ordering: .acquiring)?.release() }
}
