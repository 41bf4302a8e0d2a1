import CallVocabulary
import QualityMeasures
import WireFormats

/// What the control packets of a run say, by source (RFC 3550 §6).
struct RTCPTracker {
    /// One statement of a control packet.
    enum Statement {
        case senderReport(ssrc: UInt32, middleOfNTP: UInt32, packetCount: UInt32)
        case reportBlock(reporter: UInt32, about: UInt32, Block)
        /// A receiver report, with or without blocks: its sender is there and receives.
        case receiver(ssrc: UInt32)
        case canonicalName(ssrc: UInt32, String)
        case bye(ssrc: UInt32)
        case voipMetrics(reporter: UInt32, about: UInt32, RTCPVoIPMetrics)
    }

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
    private struct Key: Hashable {
        var ssrc: UInt32
        var source: IPAddress
        var destination: IPAddress

        private static let seed = StreamIndex.Seed()

        // One word instead of five, since the table is asked several times for each control packet; with a secret in
        // it, since a capture could be made to collide in any fixed sum of the five.
        func hash(into hasher: inout Hasher) {
            hasher.combine(
                Key.seed.hash(StreamIndex.Key(source: source, destination: destination, ports: 0, ssrc: ssrc)))
        }
    }

    /// What is known of one key.
    private struct Record {
        /// When it was first spoken of since the page was turned.
        var begunAt: CaptureTime
        /// The call that the page is about, where another was about an earlier one.
        var call: Int?
        /// What was said in earlier calls: its places among the summaries.
        var earlier: [(call: Int?, summary: Int)] = []
        /// ``AdvertisedEndpoints/spanChanges`` when it was last asked whether another call has begun.
        var knownChanges = 0
        /// Its place among the summaries; `nil` if nothing was said about it.
        var summary: Int?
        /// Its place among the sources; `nil` if it did not speak.
        var source: Int?
    }

    private struct ReportKey: Hashable {
        var ssrc: UInt32
        var middleOfNTP: UInt32
    }

    private var slots: [Key: Int] = [:]
    private var records: [Record] = []
    private var summaries: [RTCPSummary] = []
    /// All sources that spoke, in order of their first packet.
    private(set) var allSources: [RTCPSource] = []
    /// Pairs that were linked already: reporter above, source below.
    private var linked: Set<UInt64> = []
    private var names: [UInt32: String] = [:]
    private var reportersAbout: [UInt32: Set<UInt32>] = [:]
    private var reportedBy: [UInt32: Set<UInt32>] = [:]
    private var senderReportSeen: [ReportKey: CaptureTime] = [:]
    /// The limits that were met, by name.
    private(set) var limitsMet: [String: Int] = [:]
    private let limits: AnalysisLimits

    init(limits: AnalysisLimits) {
        self.limits = limits
    }

    /// Takes one statement of a packet from `source` to `destination`.
    mutating func record(
        _ statement: Statement, source: TransportEndpoint, destination: TransportEndpoint, at time: CaptureTime,
        packet: PacketReference, endpoints: AdvertisedEndpoints
    ) {
        turnPages(statement, source: source, destination: destination, at: time, endpoints)
        switch statement {
        case .senderReport(let ssrc, let middle, let count):
            let key = Key(ssrc: ssrc, source: source.address, destination: destination.address)
            update(key, at: time, packet) {
                $0.senderReports += 1
                $0.senderPacketCount = count
            }
            noteSource(key, source: source, destination: destination, at: time, packet: packet) {
                $0.senderReports += 1
                if $0.firstPacketCount == nil { $0.firstPacketCount = count }
                $0.lastPacketCount = count
            }
            let report = ReportKey(ssrc: ssrc, middleOfNTP: middle)
            if senderReportSeen[report] == nil {
                if senderReportSeen.count < limits.senderReports {
                    senderReportSeen[report] = time
                } else {
                    limitsMet["senderReports", default: 0] += 1
                }
            }
        case .reportBlock(let reporter, let about, let block):
            recordBlock(block, reporter: reporter, about: about, source, destination, at: time, packet: packet)
        case .receiver(let ssrc):
            noteSource(
                Key(ssrc: ssrc, source: source.address, destination: destination.address), source: source,
                destination: destination, at: time, packet: packet
            ) { $0.receiverReports += 1 }
        case .canonicalName(let ssrc, let name):
            if names.count < limits.rtcpSources { names[ssrc] = name }
            update(Key(ssrc: ssrc, source: source.address, destination: destination.address), at: time, packet) {
                $0.canonicalName = name
            }
        case .bye(let ssrc):
            update(Key(ssrc: ssrc, source: source.address, destination: destination.address), at: time, packet) {
                $0.sawBye = true
            }
        case .voipMetrics(let reporter, let about, let metrics):
            link(reporter, about)
            update(Key(ssrc: about, source: destination.address, destination: source.address), at: time, packet) {
                $0.voipMetricsReports += 1
                $0.voipMetrics = FarEndReport(metrics, at: time, packet: packet)
            }
        }
    }

    private mutating func recordBlock(
        _ block: Block, reporter: UInt32, about: UInt32, _ source: TransportEndpoint,
        _ destination: TransportEndpoint, at time: CaptureTime, packet: PacketReference
    ) {
        link(reporter, about)
        // The block travels against the stream it is about.
        let key = Key(ssrc: about, source: destination.address, destination: source.address)
        let roundTrip = senderReportSeen[ReportKey(ssrc: about, middleOfNTP: block.lastSenderReport)].flatMap {
            block.lastSenderReport == 0
                ? nil
                : RoundTripTime.atCapturePoint(
                    senderReportSeenSeconds: 0, reportSeenSeconds: time.seconds(since: $0),
                    delaySinceLastSR: block.delaySinceLastSenderReport)
        }
        var hasGrown = false
        update(key, at: time, packet) {
            $0.receiverReports += 1
            if $0.firstReceiverReportAt == nil {
                $0.firstReceiverReportAt = time
                $0.firstReportedCumulativeLost = block.cumulativeLost
            }
            $0.lastReceiverReportAt = time
            if let before = $0.reportedHighestSequence { hasGrown = before != block.highestSequence }
            if $0.reportedHighestSequence != block.highestSequence {
                $0.reportedHighestSequence = block.highestSequence
                $0.lastProgressAt = time
            }
            $0.reportedCumulativeLost = block.cumulativeLost
            $0.reportedMaximumFractionLost = max(
                $0.reportedMaximumFractionLost ?? 0, Double(block.fractionLost) / 256)
            $0.reportedMaximumJitterUnits = max($0.reportedMaximumJitterUnits ?? 0, block.jitter)
            if let roundTrip {
                $0.roundTripMilliseconds = min($0.roundTripMilliseconds ?? .infinity, roundTrip * 1_000)
            }
        }
        noteSource(
            Key(ssrc: reporter, source: source.address, destination: destination.address), source: source,
            destination: destination, at: time, packet: packet
        ) {
            $0.reportsAboutOthers += 1
            if hasGrown { $0.reportsOfProgress += 1 }
        }
    }

    private mutating func link(_ reporter: UInt32, _ about: UInt32) {
        guard reportersAbout.count < limits.rtcpSources, linked.count / 16 < limits.rtcpSources,
            linked.insert(UInt64(reporter) << 32 | UInt64(about)).inserted
        else { return }
        if reportersAbout[about, default: []].count < 16 { reportersAbout[about, default: []].insert(reporter) }
        if reportedBy[reporter, default: []].count < 16 { reportedBy[reporter, default: []].insert(about) }
    }

    private mutating func update(
        _ key: Key, at time: CaptureTime, _ packet: PacketReference, _ change: (inout RTCPSummary) -> Void
    ) {
        guard let slot = slot(key, at: time) else { return }
        let index = records[slot].summary ?? summaries.count
        if index == summaries.count {
            summaries.append(RTCPSummary())
            records[slot].summary = index
        }
        summaries[index].lastReport = packet
        change(&summaries[index])
    }

    /// Where the record of a key lies; `nil` if there is no room for another.
    private mutating func slot(_ key: Key, at time: CaptureTime) -> Int? {
        if let known = slots[key] { return known }
        guard records.count < limits.rtcpSources else {
            limitsMet["rtcpSources", default: 0] += 1
            return nil
        }
        slots[key] = records.count
        records.append(Record(begunAt: time))
        return records.count - 1
    }

    private mutating func noteSource(
        _ key: Key, source: TransportEndpoint, destination: TransportEndpoint, at time: CaptureTime,
        packet: PacketReference, _ change: (inout RTCPSource) -> Void
    ) {
        guard let slot = slot(key, at: time) else { return }
        let index = records[slot].source ?? allSources.count
        if index == allSources.count {
            allSources.append(
                RTCPSource(
                    ssrc: key.ssrc, source: source, destination: destination, firstSeenAt: time, lastSeenAt: time,
                    firstPacket: packet, lastPacket: packet))
            records[slot].source = index
        }
        allSources[index].lastSeenAt = time
        allSources[index].lastPacket = packet
        change(&allSources[index])
    }

    // MARK: Calls one after another

    /// Begins anew what is said of the sources that a statement names, if it is of a later call than what was said.
    private mutating func turnPages(
        _ statement: Statement, source: TransportEndpoint, destination: TransportEndpoint, at time: CaptureTime,
        _ endpoints: AdvertisedEndpoints
    ) {
        guard endpoints.spans.count > 1 else { return }
        let speaker: UInt32
        switch statement {
        case .senderReport(let ssrc, _, _), .receiver(let ssrc), .canonicalName(let ssrc, _), .bye(let ssrc):
            speaker = ssrc
        case .reportBlock(let reporter, let about, _), .voipMetrics(let reporter, let about, _):
            speaker = reporter
            turnPage(about, from: destination, to: source, at: time, endpoints)
        }
        turnPage(speaker, from: source, to: destination, at: time, endpoints)
    }

    private mutating func turnPage(
        _ ssrc: UInt32, from source: TransportEndpoint, to destination: TransportEndpoint, at time: CaptureTime,
        _ endpoints: AdvertisedEndpoints
    ) {
        let key = Key(ssrc: ssrc, source: source.address, destination: destination.address)
        guard let slot = slots[key], records[slot].knownChanges != endpoints.spanChanges,
            summaries.count < limits.rtcpSources
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
            if let summary = records[slot].summary {
                records[slot].earlier.append((records[slot].call ?? before, summary))
            }
            records[slot].call = later
            records[slot].begunAt = time
            records[slot].summary = nil
            records[slot].source = nil
            return
        }
    }

    // MARK: Answers

    func canonicalName(of ssrc: UInt32) -> String? { names[ssrc] }
    func reporters(about ssrc: UInt32) -> [UInt32] { reportersAbout[ssrc]?.sorted() ?? [] }
    func reported(by ssrc: UInt32) -> [UInt32] { reportedBy[ssrc]?.sorted() ?? [] }

    /// What was said about a stream, whose call went on for `span`; of one that shares its ends with streams of other
    /// calls, what was said in its own.
    func summary(of stream: MediaStream, in span: CallSpan?) -> RTCPSummary? {
        let key = Key(ssrc: stream.ssrc, source: stream.source.address, destination: stream.destination.address)
        guard let record = slots[key].map({ records[$0] }) else { return nil }
        var place = record.summary
        if stream.sharesEnds || !record.earlier.isEmpty {
            let isOwn =
                record.call.map { $0 == stream.call }
                ?? (span.map { $0.startedAt <= record.begunAt && record.begunAt <= $0.endedAt ?? record.begunAt }
                    ?? false)
            let others = stream.sharesEnds ? nil : record.earlier.first?.summary ?? place
            place = record.earlier.last { $0.call == stream.call }?.summary ?? (isOwn ? place : others)
        }
        var found = place.map { summaries[$0] }
        if found?.canonicalName == nil, let name = names[stream.ssrc] {
            found?.canonicalName = name
        }
        return found
    }
}
