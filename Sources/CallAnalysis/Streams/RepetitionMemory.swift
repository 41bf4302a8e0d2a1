/// Tells copies that a capture made from repetitions of the sender, where more than a few packets lie between.
///
/// A mirror port that is slow, or a second tap, delivers the same IP packet again up to a second later: the same
/// identification. Who sends a packet again builds a new one. The identifications of so long a time are kept only once
/// a stream has shown such a repetition; what came before is decided by what follows.
struct RepetitionMemory {
    /// What a repetition is.
    enum Verdict {
        case captureCopy
        case repetition
        /// Nothing tells, so far.
        case open
    }

    /// Identification of the packet with each of the last sequence numbers; -1 where not known.
    private var identifications: [Int32]
    private let mask: UInt16
    /// Repetitions by the sender that were told.
    private var repetitions = 0
    private var copies = 0
    /// By capture, what came before the memory reached back far enough.
    private var early: [Int32: Int] = [:]
    /// By capture, repetitions of packets that have no identification.
    private var unmarked: [Int32: Int] = [:]

    /// How far back copies are looked for: 1.1 s.
    static let nanoseconds = 1_100_000_000.0
    /// The most and the fewest numbers kept.
    static let numbers = 128.0...8_192.0

    /// A memory for a stream with `interval` nanoseconds from packet to packet; 0 if that is not known.
    init(interval: Double) {
        let wanted = interval > 0 ? RepetitionMemory.nanoseconds / interval : 0
        let bounded = Int(min(max(wanted, RepetitionMemory.numbers.lowerBound), RepetitionMemory.numbers.upperBound))
        var size = 128
        while size < bounded { size *= 2 }
        identifications = [Int32](repeating: -1, count: size)
        mask = UInt16(size - 1)
    }

    /// Takes the first copy of a packet.
    mutating func note(_ packet: RTPObservation) {
        identifications[Int(packet.sequence & mask)] = Int32(packet.identification)
    }

    /// Judges a packet whose number came before, `steps` below the highest.
    mutating func judge(_ packet: RTPObservation, steps: Int) -> Verdict {
        let known = identifications[Int(packet.sequence & mask)]
        if steps > Int(mask) || known < 0 {
            early[packet.capture, default: 0] += 1
            return .open
        }
        if packet.identification == 0, known == 0 {
            unmarked[packet.capture, default: 0] += 1
            return .open
        }
        if known == Int32(packet.identification) {
            copies += 1
            return .captureCopy
        }
        repetitions += 1
        return .repetition
    }

    /// What was left open and is a copy after all, by capture; `received` is how many packets the stream has.
    ///
    /// No sender repeats most of its packets one by one in the same stream, whereas a mirror does.
    func settled(received: Int) -> [(capture: Int32, copies: Int)] {
        let isEarlyCopied = copies > 0 && repetitions * 10 <= copies
        let bare = unmarked.values.reduce(0, +)
        let isBareCopied = bare * 2 >= received && repetitions * 10 <= bare
        var all: [Int32: Int] = isBareCopied ? unmarked : [:]
        if isEarlyCopied || isBareCopied { all.merge(early) { $0 + $1 } }
        return all.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
