import CallVocabulary
import QualityMeasures

/// Everything but the next packet in order: gaps, late and repeated packets, pauses, restarts, new payload types.
extension RTPStreamTracker {
    /// Numbers further off than this are explained by timestamp and clock before they are believed
    /// (RFC 3550 A.1 MAX_MISORDER).
    private static let nearby = 100
    /// The longest outage believed, in packets.
    private static let maximumOutage = 4_000_000

    /// The slow half of ``record(_:)``.
    mutating func recordUnusual(_ packet: RTPObservation, elapsed: Int64) -> Disposition {
        if suspect != nil, !isSameCall, confirmsSuspect(packet) { return .mayBeginCall }
        if let disposition = resolveSuspect(with: packet) { return disposition }
        if !isSameCall, elapsed > RTPStreamTracker.pauseNanoseconds || care & RTPStreamTracker.asksForCall != 0 {
            return .mayBeginCall
        }
        if packet.payloadType != currentPayloadType {
            guard let index = profiles.firstIndex(where: { $0.number == packet.payloadType }) else {
                return .needsProfile
            }
            useProfile(index)
        }
        let distance = ledger.distance(to: packet.sequence)
        let explanation = explain(packet, distance: distance, elapsed: elapsed)
        switch explanation {
        case .forward(let steps):
            if elapsed > RTPStreamTracker.pauseNanoseconds {
                if history.closed.count < AnalysisLimits.partsPerStream {
                    splitAtPause(before: packet)
                } else {
                    history.unsplit &+= 1
                }
            }
            if steps > 1 { noteNumbering(across: steps, packet) }
            ledger.advance(by: steps, mark: mark(of: packet))
            isBehindGap = steps > 1
            accept(packet)
            isBehindGap = false
            return .counted
        case .late(let steps):
            switch ledger.recordLate(by: steps, mark: mark(of: packet)) {
            case .duplicate: return countRepetition(packet, steps: steps, elapsed: elapsed)
            case .reordered, .advanced:
                acceptLate(packet)
                return .counted
            }
        case .unrelated:
            suspect = packet
            care |= RTPStreamTracker.waitingSuspect
            return .deferred
        }
    }

    /// Compares how far the sender's IP packets are numbered apart across a gap. A host that numbers the packets of each
    /// socket or destination one by one tells whether it sent those that are missing.
    private mutating func noteNumbering(across steps: Int, _ packet: RTPObservation) {
        let last = UInt16(truncatingIfNeeded: ledger.highest)
        let newest = identifications[Int(last & 15)]
        guard steps < 1_000, newest != 0, packet.identification != 0,
            newest &- identifications[Int((last &- 1) & 15)] == 1
        else { return }
        let apart = Int(packet.identification &- newest)
        if apart == steps { numberedGaps.sent += steps - 1 }
        if apart == 1 { numberedGaps.skipped += steps - 1 }
    }

    /// What a sequence number far from the expected one means.
    private enum Explanation {
        case forward(Int)
        case late(Int)
        case unrelated
    }

    private func explain(_ packet: RTPObservation, distance: Int, elapsed: Int64) -> Explanation {
        let clock = profiles.first { $0.isClocked && $0.clockRate > 0 }?.nanosecondsPerTick ?? 0
        let sent = Double(Int32(bitPattern: packet.timestamp &- lastTimestamp)) * clock
        let interval = typicalInterval
        // How far the sender's clock and the capture's disagree about the time since the last packet.
        let disagreement = clock > 0 ? abs(sent - Double(elapsed)) : 0
        if distance > 0 {
            let near = distance <= 10
            let fitsClock = disagreement < 5e9
            // A jump that would need far more time than has passed is no loss.
            let fitsPace =
                distance <= RTPStreamTracker.nearby || interval <= 0
                || Double(distance) * interval < 10 * Double(max(elapsed, 0)) + 1e9
            if distance < 3_000, near || (fitsClock && fitsPace) { return .forward(distance) }
            // Number and timestamp went on alike: however fast, it is one stream that lost packets.
            if agree(packet, steps: distance) { return .forward(distance) }
        } else if distance > -RTPStreamTracker.nearby {
            if disagreement < Double(-distance) * max(interval, 2e7) + 5e9 { return .late(-distance) }
            return .unrelated
        }
        // An outage: as many packets as fit into the time that passed, give or take whole cycles.
        if interval > 0, elapsed > 0 {
            let likely = Double(elapsed) / interval
            let forward = Double(packet.sequence &- UInt16(truncatingIfNeeded: ledger.highest))
            let cycles = max(0, ((likely - forward) / 65_536).rounded())
            let steps = forward + 65_536 * cycles
            if steps >= 1, steps < Double(RTPStreamTracker.maximumOutage),
                abs(steps - likely) <= max(0.25 * likely, 50), disagreement <= 0.25 * Double(elapsed) + 1e9
            {
                return .forward(Int(steps))
            }
        }
        if distance < 0 {
            // Truly late: its timestamp is as far back as its number.
            let back = Double(-distance) * max(interval, 0)
            if clock > 0, abs(sent + back) < 1e9, ledger.highest + distance >= ledger.first - 3_000 {
                return .late(-distance)
            }
        }
        return .unrelated
    }

    /// Whether the timestamp went on by as many packets as the number, to within one.
    private func agree(_ packet: RTPObservation, steps: Int) -> Bool {
        guard packet.payloadType == currentPayloadType, let first = history.openFirst else { return false }
        let advance = Int(Int32(bitPattern: packet.timestamp &- lastTimestamp))
        if timing.areSteps(advance, times: steps, ofProfile: currentProfile) { return true }
        let numbers = ledger.highest - history.openNumber
        let ticks = Int(Int32(bitPattern: lastTimestamp &- first.timestamp))
        guard numbers >= 20, ticks > 0, ticks % numbers == 0 else { return false }
        return abs(advance - steps * (ticks / numbers)) <= ticks / numbers
    }

    /// The mean time between packets of the running part in nanoseconds; 0 before the second.
    private var typicalInterval: Double {
        guard let first = history.openFirst else { return 0 }
        let steps = ledger.highest - history.openNumber
        return steps > 0 ? max(0, Double(lastArrival &- first.arrival)) / Double(steps) : 0
    }

    private func mark(of packet: RTPObservation) -> SequenceLedger.Mark {
        packet.mark
    }

    /// A packet that came before: the sender's repetition, or the capture's copy.
    private mutating func countRepetition(_ packet: RTPObservation, steps: Int, elapsed: Int64) -> Disposition {
        currentPackets &+= 1
        if steps < 16 {
            let known = identifications[Int(packet.sequence & 15)]
            // A sender that repeats itself builds a new IP packet; a mirror port does not. Hosts that write no
            // identification leave only the instant.
            let isCopy = known == packet.identification && (packet.identification != 0 || elapsed < 200_000)
            if isCopy {
                captureCopies += 1
                return .captureCopy
            }
            if packet.identification != 0 || known != 0 { return .counted }
        }
        if memory == nil {
            memory = RepetitionMemory(interval: typicalInterval)
            care |= RTPStreamTracker.everyPacket
        }
        guard memory?.judge(packet, steps: steps) == .captureCopy else { return .counted }
        captureCopies += 1
        return .captureCopy
    }

    /// Copies that were counted as the sender's repetitions until all was seen, by capture.
    mutating func settleCopies() -> [(capture: Int32, copies: Int)] {
        let received = history.ledgers.reduce(0) { $0 + $1.received }
        let settled = memory?.settled(received: received) ?? []
        for one in settled { captureCopies += one.copies }
        return settled
    }

    /// Counts a packet that filled a gap; time and timestamp of the newest stay those of the newest.
    private mutating func acceptLate(_ packet: RTPObservation) {
        currentPackets &+= 1
        payloadBytes &+= Int(packet.payloadLength)
        identifications[Int(packet.sequence & 15)] = packet.identification
        if care != 0 { memory?.note(packet) }
        if nanosecondsPerTick > 0 {
            if jitter.record(
                arrival: packet.arrival, timestamp: packet.timestamp, nanosecondsPerTick: nanosecondsPerTick),
                jitter.takeBreak() == nil
            {
                maximumJitterAt = packet.mark
            }
            playout.recordOutOfOrder(difference: jitter.difference)
        }
        lastArrival = max(lastArrival, packet.arrival)
        lastPacket = packet.packet
        lastCapture = packet.capture
    }

    // MARK: Parts

    private mutating func closePart() {
        if awaitsClock {
            settleClock()
            awaitsClock = profiles[currentProfile].isClocked && profiles[currentProfile].clockRate == 0
        }
        history.close(
            ledger: ledger, jitter: jitter, maximumAt: maximumJitterAt, lastArrival: lastArrival,
            lastPacket: PacketReference(capture: Int(lastCapture), number: lastPacket))
        jitter = InterarrivalJitter()
        maximumJitterAt = nil
    }

    /// Begins a new part after a silence; numbers run on in the same ledger.
    private mutating func splitAtPause(before packet: RTPObservation) {
        closePart()
        history.open(at: packet, reason: .hold, firstNumber: ledger.highest + 1)
    }

    /// Begins a new part with the packet that did not fit: the sender started anew.
    private mutating func restart(with packet: RTPObservation) {
        let clock = profiles.first { $0.isClocked && $0.clockRate > 0 }?.nanosecondsPerTick ?? 0
        let sent = Double(Int32(bitPattern: packet.timestamp &- lastTimestamp)) * clock
        let elapsed = Double(packet.arrival &- lastArrival)
        let timestampRunsOn = clock > 0 && abs(sent - elapsed) < 1e9
        closePart()
        history.retire(ledger)
        ledger = SequenceLedger(sequence: packet.sequence, limit: ledger.limit)
        history.open(
            at: packet, reason: timestampRunsOn ? .sequenceJump : .ssrcRestart, firstNumber: ledger.highest)
        lastWasMarked = false
        accept(packet)
    }

    /// Lets the packet after a suspect decide; `nil` if it still has to be counted itself.
    private mutating func resolveSuspect(with packet: RTPObservation) -> Disposition? {
        guard let waiting = suspect else { return nil }
        let step = Int(packet.sequence &- waiting.sequence)
        if step == 0 {
            // A second copy of the suspect decides nothing.
            currentPackets &+= 1
            history.repeatedSuspects += 1
            history.repeatsOfSuspect += 1
            if packet.identification == waiting.identification, packet.identification != 0 {
                captureCopies += 1
                history.copiesOfSuspect += 1
                return .captureCopy
            }
            return .counted
        }
        forgetSuspect()
        if step <= RTPStreamTracker.nearby, history.ledgers.count < AnalysisLimits.partsPerStream {
            restart(with: waiting)
        } else {
            if step <= RTPStreamTracker.nearby { history.unsplit &+= 1 }
            countStray(waiting)
        }
        return nil
    }

    /// Whether the packet shows that the one that waits began the numbers anew.
    private func confirmsSuspect(_ packet: RTPObservation) -> Bool {
        guard let waiting = suspect else { return false }
        return (1...RTPStreamTracker.nearby).contains(Int(packet.sequence &- waiting.sequence))
    }

    private mutating func forgetSuspect() {
        suspect = nil
        care &= ~RTPStreamTracker.waitingSuspect
        history.repeatsOfSuspect = 0
        history.copiesOfSuspect = 0
    }

    /// Hands the packet that waits, with its copies, over to `other`, which begins with it.
    mutating func handSuspect(to other: inout RTPStreamTracker) {
        let (repeats, copies) = (history.repeatsOfSuspect, history.copiesOfSuspect)
        currentPackets &-= repeats
        history.repeatedSuspects -= repeats
        captureCopies -= copies
        other.currentPackets &+= repeats
        other.history.repeatedSuspects += repeats
        other.captureCopies += copies
        forgetSuspect()
    }

    private mutating func countStray(_ packet: RTPObservation) {
        currentPackets &+= 1
        payloadBytes &+= Int(packet.payloadLength)
        history.strays += 1
    }

    // MARK: Seconds

    /// The running counters, handed over at the border of a second.
    mutating func runningCounters() -> IntervalMeter.Counters {
        var counters = IntervalMeter.Counters()
        counters.packets = currentPackets + packetsBefore - ledger.duplicated - history.duplicatedInAll
        counters.packets -= history.repeatedSuspects
        counters.lossRuns = ledger.missing.count + history.ledgers.count
        counters.jitterSum = jitter.sumNanoseconds
        counters.jitterCount = jitter.count
        playout.hand(over: &counters)
        return counters
    }

    /// Ends the stream: what still waits is settled.
    mutating func finish() {
        if let waiting = suspect {
            forgetSuspect()
            countStray(waiting)
        }
        settleClock()
        settlePackets()
        finishIntervals()
        closePart()
        history.retire(ledger)
    }
}
