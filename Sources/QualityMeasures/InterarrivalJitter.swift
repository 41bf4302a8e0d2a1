/// Interarrival jitter as RFC 3550 §6.4.1 and A.8 define it, in nanoseconds.
///
/// `D(i-1,i) = (R_i - R_{i-1}) - (S_i - S_{i-1})`, `J += (|D| - J) / 16`. Timestamps are subtracted with wrap
/// before they are widened. The first packet, and each packet after ``reanchor()``, only sets the reference.
@frozen
public struct InterarrivalJitter: Sendable {
    @usableFromInline var estimate = 0.0
    @usableFromInline var maximum = 0.0
    @usableFromInline var sum = 0.0
    @usableFromInline var estimates = 0
    @usableFromInline var signedDifference = 0.0
    @usableFromInline var previousArrival: Int64 = 0
    @usableFromInline var previousTimestamp: UInt32 = 0
    @usableFromInline var hasReference = false
    @usableFromInline var breakLength: Double?

    /// A stream's jitter before its first packet.
    @inlinable
    public init() {}

    /// The current estimate in nanoseconds.
    @inlinable public var nanoseconds: Double { estimate }
    /// The last packet's difference `D` in nanoseconds, with its sign; 0 where there was no reference, or a break.
    @inlinable public var difference: Double { signedDifference }
    /// The highest estimate in nanoseconds.
    @inlinable public var maximumNanoseconds: Double { maximum }
    /// How many estimates were made.
    @inlinable public var count: Int { estimates }
    /// The sum of all estimates in nanoseconds, so that means can be joined.
    @inlinable public var sumNanoseconds: Double { sum }
    /// The mean of all estimates in nanoseconds; `nil` before the second packet.
    @inlinable public var meanNanoseconds: Double? { estimates > 0 ? sum / Double(estimates) : nil }

    /// Takes a packet's arrival (nanoseconds) and RTP timestamp; `nanosecondsPerTick` is 1e9 / clock rate.
    ///
    /// Returns true if the estimate rose to a new maximum, or ``takeBreak()`` has something to tell. A difference of more than
    /// ``discontinuityNanoseconds`` is a break in the timestamps, not jitter: it only sets a new reference.
    @inlinable
    @inline(__always)
    public mutating func record(arrival: Int64, timestamp: UInt32, nanosecondsPerTick: Double) -> Bool {
        guard hasReference else {
            setReference(arrival: arrival, timestamp: timestamp)
            signedDifference = 0
            return false
        }
        let elapsed = Double(arrival &- previousArrival)
        let sent = Double(Int32(bitPattern: timestamp &- previousTimestamp)) * nanosecondsPerTick
        previousArrival = arrival
        previousTimestamp = timestamp
        signedDifference = elapsed - sent
        let difference = abs(signedDifference)
        guard difference <= InterarrivalJitter.discontinuityNanoseconds else {
            breakLength = signedDifference
            signedDifference = 0
            return true
        }
        estimate += (difference - estimate) * 0.0625
        sum += estimate
        estimates &+= 1
        guard estimate > maximum else { return false }
        maximum = estimate
        return true
    }

    /// The difference of the last packet if it was a break in the timestamps; asked for once.
    public mutating func takeBreak() -> Double? {
        defer { breakLength = nil }
        return breakLength
    }

    /// Makes this packet the reference without an estimate, as at the start of a talkspurt.
    @inlinable
    @inline(__always)
    public mutating func setReference(arrival: Int64, timestamp: UInt32) {
        previousArrival = arrival
        previousTimestamp = timestamp
        hasReference = true
    }

    /// Makes this packet the reference as ``setReference(arrival:timestamp:)`` does, and returns its difference to the one
    /// before; 0 where there was none, or a break.
    @inlinable
    public mutating func moveReference(arrival: Int64, timestamp: UInt32, nanosecondsPerTick: Double) -> Double {
        let difference =
            hasReference
            ? Double(arrival &- previousArrival)
                - Double(Int32(bitPattern: timestamp &- previousTimestamp)) * nanosecondsPerTick : 0
        setReference(arrival: arrival, timestamp: timestamp)
        return abs(difference) <= InterarrivalJitter.discontinuityNanoseconds ? difference : 0
    }

    /// Forgets the reference: the next packet only sets a new one.
    @inlinable
    public mutating func reanchor() {
        hasReference = false
    }

    /// The difference beyond which timestamps are held to have been set anew: 1 s.
    @inlinable public static var discontinuityNanoseconds: Double { 1e9 }
}
