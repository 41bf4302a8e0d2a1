import CallVocabulary
import QualityMeasures

/// What the length of a stream's packets was read from.
public enum PacketLengthBasis: String, Sendable {
    /// From the steps of the timestamps and the clock rate.
    case timestamps
    /// From the mean distance of the arrivals, because the clock rate is not known.
    case arrivals
}

/// A lasting rise of a stream's delay.
public struct StreamDelayStep: Equatable, Sendable {
    /// When the first packet came that was later.
    public var at: CaptureTime
    /// Which packet.
    public var packet: PacketReference
    /// How much later all packets come from it on, ms.
    public var milliseconds: Double
}

/// A timestamp that goes on by something other than the time that passed, though the sequence number runs on.
public struct TimestampJump: Equatable, Sendable {
    /// When the packet came.
    public var at: CaptureTime
    /// Which packet.
    public var packet: PacketReference
    /// How far the timestamp went beyond the time that passed, ms; negative backwards.
    public var milliseconds: Double
}

/// A sender whose media clock does not keep time.
public struct SenderClock: Equatable, Sendable {
    /// What shows it.
    public enum Basis: String, Sendable {
        /// Packets come later and later, or earlier and earlier, all along and evenly.
        case arrivals
    }
    /// By how much it is slow; negative where it is fast.
    public var partsPerMillion: Double
    /// What shows it.
    public var basis: Basis
    /// How long it was watched, s.
    public var seconds: Double
    /// When it went wrong, where it was right before; `nil` where it is off all along.
    public var since: CaptureTime?

    init(partsPerMillion: Double, basis: Basis, seconds: Double, since: CaptureTime? = nil) {
        self.partsPerMillion = partsPerMillion
        self.basis = basis
        self.seconds = seconds
        self.since = since
    }
}

extension SequenceLedger.Mark {
    /// Where to find the packet again.
    public var reference: PacketReference { PacketReference(capture: Int(capture), number: packet) }
    /// When it came.
    public var time: CaptureTime { CaptureTime(nanoseconds: at) }
}

extension MediaStream {
    /// Packets of speech that a receiver had to do without: digits that a gateway took out are none.
    public var speechLost: Int { max(0, lostAfterRepair - (sameMedia?.digitPacketsTakenOut ?? 0)) }

    /// What a listener with this buffer has to do without, lost and late, in per cent of the time it listens.
    public func unheardPercent(_ outcome: PlayoutOutcome) -> Double {
        let length = (meanPacketMilliseconds ?? packetMilliseconds).flatMap { $0 > 0 ? $0 : nil } ?? 20
        let due = Double(max(1, counts.expected)) * length + outcome.concealedMilliseconds
        return 100 * (Double(speechLost) * length + outcome.concealedMilliseconds) / due
    }
}
