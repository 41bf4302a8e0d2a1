import CallVocabulary

/// What time it is, asked inside the transaction that writes it down: of two writers the later one has the later time.
public protocol Clock: Sendable {
    /// The time now.
    var now: CaptureTime { get }
    /// Whether a time before the last entry of a history may become that entry's: true for a machine's clock, which may
    /// have been set back, and false for a time that somebody gave.
    var followsHistory: Bool { get }
    /// The latest time that an entry may have; `nil` where nothing is known of the machine's own clock.
    var latest: CaptureTime? { get }
}

extension Clock {
    /// For a clock that follows histories, its time and ``ClockLimits/aheadSeconds``.
    public var latest: CaptureTime? {
        followsHistory ? now.advanced(byNanoseconds: ClockLimits.aheadSeconds * 1_000_000_000) : nil
    }

    /// The time now, but not before `entry` if this clock follows histories. An entry that is ahead of the clock by more
    /// than is allowed was made by a wrong clock, and holds nobody up.
    public func now(notBefore entry: CaptureTime?) -> CaptureTime {
        let now = now
        guard followsHistory, let entry, entry > now, !isAhead(entry) else { return now }
        return entry
    }

    /// Whether a time is later than an entry may be.
    public func isAhead(_ time: CaptureTime) -> Bool { latest.map { time > $0 } ?? false }
}

/// How far times may be apart.
public enum ClockLimits {
    /// Seconds an entry may be ahead of the machine's clock.
    public static let aheadSeconds: Int64 = 300
}

/// A time that was given.
public struct FixedClock: Clock {
    /// The time.
    public let now: CaptureTime
    /// False: what was given is not changed.
    public var followsHistory: Bool { false }

    /// A clock that stands at `now`.
    public init(_ now: CaptureTime) {
        self.now = now
    }
}
