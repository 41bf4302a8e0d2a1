/// What receivers' buffers would have made of a stream's arrivals, packet by packet, in constant memory.
///
/// The relative transit of a packet is the sum of the arrival differences less the timestamp differences
/// (RFC 3550 §6.4.1); its excess is how far it lies above the least transit of the last 512 to 1,024 packets, so that
/// clocks that drift apart do not look like delay. A fixed buffer of B plays a packet whose excess is at most B and
/// discards it as late otherwise; a marker that opens a talkspurt sets the reference anew. The adaptive buffer holds
/// 40 to 500 ms: a late packet raises it at once to its excess and 20 ms more, and with each packet it
/// gives back a 512th of what it has above 40 ms and above that packet's need.
@frozen
public struct PlayoutTracker: Sendable {
    @usableFromInline var transit = 0.0
    @usableFromInline var lowest = 0.0
    @usableFromInline var windowLowest = 0.0
    @usableFromInline var adaptive = 40e6
    @usableFromInline var adaptiveSum = 0.0
    @usableFromInline var excessSum = 0.0
    @usableFromInline var excessMaximum = 0.0
    @usableFromInline var intervalExcess = 0.0
    @usableFromInline var adaptiveMaximum = 40e6
    @usableFromInline var packets = 0
    @usableFromInline var late60: UInt32 = 0
    @usableFromInline var late200: UInt32 = 0
    @usableFromInline var lateAdaptive: UInt32 = 0
    @usableFromInline var windowCount: UInt32 = 0
    /// Packets by excess: four buckets an octave, the first below 0.25 ms.
    @usableFromInline var histogram: InlineArray<52, UInt32> = .init(repeating: 0)

    /// A stream before its first packet.
    @inlinable
    public init() {}

    /// Takes a packet by the difference `D` of RFC 3550 to the packet before it, in nanoseconds.
    @inlinable
    @inline(__always)
    public mutating func record(difference: Double) {
        transit += difference
        count()
    }

    /// Takes the packet that opens a talkspurt: buffers set their reference anew.
    @inlinable
    public mutating func openTalkspurt(difference: Double) {
        transit += difference
        lowest = transit
        windowLowest = transit
        count()
    }

    /// Takes the first packet, or the first behind a break in the timestamps.
    @inlinable
    public mutating func restart() {
        transit = 0
        lowest = 0
        windowLowest = 0
        windowCount = 0
        count()
    }

    @inlinable
    @inline(__always)
    mutating func count() {
        packets &+= 1
        windowCount &+= 1
        windowLowest = min(windowLowest, transit)
        lowest = min(lowest, transit)
        if windowCount >= 512 {
            lowest = windowLowest
            windowLowest = transit
            windowCount = 0
        }
        let excess = transit - lowest
        excessSum += excess
        intervalExcess = max(intervalExcess, excess)
        if excess > 60e6 {
            late60 &+= 1
            if excess > 200e6 { late200 &+= 1 }
        }
        if excess > adaptive {
            lateAdaptive &+= 1
            adaptive = min(500e6, excess + 20e6)
            adaptiveMaximum = max(adaptiveMaximum, adaptive)
        } else {
            adaptive -= max(0, adaptive - max(40e6, excess + 20e6)) * (1 / 512)
        }
        adaptiveSum += adaptive
        let bucket = PlayoutTracker.bucket(excess)
        histogram[bucket] = histogram[bucket] &+ 1
    }

    /// Four buckets an octave by the exponent and the first two bits of the fraction, in units of 0.25 ms.
    @inlinable
    @inline(__always)
    static func bucket(_ excess: Double) -> Int {
        let units = excess * (1 / 250_000.0)
        guard units >= 1 else { return 0 }
        let bits = (units.bitPattern >> 50) &- (1_023 << 2)
        return min(51, 1 &+ Int(truncatingIfNeeded: bits))
    }
}

/// What one buffer made of a stream.
public struct PlayoutOutcome: Equatable, Sendable {
    /// `fixed-60ms`, `fixed-200ms` or `adaptive`.
    public var buffer: String
    /// Packets that would have been played.
    public var played: Int
    /// Packets that came too late to be played.
    public var lateDiscarded: Int
    /// The mean time the buffer adds, ms.
    public var meanDelayMilliseconds: Double
    /// The most time the buffer adds, ms.
    public var maximumDelayMilliseconds: Double
}

/// How far arrivals strayed from their pace, ms above the least transit.
public struct DelayVariation: Equatable, Sendable {
    /// Half of the packets stray at most this far.
    public var median: Double
    /// 95 of 100.
    public var percentile95: Double
    /// 99 of 100.
    public var percentile99: Double
    /// The most.
    public var maximum: Double
    /// The mean.
    public var mean: Double
}

extension PlayoutTracker {
    /// Puts the running figures into `counters`, and begins a new stretch for the worst excess.
    public mutating func hand(over counters: inout IntervalMeter.Counters) {
        excessMaximum = max(excessMaximum, intervalExcess)
        counters.late = late60
        counters.lateAdaptive = lateAdaptive
        counters.excessMaximum = intervalExcess
        counters.lowestTransit = lowest
        intervalExcess = 0
    }

    /// The worst excess of all, ns.
    private var worstExcess: Double { max(excessMaximum, intervalExcess) }

    /// What three buffers made of the stream; empty before the first packet.
    public var outcomes: [PlayoutOutcome] {
        guard packets > 0 else { return [] }
        func outcome(_ name: String, _ late: UInt32, mean: Double, maximum: Double) -> PlayoutOutcome {
            let late = min(Int(late), packets)
            return PlayoutOutcome(
                buffer: name, played: packets - late, lateDiscarded: late, meanDelayMilliseconds: mean,
                maximumDelayMilliseconds: maximum)
        }
        return [
            outcome("fixed-60ms", late60, mean: 60, maximum: 60),
            outcome("fixed-200ms", late200, mean: 200, maximum: 200),
            outcome(
                "adaptive", lateAdaptive, mean: adaptiveSum / Double(packets) / 1e6, maximum: adaptiveMaximum / 1e6),
        ]
    }

    /// Percentiles of the excess, exact to a fifth of their value; `nil` before the first packet.
    public var delayVariation: DelayVariation? {
        guard packets > 0 else { return nil }
        func percentile(_ share: Double) -> Double {
            let wanted = share * Double(packets)
            var seen = 0.0
            for bucket in 0..<52 {
                let count = Double(histogram[bucket])
                if count > 0, seen + count >= wanted {
                    let low = Self.lowerBound(bucket)
                    let high = Self.lowerBound(bucket + 1)
                    return min(worstExcess / 1e6, low + (high - low) * (wanted - seen) / count)
                }
                seen += count
            }
            return worstExcess / 1e6
        }
        return DelayVariation(
            median: percentile(0.5), percentile95: percentile(0.95), percentile99: percentile(0.99),
            maximum: worstExcess / 1e6, mean: excessSum / Double(packets) / 1e6)
    }

    /// Where a bucket begins, ms.
    private static func lowerBound(_ bucket: Int) -> Double {
        guard bucket > 0 else { return 0 }
        let octave = (bucket - 1) / 4
        let quarter = (bucket - 1) % 4
        return 0.25 * Double(1 << min(octave, 40)) * (1 + Double(quarter) / 4)
    }
}
