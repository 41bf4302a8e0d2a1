/// One receiver's buffer, played the way receivers do: it starts anew when it has run empty.
///
/// A packet whose relative transit is at most ``playing`` comes in time. A later one finds the buffer empty: the listener
/// hears nothing, or what concealment makes, until it comes, and from it on everything plays later (`jbuf.c` of PJSIP and
/// the resynchronisation of GStreamer's `rtpjitterbuffer` both do this). What the buffer then holds beyond its length it
/// gives back at the end of a round of packets by leaving sound out.
public struct ReceiverBuffer: Sendable {
    /// How a buffer is set.
    public struct Settings: Equatable, Sendable {
        /// What it holds at least, or always, ns.
        public var least: Double
        /// What it holds at most, ns.
        public var most: Double
        /// What it takes in reserve when it has run empty, ns.
        public var reserve: Double

        /// A buffer that always holds `length` ns, and up to twice that for a while.
        public static func fixed(_ length: Double) -> Settings {
            Settings(least: length, most: length, reserve: 0)
        }

        /// A buffer that holds what the last packets needed, between `least` and `most` ns.
        public static func adaptive(least: Double, most: Double) -> Settings {
            Settings(least: least, most: most, reserve: least / 2)
        }

        var isFixed: Bool { least == most }
    }

    let settings: Settings
    /// The transit up to which packets come in time, ns.
    var playing = 0.0
    /// For how long it had nothing to play although nothing was lost, ns.
    private(set) var concealed = 0.0
    /// The longest of these silences, ns.
    private(set) var longestConcealed = 0.0
    /// The packet that ended it.
    private(set) var longestEndedBy: SequenceLedger.Mark?
    /// By how much playing was put off in all, pauses of speech included, ns.
    private(set) var inserted = 0.0
    /// Sound left out to come back to the buffer's length, ns.
    private(set) var leftOut = 0.0
    /// Packets out of order that came after their place had been played.
    private(set) var missedPlace = 0
    private var delaySum = 0.0
    private var delayMaximum = 0.0
    private var delayed = 0.0
    private var waitSum = 0.0
    private var ranEmpty = false
    /// Packets of the running round that are in ``waitSum`` already.
    private var accounted = 0.0

    init(_ settings: Settings) { self.settings = settings }

    /// Begins with a packet of `transit`; nobody hears a gap.
    mutating func begin(at transit: Double) {
        let next = transit + max(settings.least, settings.isFixed ? 0 : min(depth, settings.most))
        inserted += max(0, next - playing)
        playing = next
    }

    /// How long the last packets waited, ns, so that a new talkspurt waits as long.
    private var depth = 0.0

    /// A packet of `transit` came when the buffer had run empty, after so many packets of its round.
    mutating func runEmpty(_ transit: Double, after packets: Double, _ mark: SequenceLedger.Mark) {
        let next = transit + settings.reserve
        let silence = next - playing
        guard silence > 0, silence.isFinite else { return }
        ranEmpty = true
        waitSum += playing * (packets - accounted)
        accounted = packets
        concealed += silence
        if silence > longestConcealed {
            longestConcealed = silence
            longestEndedBy = mark
        }
        inserted += silence
        playing = next
    }

    /// A packet out of order came too late.
    mutating func missPlace() { missedPlace &+= 1 }

    /// Some packets in a row, by their transits in ns.
    struct Round {
        /// How many.
        var packets: Double
        /// The least.
        var lowest: Double
        /// Their mean.
        var mean: Double
        /// The highest of them and of the round before.
        var needed: Double
        /// That of the last.
        var last: Double
    }

    /// Ends a round of packets.
    mutating func end(_ round: Round) {
        let holds = playing - round.lowest
        delaySum += max(0, holds) * round.packets
        waitSum += playing * (round.packets - accounted) - round.mean * round.packets
        accounted = 0
        delayMaximum = max(delayMaximum, holds)
        delayed += round.packets
        defer { ranEmpty = false }
        let target: Double
        if settings.isFixed {
            // The least transit of a round in which it ran empty may be from before.
            target = holds > 2 * settings.least && !ranEmpty ? round.lowest + settings.least : playing
        } else {
            target = min(
                max(round.lowest + settings.least, round.needed + settings.reserve), round.last + settings.most)
        }
        if target < playing, target.isFinite {
            leftOut += playing - target
            playing = target
        }
        depth = playing - round.lowest
    }

    /// ``concealed`` in whole microseconds, which may wrap.
    var concealedMicroseconds: UInt32 {
        let whole = concealed / 1_000
        return whole < 9e18 ? UInt32(truncatingIfNeeded: Int64(whole)) : 0
    }

    /// The mean time that packets of least transit waited, ns.
    var meanDelay: Double { delayed > 0 ? delaySum / delayed : settings.least }
    /// The mean time that packets waited, ns.
    var meanWait: Double { delayed > 0 ? max(0, waitSum / delayed) : settings.least }
    /// The longest, ns.
    var maximumDelay: Double { max(delayMaximum, settings.least) }
}

/// What one buffer made of a stream.
public struct PlayoutOutcome: Equatable, Sendable {
    /// `fixed-60ms`, `fixed-200ms` or `adaptive`.
    public var buffer: String
    /// Packets that would have been played.
    public var played: Int
    /// Packets that would have been thrown away: out of order and too late for their place, or so as to come back to the
    /// buffer's length.
    public var lateDiscarded: Int
    /// How long the listener would have heard a gap because packets came late, ms; lost packets not included.
    public var concealedMilliseconds: Double
    /// The longest of these gaps, ms.
    public var longestConcealedMilliseconds: Double
    /// The packet that ended it; `nil` without any.
    public var longestConcealedEndedBy: SequenceLedger.Mark?
    /// By how much playing would have been put off in all, ms: by gaps, and unheard between talkspurts.
    public var insertedMilliseconds: Double
    /// How long packets waited in the buffer on average, ms.
    public var meanWaitMilliseconds: Double
    /// The mean time the buffer adds to the least transit, ms.
    public var meanDelayMilliseconds: Double
    /// The most time the buffer adds, ms.
    public var maximumDelayMilliseconds: Double

    init(_ name: String, _ buffer: ReceiverBuffer, packets: Int, packetMilliseconds: Double) {
        let length = packetMilliseconds > 0 && packetMilliseconds.isFinite ? packetMilliseconds : 20
        self.buffer = name
        let leftOut = (buffer.leftOut / 1e6 / length).rounded()
        lateDiscarded = min(packets, buffer.missedPlace + (leftOut < Double(packets) ? Int(leftOut) : packets))
        played = packets - lateDiscarded
        concealedMilliseconds = buffer.concealed / 1e6 + Double(buffer.missedPlace) * length
        longestConcealedMilliseconds = buffer.longestConcealed / 1e6
        longestConcealedEndedBy = buffer.longestEndedBy
        insertedMilliseconds = buffer.inserted / 1e6
        meanWaitMilliseconds = buffer.meanWait / 1e6
        meanDelayMilliseconds = buffer.meanDelay / 1e6
        maximumDelayMilliseconds = buffer.maximumDelay / 1e6
    }
}
