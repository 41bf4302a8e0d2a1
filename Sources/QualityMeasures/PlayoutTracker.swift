/// What receivers' buffers would have made of a stream's arrivals, packet by packet, in constant memory.
///
/// The relative transit of a packet is the sum of the arrival differences less the timestamp differences
/// (RFC 3550 §6.4.1); its excess is how far it lies above the least transit of the last 512 to 1,024 packets, so that
/// clocks that drift apart do not look like delay. Three buffers are played along (``ReceiverBuffer``): one of 60 ms, one of
/// 200 ms, and one that holds between 40 and 500 ms. Nothing is done for a packet in time but to keep the extremes of its
/// round of 32; late ones, and the last of a round, go to ``attend(difference:mark:)``.
@frozen
public struct PlayoutTracker: Sendable {
    @usableFromInline var transit = 0.0
    @usableFromInline var lowest = 0.0
    @usableFromInline var roundLowest = 0.0
    @usableFromInline var roundHighest = 0.0
    /// Above this transit a packet is late for one of the buffers.
    @usableFromInline var alarm = -Double.infinity
    @usableFromInline var transitSum = 0.0
    @usableFromInline var intervalExcess = 0.0
    @usableFromInline var packets = 0
    /// Packets by excess: four buckets an octave, the first below 0.25 ms.
    @usableFromInline var histogram: InlineArray<64, UInt32> = .init(repeating: 0)

    @usableFromInline var small: ReceiverBuffer
    @usableFromInline var large: ReceiverBuffer
    @usableFromInline var adaptive: ReceiverBuffer
    @usableFromInline var excessSum = 0.0
    @usableFromInline var excessMaximum = 0.0
    @usableFromInline var windowLowest = 0.0
    @usableFromInline var roundBegan = 0
    @usableFromInline var levelBefore = 0.0
    @usableFromInline var highestBefore = 0.0
    @usableFromInline var rounds = 0
    @usableFromInline var stepFinder: DelayStepFinder
    @usableFromInline var pace: PaceFit
    @usableFromInline var latePace = PartialPace()

    /// A stream before its first packet, played by the usual buffers; `settings` are those of the adaptive one.
    public init(adaptive settings: ReceiverBuffer.Settings = .adaptive(least: 40e6, most: 500e6)) {
        small = ReceiverBuffer(.fixed(60e6))
        large = ReceiverBuffer(.fixed(200e6))
        adaptive = ReceiverBuffer(settings)
        stepFinder = DelayStepFinder()
        pace = PaceFit()
    }

    /// Takes a packet by the difference `D` of RFC 3550 to the packet before it, in nanoseconds; `elapsed` is the time since
    /// that, and `mark` tells which it is. More difference than time has passed is a timestamp that went back: receivers
    /// play on by the numbers.
    @inlinable
    @inline(__always)
    public mutating func record(
        difference: Double, elapsed: Int64 = .max, mark: @autoclosure () -> SequenceLedger.Mark
    ) {
        let difference = difference <= Double(elapsed) ? difference : 0
        transit += difference
        count(difference: difference, mark: mark())
    }

    /// Takes a packet that comes out of order: it is late for itself alone.
    public mutating func recordOutOfOrder(difference: Double) {
        transit += difference
        guard transit > alarm else { return }
        if transit > small.playing { small.missPlace() }
        if transit > large.playing { large.missPlace() }
        if transit > adaptive.playing { adaptive.missPlace() }
    }

    /// Takes the packet that opens a talkspurt: buffers set their reference anew.
    public mutating func openTalkspurt(difference: Double, mark: @autoclosure () -> SequenceLedger.Mark) {
        transit += difference
        lowest = transit
        begin()
        count(difference: 0, mark: mark())
    }

    /// Takes the first packet, or the first behind a break in the timestamps.
    public mutating func restart(mark: @autoclosure () -> SequenceLedger.Mark) {
        transit = 0
        lowest = 0
        windowLowest = 0
        stepFinder.restart()
        pace.restart()
        latePace.restart()
        begin()
        count(difference: 0, mark: mark())
    }

    /// Sets all buffers to the packet of the running transit.
    private mutating func begin() {
        endRound(mark: nil)
        roundLowest = transit
        roundHighest = transit
        levelBefore = transit
        highestBefore = transit
        windowLowest = transit
        small.begin(at: transit)
        large.begin(at: transit)
        adaptive.begin(at: transit)
        settleAlarm()
    }

    @inlinable
    @inline(__always)
    mutating func count(difference: Double, mark: @autoclosure () -> SequenceLedger.Mark) {
        packets &+= 1
        lowest = min(lowest, transit)
        roundLowest = min(roundLowest, transit)
        roundHighest = max(roundHighest, transit)
        let excess = transit - lowest
        transitSum += transit
        intervalExcess = max(intervalExcess, excess)
        let bucket = PlayoutTracker.bucket(excess)
        histogram[bucket] = histogram[bucket] &+ 1
        if transit > alarm || packets & 31 == 0 { attend(difference: difference, mark: mark()) }
    }

    /// Plays a late packet, and ends a round.
    @usableFromInline
    @inline(never)
    mutating func attend(difference: Double, mark: SequenceLedger.Mark) {
        if transit > alarm {
            // The first packet of all sets the buffers.
            if alarm == -.infinity {
                begin()
            } else {
                stepFinder.note(difference: difference, level: levelBefore, mark: mark)
                let before = Double(packets &- roundBegan &- 1)
                if transit > small.playing { small.runEmpty(transit, after: before, mark) }
                if transit > large.playing { large.runEmpty(transit, after: before, mark) }
                if transit > adaptive.playing { adaptive.runEmpty(transit, after: before, mark) }
            }
        }
        if packets & 31 == 0 { endRound(mark: mark) }
        settleAlarm()
    }

    private mutating func settleAlarm() {
        alarm = min(small.playing, large.playing, adaptive.playing)
    }

    private mutating func endRound(mark: SequenceLedger.Mark?) {
        let count = packets &- roundBegan
        guard count > 0 else { return }
        roundBegan = packets
        let needed = max(roundHighest, highestBefore)
        let round = ReceiverBuffer.Round(
            packets: Double(count), lowest: roundLowest, mean: transitSum / Double(count), needed: needed, last: transit
        )
        excessSum += max(0, transitSum - lowest * Double(count))
        transitSum = 0
        small.end(round)
        large.end(round)
        adaptive.end(round)
        stepFinder.endRound(lowest: roundLowest)
        if let mark {
            pace.add(at: mark.at, transit: roundLowest - stepFinder.sum)
            latePace.add(at: mark.at, transit: roundLowest - stepFinder.sum)
        }
        windowLowest = min(windowLowest, roundLowest)
        levelBefore = roundLowest
        highestBefore = roundHighest
        roundLowest = transit
        roundHighest = transit
        rounds &+= 1
        if rounds & 15 == 0 {
            lowest = windowLowest
            windowLowest = transit
        }
    }

    /// Four buckets an octave by the exponent and the first two bits of the fraction, in units of 0.25 ms.
    @inlinable
    @inline(__always)
    static func bucket(_ excess: Double) -> Int {
        let units = excess * (1 / 250_000.0)
        guard units >= 1 else { return 0 }
        let bits = (units.bitPattern >> 50) &- (1_023 << 2)
        return min(63, 1 &+ Int(truncatingIfNeeded: bits))
    }
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
        counters.concealed = small.concealedMicroseconds
        counters.concealedAdaptive = adaptive.concealedMicroseconds
        counters.excessMaximum = intervalExcess
        counters.lowestTransit = levelBefore
        intervalExcess = 0
    }

    /// The worst excess of all, ns.
    private var worstExcess: Double { max(excessMaximum, intervalExcess) }

    /// Lasting rises of the delay, in order.
    public var delaySteps: [DelayStep] { stepFinder.steps }
    /// How many more there are.
    public var unlistedSteps: Int { stepFinder.unlisted }
    /// How the arrivals run away from the timestamps all along, steps aside; `nil` where they do not do so evenly.
    public var drift: PaceFit.Drift? { pace.drift }

    /// How they ran away for a long part of the stream, where that is beyond what queues do; `nil` where they did not.
    public var partialDrift: (drift: PaceFit.Drift, since: Int64)? { latePace.best.map { ($0, latePace.bestSince) } }

    /// What three buffers made of the stream, whose packets are `packetMilliseconds` long; empty before the first packet.
    public func outcomes(packetMilliseconds: Double = 20) -> [PlayoutOutcome] {
        guard packets > 0 else { return [] }
        var ended = self
        ended.endRound(mark: nil)
        return [("fixed-60ms", ended.small), ("fixed-200ms", ended.large), ("adaptive", ended.adaptive)].map {
            PlayoutOutcome($0, $1, packets: packets, packetMilliseconds: packetMilliseconds)
        }
    }

    /// Percentiles of the excess, exact to a fifth of their value; `nil` before the first packet.
    public var delayVariation: DelayVariation? {
        guard packets > 0 else { return nil }
        func percentile(_ share: Double) -> Double {
            let wanted = share * Double(packets)
            var seen = 0.0
            for bucket in 0..<64 {
                let count = Double(histogram[bucket])
                if count > 0, seen + count >= wanted {
                    let low = Self.lowerBound(bucket)
                    let high = bucket < 63 ? Self.lowerBound(bucket + 1) : worstExcess / 1e6
                    return min(worstExcess / 1e6, low + (high - low) * (wanted - seen) / count)
                }
                seen += count
            }
            return worstExcess / 1e6
        }
        return DelayVariation(
            median: percentile(0.5), percentile95: percentile(0.95), percentile99: percentile(0.99),
            maximum: worstExcess / 1e6,
            mean: max(0, excessSum + transitSum - lowest * Double(packets &- roundBegan)) / Double(packets) / 1e6)
    }

    /// Where a bucket begins, ms.
    private static func lowerBound(_ bucket: Int) -> Double {
        guard bucket > 0 else { return 0 }
        let octave = (bucket - 1) / 4
        let quarter = (bucket - 1) % 4
        return 0.25 * Double(1 << min(octave, 40)) * (1 + Double(quarter) / 4)
    }
}
