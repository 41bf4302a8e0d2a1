import AudioLevels
import CallAnalysis
import CallVocabulary
import QualityMeasures

/// The parts of the document about what was heard, made of a finished analysis.
extension AnalysisStream {
    mutating func addQuality(of stream: MediaStream) {
        let length = stream.packetMilliseconds ?? 20
        packetMilliseconds = stream.packetMilliseconds
        packetMillisecondsBasis = stream.packetMillisecondsBasis?.rawValue
        burst = stream.burst.map { AnalysisBurst($0, packetMilliseconds: length) }
        playout = stream.playout.map {
            AnalysisPlayout($0, lost: stream.counts.lost, packetMilliseconds: length)
        }
        delayVariation = stream.delayVariation.map(AnalysisDelayVariation.init)
        delaySteps = stream.delaySteps.map { AnalysisStep(at: $0.at, packet: $0.packet.number, by: $0.milliseconds) }
        timestampJumps = stream.timestampJumps.map {
            AnalysisStep(at: $0.at, packet: $0.packet.number, by: $0.milliseconds)
        }
        if let clock = stream.senderClock {
            var part = AnalysisSenderClock()
            part.partsPerMillion = clock.partsPerMillion
            part.basis = clock.basis.rawValue
            senderClock = part
        }
        switch stream.quality {
        case .unknown(let reason): qualityUnavailable = reason
        case .rated(let rating): quality = AnalysisQuality(rating)
        }
    }
}

extension AnalysisBurst {
    /// The names of ``BurstGap/histogram``'s places: 1, 2, 3, 4, 5-9, 10-19, 20-49, 50+.
    private static let histogramNames: [String] = {
        let bounds = BurstGap.histogramBounds
        return bounds.indices.map { index in
            guard index + 1 < bounds.count else { return "\(bounds[index])+" }
            let last = bounds[index + 1] - 1
            return last == bounds[index] ? "\(last)" : "\(bounds[index])-\(last)"
        }
    }()

    init(_ burst: BurstGap, packetMilliseconds length: Double) {
        bursts = Int(burst.bursts)
        burstDensity = burst.burstDensity
        gapDensity = burst.gapDensity
        meanBurstMilliseconds = burst.meanBurstMilliseconds(packetMilliseconds: length)
        meanGapMilliseconds = burst.meanGapMilliseconds(packetMilliseconds: length)
        burstRatio = burst.burstRatio
        lossRuns = Int(burst.runs)
        longestLossRun = Int(burst.longestRun)
        lossRunHistogram = zip(Self.histogramNames, burst.histogram).map { NamedCount($0, Int($1)) }
    }
}

extension AnalysisPlayout {
    init(_ outcome: PlayoutOutcome, lost: Int, packetMilliseconds length: Double) {
        buffer = outcome.buffer
        played = outcome.played
        lateDiscarded = outcome.lateDiscarded
        self.lost = lost
        concealedMilliseconds = outcome.concealedMilliseconds + Double(lost) * length
        insertedMilliseconds = outcome.insertedMilliseconds
        meanDelayMilliseconds = outcome.meanDelayMilliseconds
        maximumDelayMilliseconds = outcome.maximumDelayMilliseconds
    }
}

extension AnalysisDelayVariation {
    init(_ variation: DelayVariation) {
        median = variation.median
        percentile95 = variation.percentile95
        percentile99 = variation.percentile99
        maximum = variation.maximum
        mean = variation.mean
    }
}

extension AnalysisStep {
    init(at: CaptureTime, packet: Int, by milliseconds: Double) {
        self.at = at
        self.packet = packet
        self.milliseconds = milliseconds
    }
}

extension AnalysisQuality {
    init(_ rating: QualityEstimate.Rating) {
        model = rating.model.rawValue
        rFactor = rating.rFactor
        mosCQE = rating.mosCQE
        basis.codec = rating.codec
        basis.source = rating.source
        basis.buffer = rating.buffer
        basis.equipmentImpairment = AnalysisInput(rating.impairment)
        basis.lossRobustness = rating.robustness.map(AnalysisInput.init)
        basis.lossPercent = AnalysisInput(rating.lossPercent)
        basis.burstRatio = AnalysisInput(rating.burstRatio)
        basis.networkDelayMilliseconds = AnalysisInput(rating.networkDelayMilliseconds)
        basis.packetMilliseconds = AnalysisInput(rating.packetMilliseconds)
        basis.bufferMilliseconds = AnalysisInput(rating.bufferMilliseconds)
    }
}

extension AnalysisInput {
    init(_ input: QualityEstimate.Input) {
        value = input.value
        origin = input.origin.rawValue
    }
}

extension AnalysisRTCP {
    init(_ summary: RTCPSummary) {
        senderReports = summary.senderReports
        senderPacketCount = summary.senderPacketCount.map { Int($0) }
        receiverReports = summary.receiverReports
        reportedCumulativeLost = summary.reportedCumulativeLost
        reportedMaximumFractionLost = summary.reportedMaximumFractionLost
        reportedMaximumJitterUnits = summary.reportedMaximumJitterUnits.map { Int($0) }
        roundTripMilliseconds = summary.roundTripMilliseconds
        lostBeyondHere = summary.lostBeyondHere
        voipMetricsReports = summary.voipMetricsReports
        sawBye = summary.sawBye
    }
}

extension AnalysisFarEnd {
    init(_ report: FarEndReport) {
        kind = report.kind.rawValue
        at = report.at
        packet = report.packet.number
        lossPercent = report.lossPercent
        discardPercent = report.discardPercent
        burstLossPercent = report.burstLossPercent
        burstMilliseconds = report.burstMilliseconds
        gapLossPercent = report.gapLossPercent
        gapMilliseconds = report.gapMilliseconds
        roundTripMilliseconds = report.roundTripMilliseconds
        endSystemMilliseconds = report.endSystemMilliseconds
        jitterMilliseconds = report.jitterMilliseconds
        signalLevelDBm0 = report.signalLevel
        noiseLevelDBm0 = report.noiseLevel
        residualEchoReturnLossDB = report.residualEchoReturnLoss
        rFactor = report.rFactor
        mosLQ = report.mosListening
        mosCQ = report.mosConversational
        bufferMilliseconds = report.bufferMilliseconds
    }
}

extension AnalysisAudio {
    init(_ audio: AudioLevels, echo: Echo?) {
        basis = audio.basis.rawValue
        packets = audio.packets
        seconds = audio.seconds
        activeSpeechLevelDBov = audio.activeSpeechLevel
        activityFactor = audio.activityFactor
        longTermLevelDBov = audio.longTermLevel
        noiseFloorDBov = audio.noiseFloor
        digitalSilenceSeconds = audio.digitalSilenceSeconds
        longestDigitalSilenceSeconds = audio.longestDigitalSilenceSeconds
        firstSoundAt = audio.firstSoundAt.map { CaptureTime(nanoseconds: $0) }
        lastSoundAt = audio.lastSoundAt.map { CaptureTime(nanoseconds: $0) }
        clippedSamples = audio.clippedSamples
        repeatedPackets = audio.repeatedPackets
        undecodablePackets = audio.undecodablePackets
        followsOtherLaw = audio.isWrongLaw
        self.echo = echo.map(AnalysisEcho.init)
    }
}

extension AnalysisEcho {
    init(_ echo: Echo) {
        delayMilliseconds = echo.delayMilliseconds
        heardAfterMilliseconds = echo.wayMilliseconds == nil ? nil : echo.heardAfterMilliseconds
        returnLossDecibels = echo.returnLoss
        correlation = echo.correlation
    }
}
