/// A pattern over decimal digits, compiled: the subset of regular expressions that numbering plans are written in.
///
/// Literal digits, `\d`, classes such as `[2-57]`, groups `(…)` and `(?:…)`, alternatives, and the repetitions `?`,
/// `{n}` and `{n,m}`. Matching backtracks; patterns come from the built-in plan only, and texts have at most
/// ``maximumDigits`` digits.
struct DigitPattern: Sendable {
    indirect enum Node: Sendable {
        /// One digit out of a set, as bits 0 to 9.
        case digit(UInt16)
        case sequence([Node])
        case alternatives([Node])
        case repeated(Node, Int, Int)
        /// A group whose span is kept, with its number from 1.
        case group(Node, Int)
        case end
    }

    /// Digits a text may have.
    static let maximumDigits = 40

    private let root: Node
    /// The lengths of the groups, where the pattern is nothing but groups of one length each, as most formats are.
    private let groupLengths: [Int]?
    private let cache = DigitAutomatonCache()

    /// Compiles a pattern; `nil` if it uses anything beyond the subset.
    init?(_ pattern: some StringProtocol) {
        var reader = Reader(bytes: Array(pattern.utf8))
        guard let root = reader.alternatives(), reader.isAtEnd else { return nil }
        self.root = root
        groupLengths = DigitPattern.groupLengths(root)
    }

    private static func groupLengths(_ root: Node) -> [Int]? {
        let nodes = if case .sequence(let nodes) = root { nodes } else { [root] }
        var lengths: [Int] = []
        for node in nodes {
            guard case .group(let inner, let number) = node, number == lengths.count + 1, let length = inner.length
            else {
                return nil
            }
            lengths.append(length)
        }
        return lengths.isEmpty ? nil : lengths
    }

    /// Whether the whole of `digits` matches.
    func matchesAll(_ digits: ArraySlice<UInt8>) -> Bool {
        if let automaton = cache.automaton(root) { return automaton.matchesAll(digits) }
        var spans: [Range<Int>?] = []
        return match(root, digits, digits.startIndex, &spans) { at, _ in at == digits.endIndex }
    }

    /// Whether a beginning of `digits` matches.
    func matchesBeginning(_ digits: ArraySlice<UInt8>) -> Bool {
        if let automaton = cache.automaton(root) { return automaton.matchesBeginning(digits) }
        return matchPrefix(digits) != nil
    }

    /// The end and the groups of a match at the beginning of `digits`; the first alternative that fits counts.
    func matchPrefix(_ digits: ArraySlice<UInt8>) -> (end: Int, groups: [Range<Int>?])? {
        // Most texts have no such beginning, and that is told without looking for groups.
        if let automaton = cache.automaton(root), !automaton.matchesBeginning(digits) { return nil }
        var spans: [Range<Int>?] = []
        var found: (Int, [Range<Int>?])?
        _ = match(root, digits, digits.startIndex, &spans) { at, groups in
            found = (at, groups)
            return true
        }
        return found.map { ($0.0, $0.1) }
    }

    /// The groups of a match of the whole of `digits`.
    func groups(of digits: ArraySlice<UInt8>) -> [Range<Int>?]? {
        if let automaton = cache.automaton(root) {
            guard automaton.matchesAll(digits) else { return nil }
            if let groupLengths {
                var start = digits.startIndex
                return groupLengths.map { length in
                    start += length
                    return start - length..<start
                }
            }
        }
        var spans: [Range<Int>?] = []
        var found: [Range<Int>?]?
        _ = match(root, digits, digits.startIndex, &spans) { at, groups in
            guard at == digits.endIndex else { return false }
            found = groups
            return true
        }
        return found
    }

    private func match(
        _ node: Node, _ digits: ArraySlice<UInt8>, _ at: Int, _ groups: inout [Range<Int>?],
        _ next: (Int, inout [Range<Int>?]) -> Bool
    ) -> Bool {
        switch node {
        case .digit(let set):
            guard at < digits.endIndex, set & (1 << UInt16(digits[at])) != 0 else { return false }
            return next(at + 1, &groups)
        case .end:
            return at == digits.endIndex && next(at, &groups)
        case .sequence(let nodes):
            return matchSequence(nodes[...], digits, at, &groups, next)
        case .alternatives(let nodes):
            for one in nodes where match(one, digits, at, &groups, next) { return true }
            return false
        case .repeated(let one, let least, let most):
            return matchRepeated(one, least, most, digits, at, &groups, next)
        case .group(let inner, let number):
            while groups.count < number { groups.append(nil) }
            let before = groups[number - 1]
            let isMatch = match(inner, digits, at, &groups) { end, groups in
                while groups.count < number { groups.append(nil) }
                groups[number - 1] = at..<end
                return next(end, &groups)
            }
            if !isMatch { groups[number - 1] = before }
            return isMatch
        }
    }

    private func matchSequence(
        _ nodes: ArraySlice<Node>, _ digits: ArraySlice<UInt8>, _ at: Int, _ groups: inout [Range<Int>?],
        _ next: (Int, inout [Range<Int>?]) -> Bool
    ) -> Bool {
        guard let first = nodes.first else { return next(at, &groups) }
        return match(first, digits, at, &groups) { end, groups in
            matchSequence(nodes.dropFirst(), digits, end, &groups, next)
        }
    }

    private func matchRepeated(
        _ node: Node, _ least: Int, _ most: Int, _ digits: ArraySlice<UInt8>, _ at: Int,
        _ groups: inout [Range<Int>?], _ next: (Int, inout [Range<Int>?]) -> Bool
    ) -> Bool {
        if case .digit(let set) = node {
            // The usual case, without recursion for each digit.
            var count = 0
            while count < most, at + count < digits.endIndex, set & (1 << UInt16(digits[at + count])) != 0 {
                count += 1
            }
            while count >= least {
                if next(at + count, &groups) { return true }
                count -= 1
            }
            return false
        }
        if most > 0 {
            let isMatch = match(node, digits, at, &groups) { end, groups in
                guard end > at else { return false }
                return matchRepeated(node, max(0, least - 1), most - 1, digits, end, &groups, next)
            }
            if isMatch { return true }
        }
        return least == 0 && next(at, &groups)
    }

    // MARK: Compiling

    private struct Reader {
        let bytes: [UInt8]
        var at = 0
        var groups = 0

        init(bytes: [UInt8]) {
            self.bytes = bytes
        }

        var isAtEnd: Bool { at == bytes.count }
        private var byte: UInt8? { at < bytes.count ? bytes[at] : nil }

        mutating func alternatives() -> Node? {
            var all: [Node] = []
            repeat {
                if !all.isEmpty { at += 1 }
                guard let one = sequence() else { return nil }
                all.append(one)
            } while byte == UInt8(ascii: "|")
            return all.count == 1 ? all[0] : .alternatives(all)
        }

        private mutating func sequence() -> Node? {
            var nodes: [Node] = []
            while let byte, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
                guard let atom = atom() else { return nil }
                guard let node = repetition(of: atom) else { return nil }
                nodes.append(node)
            }
            return nodes.count == 1 ? nodes[0] : .sequence(nodes)
        }

        private mutating func atom() -> Node? {
            guard let byte else { return nil }
            at += 1
            switch byte {
            case 0x30...0x39: return .digit(1 << UInt16(byte - 0x30))
            case UInt8(ascii: "\\"):
                guard self.byte == UInt8(ascii: "d") else { return nil }
                at += 1
                return .digit(0x3FF)
            case UInt8(ascii: "["): return digitClass()
            case UInt8(ascii: "$"): return .end
            case UInt8(ascii: "("):
                var number = 0
                if self.byte == UInt8(ascii: "?") {
                    guard at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: ":") else { return nil }
                    at += 2
                } else {
                    groups += 1
                    number = groups
                }
                guard let inner = alternatives(), self.byte == UInt8(ascii: ")") else { return nil }
                at += 1
                return number > 0 ? .group(inner, number) : inner
            default: return nil
            }
        }

        private mutating func digitClass() -> Node? {
            var set: UInt16 = 0
            while let low = byte, low != UInt8(ascii: "]") {
                guard (0x30...0x39).contains(low) else { return nil }
                at += 1
                var high = low
                if byte == UInt8(ascii: "-"), at + 1 < bytes.count, (low...0x39).contains(bytes[at + 1]) {
                    high = bytes[at + 1]
                    at += 2
                }
                for digit in low...high { set |= 1 << UInt16(digit - 0x30) }
            }
            guard byte != nil else { return nil }
            at += 1
            return .digit(set)
        }

        private mutating func repetition(of node: Node) -> Node? {
            switch byte {
            case UInt8(ascii: "?"):
                at += 1
                return .repeated(node, 0, 1)
            case UInt8(ascii: "*"):
                at += 1
                return .repeated(node, 0, DigitPattern.maximumDigits)
            case UInt8(ascii: "+"):
                at += 1
                return .repeated(node, 1, DigitPattern.maximumDigits)
            case UInt8(ascii: "{"):
                at += 1
                guard let least = number() else { return nil }
                var most = least
                if byte == UInt8(ascii: ",") {
                    at += 1
                    guard let limit = number() else { return nil }
                    most = limit
                }
                guard byte == UInt8(ascii: "}") else { return nil }
                at += 1
                return .repeated(node, least, most)
            default: return node
            }
        }

        private mutating func number() -> Int? {
            var value: Int?
            while let byte, (0x30...0x39).contains(byte), (value ?? 0) < 100 {
                value = (value ?? 0) * 10 + Int(byte - 0x30)
                at += 1
            }
            return value
        }
    }
}

extension DigitPattern.Node {
    /// How many digits every match has, groups within not counted; `nil` if that differs, or a group is inside.
    fileprivate var length: Int? {
        switch self {
        case .digit: return 1
        case .sequence(let nodes):
            return nodes.reduce(0) { sum, node in
                guard let sum, let length = node.length else { return nil }
                return sum + length
            }
        case .alternatives(let nodes):
            guard let first = nodes.first?.length else { return nil }
            return nodes.allSatisfy { $0.length == first } ? first : nil
        case .repeated(let node, let least, let most):
            return least == most ? node.length.map { $0 * least } : nil
        case .group, .end: return nil
        }
    }
}
