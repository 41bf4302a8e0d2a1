import CallVocabulary
import QualityMeasures
import WireFormats

/// What the control packets of a run say, by source (RFC 3550 §6).
struct RTCPTracker {
    /// A report block's figures (RFC 3550 §6.4.1).
    struct Block {
        var fractionLost: UInt8
        var cumulativeLost: Int
        var highestSequence: UInt32
        var jitter: UInt32
        var lastSenderReport: UInt32
        var delaySinceLastSenderReport: UInt32
    }

    /// Who speaks, from where to where: an SSRC is unique only within its session.
    fileprivate typealias Key = StreamIndex.Key

    /// What is known of one key.
    private struct Record {
        let key: Key
        /// Its place among the summaries; -1 if nothing was said about it.
        var summary: Int32 = -1
        /// Its place among the sources; -1 if it did not speak.
        var source: Int32 = -1
        /// Whom it reported on last.
        var lastReported: UInt32?
        /// When it was first spoken of since the page was turned.
        var begunAt: CaptureTime
        /// The call that the page is about, where another was about an earlier one.
        var call: Int?
        /// ``AdvertisedEndpoints/spanChanges`` when it was last asked whether another call has begun.
        var knownChanges = 0
    }

    private var index = StreamIndex()
    private var records: [Record] = []
    /// What was said in earlier calls, by record: the places of summaries.
    private var earlier: [Int: [(call: Int, summary: Int32)]] = [:]
    private var summaries: [RTCPSummary] = []
    /// All sources that spoke, in order of their first packet.
    private(set) var allSources: [RTCPSource] = []
    /// Pairs that were linked already: reporter above, source below.
    private var linked = IntegerMap()
    private var names: [UInt32: String] = [:]
    private var reportersAbout: [UInt32: Set<UInt32>] = [:]
    private var reportedBy: [UInt32: Set<UInt32>] = [:]
    /// When sender reports came: SSRC above, the middle of the NTP time below; nanoseconds.
    private var senderReportSeen = IntegerMap()
    /// The limits that were met, by name.
    private(set) var limitsMet: LimitTally = [:]
    private let limits: AnalysisLimits

    init(limits: AnalysisLimits) {
        self.limits = limits
    }

    /// Where a control packet was seen, and when.
    struct Sighting {
        let source: TransportEndpoint
        let destination: TransportEndpoint
        let time: CaptureTime
        let packet: PacketReference

        fileprivate func speaker(_ ssrc: UInt32) -> Key {
            Key(source: source.address, destination: destination.address, ports: 0, ssrc: ssrc)
        }

        /// What is said of another travels against that one's packets.
        fileprivate func subject(_ ssrc: UInt32) -> Key {
            Key(source: destination.address, destination: source.address, ports: 0, ssrc: ssrc)
        }
    }

    /// Takes a sender report, its blocks aside.
    mutating func recordSenderReport(ssrc: UInt32, middleOfNTP: UInt32, packetCount: UInt32, _ sighting: Sighting) {
        if let slot = slot(sighting.speaker(ssrc), sighting) {
            update(slot, sighting) {
                $0.senderReports += 1
                $0.senderPacketCount = packetCount
            }
            noteSource(slot, sighting) {
                $0.senderReports += 1
                if $0.firstPacketCount == nil { $0.firstPacketCount = packetCount }
                $0.lastPacketCount = packetCount
            }
        }
        let report = UInt64(ssrc) << 32 | UInt64(middleOfNTP)
        guard senderReportSeen[report] == nil else { return }
        if senderReportSeen.count < limits.senderReports {
            senderReportSeen[report] = sighting.time.nanoseconds
        } else {
            limitsMet[.senderReports, default: 0] += 1
        }
    }

    /// Takes a receiver report, with or without blocks: its sender is there and receives.
    mutating func recordReceiver(ssrc: UInt32, _ sighting: Sighting) {
        guard let slot = slot(sighting.speaker(ssrc), sighting) else { return }
        noteSource(slot, sighting) { $0.receiverReports += 1 }
    }

    /// Takes a source's name.
    mutating func recordName(_ name: String, of ssrc: UInt32, _ sighting: Sighting) {
        let slot = slot(sighting.speaker(ssrc), sighting)
        if let slot, records[slot].summary >= 0, summaries[Int(records[slot].summary)].canonicalName == name {
            summaries[Int(records[slot].summary)].lastReport = sighting.packet
            summaries[Int(records[slot].summary)].lastReportAt = sighting.time
            return
        }
        if names.count < limits.rtcpSources { names[ssrc] = name }
        if let slot { update(slot, sighting) { $0.canonicalName = name } }
    }

    /// Takes a source's goodbye.
    mutating func recordGoodbye(_ ssrc: UInt32, _ sighting: Sighting) {
        guard let slot = slot(sighting.speaker(ssrc), sighting) else { return }
        update(slot, sighting) { $0.sawBye = true }
    }

    /// Takes the voice quality that `reporter` has of `about`.
    mutating func recordMetrics(
        _ metrics: RTCPVoIPMetrics, reporter: UInt32, about: UInt32, _ sighting: Sighting
    ) {
        link(reporter, about)
        guard let slot = slot(sighting.subject(about), sighting) else { return }
        update(slot, sighting) {
            $0.voipMetricsReports += 1
            $0.voipMetrics = FarEndReport(metrics, at: sighting.time, packet: sighting.packet)
        }
    }

    /// Notes what a whole report of `reporter` says: whether anything new arrived, and whether a block says so.
    mutating func recordReception(reporter: UInt32, blocks: Int, hasProgress: Bool, _ sighting: Sighting) {
        guard let slot = slot(sighting.speaker(reporter), sighting), records[slot].source >= 0 else { return }
        allSources[Int(records[slot].source)].reception.note(
            hasProgress: hasProgress, isStated: blocks > 0, packet: sighting.packet, at: sighting.time)
    }

    /// Takes what `reporter` says in a report of what it hears of `about`; true if more had come than by the one before.
    mutating func recordBlock(_ block: Block, reporter: UInt32, about: UInt32, _ sighting: Sighting) -> Bool {
        // Source 0 at number 0 stands for nobody: some devices send it while they hear nothing.
        if about == 0, block.highestSequence == 0 { return false }
        var isProgress = false
        let speaker = slot(sighting.speaker(reporter), sighting)
        if let speaker {
            if records[speaker].lastReported != about {
                link(reporter, about)
                records[speaker].lastReported = about
            }
            noteSource(speaker, sighting) { $0.reportsAboutOthers += 1 }
        } else {
            link(reporter, about)
        }
        var roundTrip: Double?
        if block.lastSenderReport != 0,
            let seen = senderReportSeen[UInt64(about) << 32 | UInt64(block.lastSenderReport)]
        {
            roundTrip = RoundTripTime.atCapturePoint(
                senderReportSeenSeconds: 0,
                reportSeenSeconds: sighting.time.seconds(since: CaptureTime(nanoseconds: seen)),
                delaySinceLastSR: block.delaySinceLastSenderReport)
        }
        guard let slot = slot(sighting.subject(about), sighting) else { return false }
        var hasGrown = false
        update(slot, sighting) {
            $0.receiverReports += 1
            if $0.firstReceiverReportAt == nil {
                $0.firstReceiverReportAt = sighting.time
                $0.firstReportedCumulativeLost = block.cumulativeLost
            }
            $0.lastReceiverReportAt = sighting.time
            $0.lastReceiverReport = sighting.packet
            if $0.reportedHighestSequence != block.highestSequence {
                hasGrown = $0.reportedHighestSequence != nil
                isProgress = hasGrown || block.highestSequence != 0
                $0.reportedHighestSequence = block.highestSequence
                $0.lastProgressAt = sighting.time
            }
            $0.reception.note(
                hasProgress: isProgress, isStated: true, packet: sighting.packet, at: sighting.time)
            $0.reportedCumulativeLost = block.cumulativeLost
            $0.reportedMaximumFractionLost = max(
                $0.reportedMaximumFractionLost ?? 0, Double(block.fractionLost) / 256)
            $0.reportedMaximumJitterUnits = max($0.reportedMaximumJitterUnits ?? 0, block.jitter)
            if let roundTrip {
                $0.roundTripMilliseconds = min($0.roundTripMilliseconds ?? .infinity, roundTrip * 1_000)
            }
        }
        if hasGrown, let speaker, records[speaker].source >= 0 {
            allSources[Int(records[speaker].source)].reportsOfProgress += 1
        }
        return isProgress
    }

    private mutating func link(_ reporter: UInt32, _ about: UInt32) {
        let pair = UInt64(reporter) << 32 | UInt64(about)
        guard reportersAbout.count < limits.rtcpSources, linked.count / 16 < limits.rtcpSources, linked[pair] == nil
        else { return }
        linked[pair] = 1
        if reportersAbout[about, default: []].count < 16 { reportersAbout[about, default: []].insert(reporter) }
        if reportedBy[reporter, default: []].count < 16 { reportedBy[reporter, default: []].insert(about) }
    }

    @inline(__always)
    private mutating func update(_ slot: Int, _ sighting: Sighting, _ change: (inout RTCPSummary) -> Void) {
        if records[slot].summary < 0 {
            records[slot].summary = Int32(truncatingIfNeeded: summaries.count)
            summaries.append(RTCPSummary())
        }
        let index = Int(records[slot].summary)
        summaries[index].lastReport = sighting.packet
        summaries[index].lastReportAt = sighting.time
        change(&summaries[index])
    }

    /// Where the record of a key lies; `nil` if there is no room for another.
    private mutating func slot(_ key: Key, _ sighting: Sighting) -> Int? {
        if let known = index.find(key, keyOf: { records[$0].key }) { return known }
        guard records.count < limits.rtcpSources else {
            limitsMet[.rtcpSources, default: 0] += 1
            return nil
        }
        index.add(key, index: records.count) { records[$0].key }
        records.append(Record(key: key, begunAt: sighting.time))
        return records.count - 1
    }

    @inline(__always)
    private mutating func noteSource(_ slot: Int, _ sighting: Sighting, _ change: (inout RTCPSource) -> Void) {
        if records[slot].source < 0 {
            records[slot].source = Int32(truncatingIfNeeded: allSources.count)
            allSources.append(
                RTCPSource(
                    ssrc: records[slot].key.ssrc, source: sighting.source, destination: sighting.destination,
                    firstSeenAt: sighting.time, lastSeenAt: sighting.time, firstPacket: sighting.packet,
                    lastPacket: sighting.packet))
        }
        let index = Int(records[slot].source)
        allSources[index].lastSeenAt = sighting.time
        allSources[index].lastPacket = sighting.packet
        change(&allSources[index])
    }

    // MARK: Calls one after another

    /// Begins anew what is said of the source that speaks, if it is of a later call than what was said.
    mutating func turnPage(ofSpeaker ssrc: UInt32, _ sighting: Sighting, _ endpoints: AdvertisedEndpoints) {
        turnPage(sighting.speaker(ssrc), from: sighting.source, to: sighting.destination, at: sighting.time, endpoints)
    }

    /// The same of a source that is spoken of.
    mutating func turnPage(ofSubject ssrc: UInt32, _ sighting: Sighting, _ endpoints: AdvertisedEndpoints) {
        turnPage(sighting.subject(ssrc), from: sighting.destination, to: sighting.source, at: sighting.time, endpoints)
    }

    private mutating func turnPage(
        _ key: Key, from source: TransportEndpoint, to destination: TransportEndpoint, at time: CaptureTime,
        _ endpoints: AdvertisedEndpoints
    ) {
        guard let slot = index.find(key, keyOf: { records[$0].key }),
            records[slot].knownChanges != endpoints.spanChanges, summaries.count < limits.rtcpSources
        else { return }
        records[slot].knownChanges = endpoints.spanChanges
        // Plain RTCP uses the port above RTP's; with rtcp-mux it is the same.
        for step in [1, 0] as [UInt16] {
            let ends = (
                TransportEndpoint(address: source.address, port: source.port &- step),
                TransportEndpoint(address: destination.address, port: destination.port &- step)
            )
            guard
                let (before, later) = endpoints.successiveCalls(
                    from: ends.0, to: ends.1, since: records[slot].begunAt, at: time, isRestart: false), let before
            else { continue }
            if records[slot].summary >= 0 {
                earlier[slot, default: []].append((records[slot].call ?? before, records[slot].summary))
            }
            records[slot].call = later
            records[slot].begunAt = time
            records[slot].summary = -1
            records[slot].source = -1
            return
        }
    }

    /// Gives calls their new numbers after dialogs were made one call.
    mutating func renumber(_ places: [(index: Int, isTurned: Bool)]) {
        for slot in records.indices {
            if let call = records[slot].call, places.indices.contains(call) { records[slot].call = places[call].index }
        }
        for (slot, pages) in earlier {
            earlier[slot] = pages.map { page in
                (places.indices.contains(page.call) ? places[page.call].index : page.call, page.summary)
            }
        }
    }

    // MARK: Answers

    func canonicalName(of ssrc: UInt32) -> String? { names[ssrc] }
    func reporters(about ssrc: UInt32) -> [UInt32] { reportersAbout[ssrc]?.sorted() ?? [] }
    func reported(by ssrc: UInt32) -> [UInt32] { reportedBy[ssrc]?.sorted() ?? [] }

    /// The places of what was said about each SSRC of which it was said between several addresses.
    func slotsByScatteredSource() -> [UInt32: [Int]] {
        var found: [UInt32: [Int]] = [:]
        for slot in records.indices where records[slot].summary >= 0 {
            found[records[slot].key.ssrc, default: []].append(slot)
        }
        return found.filter { $0.value.count > 1 && $0.value.count <= 16 }
    }

    /// What was said about a stream by its SSRC, wherever the reports come from (RFC 3550 §6.4, §8.2), joined to what was
    /// said between its own addresses: after a change of path, reports go on between the old ones.
    ///
    /// - Parameter isOneWay: whether all streams of that SSRC go one way in one call, so that none is confused.
    func summary(
        of stream: MediaStream, in span: CallSpan?, scattered: [UInt32: [Int]], isOneWay: Bool
    ) -> RTCPSummary? {
        var found = summary(of: stream, in: span)
        guard let slots = scattered[stream.ssrc], !stream.sharesEnds else { return found }
        let own = StreamIndex.Key(
            source: stream.source.address, destination: stream.destination.address, ports: 0, ssrc: stream.ssrc)
        for slot in slots where records[slot].key != own && earlier[slot] == nil {
            let summary = summaries[Int(records[slot].summary)]
            guard summary.receiverReports > 0, isOneWay || records[slot].key.destination == own.destination else {
                continue
            }
            var joined = found ?? RTCPSummary()
            joined.add(summary)
            found = joined
        }
        return found
    }

    /// What was said about a stream, whose call went on for `span`; of one that shares its ends with streams of other
    /// calls, what was said in its own.
    func summary(of stream: MediaStream, in span: CallSpan?) -> RTCPSummary? {
        let key = Key(
            source: stream.source.address, destination: stream.destination.address, ports: 0, ssrc: stream.ssrc)
        guard let slot = index.find(key, keyOf: { records[$0].key }) else { return nil }
        let record = records[slot]
        var place = record.summary
        if stream.sharesEnds || earlier[slot] != nil {
            let isOwn =
                record.call.map { $0 == stream.call }
                ?? (span.map { $0.startedAt <= record.begunAt && record.begunAt <= $0.endedAt ?? record.begunAt }
                    ?? false)
            let others = stream.sharesEnds ? -1 : earlier[slot]?.first?.summary ?? place
            place = earlier[slot]?.last { $0.call == stream.call }?.summary ?? (isOwn ? place : others)
        }
        var found = place >= 0 ? summaries[Int(place)] : nil
        if found?.canonicalName == nil, let name = names[stream.ssrc] {
            found?.canonicalName = name
        }
        return found
    }
}
