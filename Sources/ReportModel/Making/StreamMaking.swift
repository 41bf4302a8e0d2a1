import CallAnalysis
import CallVocabulary
import QualityMeasures

/// The parts of the document about streams, made of a finished analysis.
extension AnalysisStream {
    /// Runs of loss listed of one stream, unless its finest course was asked for.
    static let usualLossRuns = 1_000

    /// A stream of `result`.
    init(_ stream: MediaStream, _ result: CallAnalysisResult) {
        id = stream.id
        call = stream.call.map { result.calls[$0].id }
        binding = stream.binding.rawValue
        direction = stream.direction.rawValue
        source = AnalysisEndpoint(stream.source)
        destination = AnalysisEndpoint(stream.destination)
        ssrc = stream.ssrc
        media = stream.media.rawValue
        payloadTypes = stream.payloadTypes.map(AnalysisPayloadType.init)
        isEncrypted = stream.encrypted
        isDecrypted = stream.decryption?.isRead ?? false
        decryptionBasis = stream.decryption?.basis?.rawValue
        decryptionObstacle = stream.decryption?.obstacle?.rawValue
        startedAt = stream.startedAt
        endedAt = stream.endedAt
        durationSeconds = stream.durationSeconds
        firstPacket = stream.firstPacket.number
        lastPacket = stream.lastPacket.number
        displayFilter = DisplayFilters.filter(stream)
        counts = AnalysisCounts(stream.counts)
        captureCopies = stream.captureCopies
        jitter = stream.jitter.map(AnalysisJitter.init)
        epochs = stream.epochs.map(AnalysisEpoch.init)
        addQuality(of: stream)
        rtcp = stream.rtcp.map(AnalysisRTCP.init)
        farEnd = stream.farEnd.map(AnalysisFarEnd.init)
        audio = stream.audio.map { AnalysisAudio($0, echo: stream.echo) }
        audioObstacle = stream.audioObstacle?.rawValue
        events = stream.events.map(AnalysisStreamEvent.init)
        clockSkewPartsPerMillion = stream.clockSkewPartsPerMillion
        addRelations(of: stream, result)
        intervals = stream.intervals.map(AnalysisInterval.init)
        addCourse(of: stream)
    }

    private mutating func addRelations(of stream: MediaStream, _ result: CallAnalysisResult) {
        role = stream.role.rawValue
        repairs = stream.repairs.map { result.streams[$0].id }
        repair = stream.repair.map(AnalysisRepair.init)
        if stream.counts.lost > 0 { numberedGaps = AnalysisNumberedGaps(stream.numberedGaps) }
        sameMedia = stream.sameMedia.map { AnalysisSameMedia($0, stream: result.streams[$0.stream].id) }
    }

    private mutating func addCourse(of stream: MediaStream) {
        let listed = stream.series == nil ? min(stream.lossRuns.count, Self.usualLossRuns) : stream.lossRuns.count
        lossRuns = stream.lossRuns.prefix(listed).map(AnalysisLossRun.init)
        lossRunsNotListed = stream.lossRuns.count - listed
        series = stream.series.map { AnalysisSeries($0, envelope: stream.envelope) }
    }
}

extension AnalysisEndpoint {
    init(_ endpoint: TransportEndpoint) {
        address = endpoint.address
        port = Int(endpoint.port)
    }
}

extension AnalysisEndpoint: CustomStringConvertible {
    /// Address and port as a person writes them.
    public var description: String {
        TransportEndpoint(address: address, port: UInt16(clamping: port)).description
    }
}

extension AnalysisPayloadType {
    init(_ use: PayloadTypeUse) {
        number = Int(use.number)
        encoding = use.encoding
        clockRate = use.clockRate
        channels = use.channels
        packets = use.packets
        basis = use.basis?.rawValue
    }
}

extension AnalysisCounts {
    init(_ counts: StreamCounts) {
        expected = counts.expected
        received = counts.received
        lost = counts.lost
        duplicated = counts.duplicated
        reordered = counts.reordered
        missingFromCapture = counts.missingFromCapture
        lossPercent = counts.lossPercent
    }
}

extension AnalysisJitter {
    init(_ jitter: JitterSummary) {
        meanMilliseconds = jitter.meanMilliseconds
        maximumMilliseconds = jitter.maximumMilliseconds
        finalMilliseconds = jitter.finalMilliseconds
        maximumAtPacket = jitter.maximumAt?.number
    }
}

extension AnalysisEpoch {
    init(_ epoch: StreamEpoch) {
        startedAt = epoch.startedAt
        reason = epoch.reason.rawValue
        counts = AnalysisCounts(epoch.counts)
        jitter = epoch.jitter.map(AnalysisJitter.init)
    }
}

extension AnalysisStreamEvent {
    init(_ event: StreamEvent) {
        kind = event.kind.rawValue
        at = event.at
        digits = event.digits
    }
}

extension AnalysisInterval {
    init(_ interval: StreamInterval) {
        startSeconds = Int(interval.startSeconds)
        durationSeconds = Int(interval.durationSeconds)
        received = interval.received
        lost = interval.lost
        lateDiscarded = interval.lateDiscarded
        jitterMilliseconds = interval.jitterMilliseconds
        delayVariationMilliseconds = interval.delayVariationMilliseconds
        mosCQE = interval.mosCQE
        seconds = interval.seconds.map(AnalysisInterval.init)
    }
}

extension AnalysisLossRun {
    init(_ run: LossRun) {
        at = run.at
        packets = run.count
        beforePacket = run.revealedBy.number
        capture = run.revealedBy.capture
    }
}

extension AnalysisSeries {
    init(_ series: StreamSeries, envelope: [UInt8]) {
        stepMilliseconds = series.stepMilliseconds
        points = series.points(envelope: envelope).map(AnalysisPoint.init)
    }
}

extension AnalysisPoint {
    init(_ point: StreamSeries.Point) {
        startMilliseconds = point.startMilliseconds
        received = point.received
        lost = point.lost
        late = point.late
        jitterMilliseconds = point.jitterMilliseconds
        delayVariationMilliseconds = point.delayVariationMilliseconds
        levelDBov = point.levelDBov
    }
}

extension AnalysisRepair {
    init(_ repair: StreamRepair) {
        means = repair.means.map(\.rawValue)
        repaired = repair.repaired
        lostAfterRepair = repair.lostAfterRepair
    }
}

extension AnalysisNumberedGaps {
    init(_ gaps: NumberedGaps) {
        sent = gaps.sent
        skipped = gaps.skipped
    }
}

extension AnalysisSameMedia {
    init(_ same: SameMedia, stream: String) {
        self.stream = stream
        relation = same.relation.rawValue
        delayMilliseconds = same.delayMilliseconds
        lostBetween = same.lostBetween
    }
}
