import CallVocabulary

/// What time it is, asked inside the transaction that writes it down: of two writers the later one has the later time.
public protocol Clock: Sendable {
    /// The time now.
    var now: CaptureTime { get }
    /// Whether a time before the last entry of a history may become that entry's: true for a machine's clock, which may
    /// have been set back, and false for a time that somebody gave.
    var followsHistory: Bool { get }
}

extension Clock {
    /// The time now, but not before `entry` if this clock follows histories.
    public func now(notBefore entry: CaptureTime?) -> CaptureTime {
        let now = now
        guard followsHistory, let entry else { return now }
        return max(now, entry)
    }
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
