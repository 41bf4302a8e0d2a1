import CallVocabulary
import QualityMeasures
import WireFormats

/// One RTP stream while it is being measured: one SSRC on one directed flow.
///
/// ``record(_:)`` is the per-packet path; whatever is not the next packet of the same payload type goes to
/// `recordUnusual` in the file beside this one.
struct RTPStreamTracker {
    /// What became of a packet.
    enum Disposition {
        /// Counted in the ledger, as a first copy or as a sender's repetition.
        case counted
        /// A copy that the capture made.
        case captureCopy
        /// Held back until the next packet tells whether the sender restarted.
        case deferred
        /// A silence, a restart or a new description precedes it: ask whether another call has begun, and record it again
        /// as one of the same call, or begin a stream with it.
        case mayBeginCall
        /// Its payload type is new: describe it with ``addProfile(_:)`` and record it again.
        case needsProfile
    }

    // What the next packet in order reads and changes lies together, from the end of the ledger to the first buckets of
    // the playout: six cache lines, see ``StreamTable/fetchAhead``.

    var ledger: SequenceLedger
    var lastArrival: Int64
    /// When the running second ends: that of ``intervals``.
    private(set) var nextBorder: Int64
    /// As ``EthernetRTPSource`` reads them, of a stream over IPv4.
    let addressesIPv4: UInt64
    let portsAndSource: UInt64
    var nanosecondsPerTick = 0.0
    var longestGap: Int64 = 0
    var payloadBytes = 0
    var currentPackets = 0
    var lastPacket: Int
    var lastCapture: Int32
    var lastTimestamp: UInt32
    var currentPayloadType: UInt8
    var lastWasMarked = false
    /// Whether the marker bit means a talkspurt: not at 90 kHz, the clock of video.
    var opensTalkspurts = true
    /// Why packets must not take the shortest way: ``waitingSuspect``, ``everyPacket``, ``asksForCall``, ``succeeded``; 0 if
    /// they may.
    var care: UInt8 = 0
    /// Where the levels of its payloads are kept, while these can be read; -1 if they cannot.
    var levelSlot: Int32 = -1
    /// The IP identification of the packet that had each of the last 16 sequence numbers.
    var identifications: InlineArray<16, UInt16> = .init(repeating: 0)
    var jitter = InterarrivalJitter()
    var playout = PlayoutTracker()

    /// Five-tuple and SSRC.
    let key: StreamIndex.Key
    private(set) var intervals: IntervalMeter
    /// Where ``CallAnalyzer`` keeps what opens an encrypted payload; -1 for a stream that is plain. Settled once, when
    /// the stream begins.
    var protection: Int32 = -1

    let flow: Int32
    let first: RTPObservation
    var firstLevelSlot: Int32 = -1
    var awaitsClock = false
    var currentProfile = 0
    /// Those of all profiles, ``currentPackets`` aside.
    private(set) var packetsBefore = 0
    var captureCopies = 0
    var longestGapEndedBy: PacketReference?
    var maximumJitterAt: SequenceLedger.Mark?
    /// Whether the packet being counted comes behind missing numbers.
    var isBehindGap = false
    /// How timestamps step from packet to packet, and where they jump.
    var timing = TimestampSteps()
    var profiles: [PayloadProfile]
    /// Packets whose clock rate is not known yet.
    var unclocked: [RTPObservation] = []
    /// A packet that does not fit, until the next one tells.
    var suspect: RTPObservation?
    /// Whether the packet being recorded is known to belong to the same call as those before.
    var isSameCall = false
    /// Whether it took the place of a stream of an earlier call.
    var isSuccessor = false
    /// Whether streams of several calls had its ends and SSRC one after another.
    var sharesEnds = false
    /// Missing packets that the numbers of the sender's IP packets account for.
    var numberedGaps = NumberedGaps()
    /// Kept once a repetition was seen that the last few identifications do not explain.
    var memory: RepetitionMemory?
    var history = EpochHistory()
    var events: TelephoneEventCounter

    var ssrc: UInt32 { key.ssrc }
    /// Whether losses are counted that are no longer listed.
    var hasForgottenRuns: Bool { ledger.forgotten > 0 || history.ledgers.contains { $0.forgotten > 0 } }

    /// A packet waits to be explained by the next.
    static let waitingSuspect: UInt8 = 1
    /// Both that keep even the next packet in order from being counted at once.
    static let notInTurn = waitingSuspect | asksForCall
    /// Something is kept of every packet: its identification, or what its payload repairs.
    static let everyPacket: UInt8 = 2

    /// Gives up what is kept in lists, which the report has taken over.
    mutating func releaseDetails() {
        ledger.releaseRuns()
        history = EpochHistory()
        intervals.release()
        profiles = []
        timing = TimestampSteps()
        events.withdraw()
        memory = nil
    }

    /// A call that began after the stream named its ends, or the stream's call ended.
    static let asksForCall: UInt8 = 4

    /// Another stream took its place; packets that were located before that still come to it.
    static let succeeded: UInt8 = 8

    /// The silence after which a new part of the stream begins: 2 s.
    static let pauseNanoseconds: Int64 = 2_000_000_000

    init(
        flow: Int32, key: StreamIndex.Key, first: RTPObservation, profile: PayloadProfile, limits: AnalysisLimits
    ) {
        self.flow = flow
        self.key = key
        if let source = key.source.v4, let destination = key.destination.v4 {
            addressesIPv4 = UInt64(source) << 32 | UInt64(destination)
        } else {
            addressesIPv4 = .max
        }
        portsAndSource = UInt64(key.ports) << 32 | UInt64(key.ssrc)
        self.first = first
        events = TelephoneEventCounter(limit: limits.eventsPerStream)
        ledger = SequenceLedger(sequence: first.sequence, limit: limits.lossRunsPerStream)
        lastArrival = first.arrival
        intervals = IntervalMeter(origin: first.arrival)
        nextBorder = intervals.nextBorder
        lastTimestamp = first.timestamp
        lastPacket = first.packet
        lastCapture = first.capture
        currentPayloadType = first.payloadType
        profiles = [profile]
        history.open(at: first, reason: .first, firstNumber: ledger.highest)
        useProfile(0)
        accept(first)
    }

    /// Takes the next packet of the flow with this SSRC.
    @inline(__always)
    mutating func record(_ packet: RTPObservation) -> Disposition {
        if packet.arrival >= nextBorder { passBorder(before: packet) }
        let elapsed = packet.arrival &- lastArrival
        let step = packet.sequence &- UInt16(truncatingIfNeeded: ledger.highest)
        if step == 1, packet.payloadType == currentPayloadType, elapsed >= 0,
            elapsed < RTPStreamTracker.pauseNanoseconds, care & RTPStreamTracker.notInTurn == 0
        {
            ledger.advanceByOne()
            accept(packet)
            return .counted
        }
        return recordUnusual(packet, elapsed: elapsed)
    }

    /// Takes the packet if it is the next in order of a payload type with a clock; else leaves everything as it is.
    @inline(__always)
    mutating func recordNext(_ plain: PlainRTPFields, arrival: Int64, number: Int, capture: Int32) -> Bool {
        let elapsed = arrival &- lastArrival
        guard plain.sequence &- UInt16(truncatingIfNeeded: ledger.highest) == 1,
            plain.payloadType == currentPayloadType, elapsed >= 0, elapsed < RTPStreamTracker.pauseNanoseconds,
            nanosecondsPerTick > 0, care == 0
        else { return false }
        // The payload's head tells telephone events apart, and these have no clock.
        let observation = RTPObservation(
            arrival: arrival, packet: number, capture: capture, timestamp: plain.timestamp,
            sequence: plain.sequence, identification: plain.identification, payloadType: plain.payloadType,
            marker: plain.marker, payloadHead: 0, payloadLength: plain.payloadLength)
        if arrival >= nextBorder { passBorder(before: observation) }
        ledger.advanceByOne()
        acceptClocked(observation)
        acceptAny(observation)
        return true
    }

    /// Counts a packet whose place in the ledger is already settled.
    @inline(__always)
    mutating func accept(_ packet: RTPObservation) {
        if nanosecondsPerTick > 0 {
            acceptClocked(packet)
        } else {
            acceptWithoutClock(packet)
        }
        acceptAny(packet)
    }

    /// The part of ``accept(_:)`` that every packet has.
    @inline(__always)
    private mutating func acceptAny(_ packet: RTPObservation) {
        currentPackets &+= 1
        payloadBytes &+= Int(packet.payloadLength)
        identifications[Int(packet.sequence & 15)] = packet.identification
        if care != 0 { memory?.note(packet) }
        lastWasMarked = packet.marker
        let elapsed = packet.arrival &- lastArrival
        if elapsed > longestGap {
            longestGap = elapsed
            longestGapEndedBy = packet.reference
        }
        lastArrival = packet.arrival
        lastTimestamp = packet.timestamp
        lastPacket = packet.packet
        lastCapture = packet.capture
    }

    @inline(__always)
    private mutating func acceptClocked(_ packet: RTPObservation) {
        // A marker opens a talkspurt (RFC 3551 §4.1): the pause before it is no jitter. Senders that mark
        // every packet are measured all the same; of video it ends a frame and opens nothing.
        if packet.marker, !lastWasMarked, opensTalkspurts {
            openTalkspurt(packet)
            return
        }
        // Keep-alives and probes carry no sound; their timestamps may be anything.
        guard packet.payloadLength > 0 else { return }
        if Int32(bitPattern: packet.timestamp &- lastTimestamp) <= 0, repeatsTime(packet) { return }
        if jitter.record(
            arrival: packet.arrival, timestamp: packet.timestamp, nanosecondsPerTick: nanosecondsPerTick)
        {
            noteJitter(of: packet)
        }
        playout.record(
            difference: jitter.difference, elapsed: packet.arrival &- lastArrival, mark: packet.mark)
    }

    /// Whether a packet in turn bears a time that has been: padding, which probes send into pauses, also where
    /// encryption
    /// hides that it is nothing else. What comes at once behind another is the rest of a frame.
    @inline(never)
    private func repeatsTime(_ packet: RTPObservation) -> Bool {
        let back = Double(Int32(bitPattern: packet.timestamp &- lastTimestamp)) * nanosecondsPerTick
        return opensTalkspurts && packet.arrival &- lastArrival > 10_000_000
            && back > -InterarrivalJitter.discontinuityNanoseconds && currentPackets &+ packetsBefore > 0
    }

    private mutating func openTalkspurt(_ packet: RTPObservation) {
        guard packet.payloadLength > 0 else { return }
        playout.openTalkspurt(
            difference: jitter.moveReference(
                arrival: packet.arrival, timestamp: packet.timestamp, nanosecondsPerTick: nanosecondsPerTick),
            mark: packet.mark)
    }

    /// The packet brought the highest jitter so far, or its timestamp does not follow those before.
    @inline(never)
    mutating func noteJitter(of packet: RTPObservation) {
        guard jitter.takeBreak() != nil else {
            maximumJitterAt = packet.mark
            return
        }
        // What is missing took its timestamps along.
        guard !isBehindGap else { return }
        timing.noteJump(
            elapsed: Double(packet.arrival &- lastArrival),
            sent: Double(Int32(bitPattern: packet.timestamp &- lastTimestamp)) * nanosecondsPerTick, mark: packet.mark)
    }

    /// Counts a packet of a payload type that has no clock: an event, or a codec not known yet.
    private mutating func acceptWithoutClock(_ packet: RTPObservation) {
        switch profiles[currentProfile].kind {
        case .telephoneEvent:
            if packet.payloadLength != 4, profiles[currentProfile].basis == .inferred {
                withdrawEvents()
                return
            }
            events.record(packet)
        case .comfortNoise, .retransmission, .parity:
            break
        case .media, .redundant:
            guard awaitsClock else { return }
            unclocked.append(packet)
            if unclocked.count % ClockInference.observations == 0 {
                settleClock(isLast: unclocked.count >= AnalysisLimits.clockObservations)
            }
        }
    }

    /// A payload type that was taken for events by the length of its packets has others as well: it is some codec.
    private mutating func withdrawEvents() {
        profiles[currentProfile].kind = .media
        profiles[currentProfile].encoding = nil
        profiles[currentProfile].clockRate = 0
        profiles[currentProfile].channels = nil
        profiles[currentProfile].basis = nil
        awaitsClock = true
        guard !profiles.contains(where: { $0.kind == .telephoneEvent }) else { return }
        events.withdraw()
    }

    /// Reads the clock rate off the packets kept, measures their jitter, and lets them go.
    mutating func settleClock(isLast: Bool = true) {
        guard awaitsClock else { return }
        let rate = ClockInference.clockRate(of: unclocked)
        // A stream that begins with a backlog shows its pace later.
        guard rate != nil || isLast || !ClockInference.mayTellLater(unclocked) else { return }
        awaitsClock = false
        let kept = unclocked
        unclocked = []
        guard let rate else { return }
        profiles[currentProfile].clockRate = rate
        profiles[currentProfile].basis = profiles[currentProfile].basis ?? .inferred
        nanosecondsPerTick = profiles[currentProfile].nanosecondsPerTick
        opensTalkspurts = rate != 90_000
        var marked = false
        for packet in kept {
            if packet.marker, !marked, opensTalkspurts {
                openTalkspurt(packet)
            } else if packet.payloadLength > 0 {
                if jitter.record(
                    arrival: packet.arrival, timestamp: packet.timestamp, nanosecondsPerTick: nanosecondsPerTick),
                    jitter.takeBreak() == nil
                {
                    maximumJitterAt = packet.mark
                }
                playout.record(difference: jitter.difference, mark: packet.mark)
            }
            marked = packet.marker
        }
    }

    /// True if packets of this payload type are telephone events, or may turn out to be.
    func mayBeEvent(_ payloadType: UInt8) -> Bool {
        profiles.first { $0.number == payloadType }.map { $0.kind == .telephoneEvent } ?? true
    }

    /// Makes a payload type known that ``Disposition/needsProfile`` asked for.
    mutating func addProfile(_ profile: PayloadProfile) {
        profiles.append(profile)
    }

    /// Ends the seconds before `packet`.
    @inline(never)
    mutating func passBorder(before packet: RTPObservation) {
        if packet.sequence &- UInt16(truncatingIfNeeded: ledger.highest) == 1, packet.payloadType == currentPayloadType,
            !packet.marker || lastWasMarked, packet.payloadLength > 0
        {
            timing.note(
                step: packet.timestamp &- lastTimestamp, profile: currentProfile, isMarked: packet.marker)
        }
        intervals.pass(runningCounters(), at: packet.arrival)
        nextBorder = intervals.nextBorder
    }

    /// Keeps the finest course of the stream as well; at its first packet.
    mutating func keepSeries(limit: Int) {
        intervals.keepSeries(limit: limit)
        nextBorder = intervals.nextBorder
    }

    /// Ends the last second.
    mutating func finishIntervals() {
        intervals.finish(runningCounters())
    }

    /// Turns to the profile at `index`; jitter is measured anew from the next packet on (telephony: a change of
    /// payload type is a change of clock).
    mutating func useProfile(_ index: Int) {
        if awaitsClock { settleClock() }
        settlePackets()
        currentProfile = index
        currentPayloadType = profiles[index].number
        nanosecondsPerTick = profiles[index].nanosecondsPerTick
        awaitsClock = profiles[index].isClocked && profiles[index].clockRate == 0
        if profiles[index].kind == .redundant { care |= RTPStreamTracker.everyPacket }
        opensTalkspurts = profiles[index].clockRate != 90_000
        jitter.reanchor()
        // Decided anew with the next packet.
        levelSlot = RTPStreamTracker.undecidedSlot
    }

    /// Counts the packets so far for the current profile.
    mutating func settlePackets() {
        profiles[currentProfile].packets += currentPackets
        packetsBefore += currentPackets
        currentPackets = 0
    }

    /// Stands for a slot that the next packet decides on.
    static let undecidedSlot: Int32 = -2
}
