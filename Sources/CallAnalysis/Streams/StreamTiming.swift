import CallVocabulary
import QualityMeasures

/// What a stream's timestamps and arrivals say of packets, clocks and delay.
enum StreamTiming {
    /// A clock this far off is not within what crystals and sound devices do; below it, it is drift that buffers even out.
    private static let notablePartsPerMillion = 1_000.0
    /// A clock rate that was inferred, and that the stream departs from by more than this, was inferred wrongly.
    private static let impossiblePartsPerMillion = 100_000.0
    /// What has to have gathered before a clock is blamed, s: more than a queue on the way holds for long.
    private static let notableSeconds = 0.1
    /// How much of the movement an even drift must account for.
    private static let evenness = 0.98

    /// Sets the length of packets, what buffers made of them, steps, jumps and the sender's clock.
    static func settle(_ stream: inout MediaStream, _ tracker: RTPStreamTracker) {
        settleLength(&stream, tracker)
        stream.playout = tracker.playout.outcomes(packetMilliseconds: stream.packetMilliseconds ?? 20)
        stream.delayVariation = tracker.playout.delayVariation
        guard stream.delayVariation != nil else { return }
        stream.clockSkewPartsPerMillion = ClockSkew.partsPerMillion(tracker.intervals.transits)
        if let skew = stream.clockSkewPartsPerMillion, abs(skew) > impossiblePartsPerMillion,
            stream.payloadTypes.first?.basis == .inferred
        {
            // No clock runs so: the rate that was read off the arrivals is not the sender's.
            stream.clockSkewPartsPerMillion = nil
            stream.jitter = nil
            stream.delayVariation = nil
            stream.playout = []
            return
        }
        stream.delaySteps = tracker.playout.delaySteps.map {
            StreamDelayStep(at: $0.mark.time, packet: $0.mark.reference, milliseconds: $0.milliseconds)
        }
        stream.timestampJumps = tracker.timing.jumps.map {
            TimestampJump(at: $0.mark.time, packet: $0.mark.reference, milliseconds: $0.nanoseconds / 1e6)
        }
        if let drift = tracker.playout.drift, abs(drift.partsPerMillion) >= notablePartsPerMillion,
            abs(drift.partsPerMillion) * drift.seconds / 1e6 >= notableSeconds, drift.evenness >= evenness
        {
            stream.senderClock = SenderClock(
                partsPerMillion: drift.partsPerMillion, basis: .arrivals, seconds: drift.seconds)
        } else if let part = tracker.playout.partialDrift {
            stream.senderClock = SenderClock(
                partsPerMillion: part.drift.partsPerMillion, basis: .arrivals, seconds: part.drift.seconds,
                since: CaptureTime(nanoseconds: part.since))
        }
    }

    private static func settleLength(_ stream: inout MediaStream, _ tracker: RTPStreamTracker) {
        guard stream.counts.received > 1 else { return }
        let clocked = tracker.profiles.indices.filter {
            tracker.profiles[$0].isClocked && tracker.profiles[$0].clockRate > 0
        }.max { tracker.profiles[$0].packets < tracker.profiles[$1].packets }
        // The packets of a video frame share a timestamp.
        if let clocked, tracker.profiles[clocked].clockRate != 90_000,
            let step = tracker.timing.usualStep(ofProfile: clocked) ?? meanStep(tracker)
        {
            stream.packetMilliseconds = Double(step) * 1_000 / Double(tracker.profiles[clocked].clockRate)
            stream.packetMillisecondsBasis = .timestamps
            stream.meanPacketMilliseconds = tracker.timing.meanStep(ofProfile: clocked).map {
                $0 * 1_000 / Double(tracker.profiles[clocked].clockRate)
            }
            return
        }
        let mean = stream.durationSeconds * 1_000 / Double(max(1, stream.counts.expected - 1))
        stream.packetMilliseconds = [10, 20, 30, 40, 60].first { abs(mean - $0) < $0 * 0.2 } ?? mean
        stream.packetMillisecondsBasis = .arrivals
    }

    /// The mean step of a stream of less than a second.
    private static func meanStep(_ tracker: RTPStreamTracker) -> UInt32? {
        guard tracker.history.ledgers.count == 1, let ledger = tracker.history.ledgers.first, ledger.expected >= 10,
            tracker.profiles.count == 1
        else { return nil }
        let ticks = Int(Int32(bitPattern: tracker.lastTimestamp &- tracker.first.timestamp))
        let step = ticks / (ledger.expected - 1)
        return step > 0 && step < 1 << 20 ? UInt32(step) : nil
    }
}
