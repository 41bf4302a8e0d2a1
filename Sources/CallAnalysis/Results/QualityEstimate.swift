import QualityMeasures

/// The conversational quality a stream can have had, by the E-model of its codec's scale.
public enum QualityEstimate: Sendable {
    /// Where an input of the model comes from.
    public enum Origin: String, Sendable {
        /// From the packets.
        case measured
        /// From a published table.
        case published
        /// Assumed, because nothing shows it.
        case assumed
    }

    /// One input of the model.
    public struct Input: Sendable {
        /// Its value.
        public var value: Double
        /// Where it comes from.
        public var origin: Origin
    }

    /// A rating with everything it rests on.
    public struct Rating: Sendable {
        /// The model, whose scale the figures are on.
        public var model: CodecImpairment.Model
        /// R on that scale.
        public var rFactor: Double
        /// MOS-CQE on that scale, 1 to 4.5.
        public var mosCQE: Double
        /// The codec.
        public var codec: String
        /// Equipment impairment factor.
        public var impairment: Input
        /// Packet-loss robustness factor; `nil` where nothing was lost.
        public var robustness: Input?
        /// Packet loss after the buffer, per cent.
        public var lossPercent: Input
        /// Burst ratio.
        public var burstRatio: Input
        /// One-way delay of the network, ms: half of the round trip that RTCP shows, else taken as none.
        public var networkDelayMilliseconds: Input
        /// The emulated buffer that serves the stream best: a receiver that is set well.
        public var buffer: String
        /// The mean time that buffer adds, ms.
        public var bufferMilliseconds: Input
        /// The length of a packet, ms.
        public var packetMilliseconds: Input
        /// The source of the codec's figures.
        public var source: String
    }

    case rated(Rating)
    /// There is no ground for a rating.
    case unknown(because: String)
}

extension QualityEstimate {
    /// Judges a stream by its packets.
    static func of(_ stream: MediaStream) -> QualityEstimate {
        guard stream.media == .audio || stream.media == .unknown else { return .unknown(because: "no audio stream") }
        let main = stream.payloadTypes.filter { CodecImpairment.of($0.encoding ?? "") != nil }
            .max { $0.packets < $1.packets }
        guard let codec = main?.encoding, let table = CodecImpairment.of(codec, bitRate: bitRate(of: stream)) else {
            return .unknown(because: "the codec is not known")
        }
        guard let impairment = table.impairment else {
            return .unknown(because: "no equipment impairment of \(codec) is published")
        }
        guard stream.counts.received >= 50 else { return .unknown(because: "fewer than 50 packets") }
        guard stream.counts.missingFromCapture == 0 else {
            return .unknown(because: "the capture lacks packets of this stream")
        }
        if stream.decryption?.obstacle == .wrongKey, !stream.isReadable {
            return .unknown(because: "the keys agreed on do not open it")
        }
        if let audio = stream.audio, audio.isWrongLaw || audio.undecodablePackets > audio.packets {
            return .unknown(because: "its packets do not fit \(codec)")
        }
        if case .longer = stream.payloadLength, !stream.encrypted {
            return .unknown(because: "its packets do not fit \(codec)")
        }
        let burstRatio = max(1, stream.burst?.burstRatio ?? 1)
        let network = stream.rtcp?.roundTripMilliseconds.map { $0 / 2 }
        let packet = stream.packetMilliseconds ?? 20
        func loss(_ outcome: PlayoutOutcome) -> Double {
            min(100, stream.unheardPercent(outcome))
        }
        let outcomes = stream.playout.filter { table.robustness != nil || loss($0) == 0 }
        guard !outcomes.isEmpty else {
            return .unknown(
                because: stream.playout.isEmpty
                    ? stream.hasBatchedTimes ? "the packets were recorded in batches" : "the clock rate is not known"
                    : "no robustness of \(codec) against loss is published, and packets are missing")
        }
        let rated = outcomes.map { outcome in
            let delay = (network ?? 0) + packet + outcome.meanDelayMilliseconds
            let rating = rate(table, impairment, loss(outcome), burstRatio, delay)
            return (outcome: outcome, rFactor: rating.rFactor, mos: rating.mos)
        }
        guard let best = rated.max(by: { $0.rFactor < $1.rFactor }) else { return .unknown(because: "not judged") }
        let (outcome, rFactor, mos) = best
        let lossPercent = loss(outcome)
        return .rated(
            Rating(
                model: table.model, rFactor: rFactor, mosCQE: mos, codec: codec,
                impairment: Input(value: impairment, origin: table.isConfirmed ? .published : .assumed),
                robustness: table.robustness.map {
                    Input(value: $0, origin: table.isConfirmed ? .published : .assumed)
                },
                lossPercent: Input(value: lossPercent, origin: .measured),
                burstRatio: Input(value: burstRatio, origin: .measured),
                networkDelayMilliseconds: Input(value: network ?? 0, origin: network == nil ? .assumed : .measured),
                buffer: outcome.buffer,
                bufferMilliseconds: Input(value: outcome.meanDelayMilliseconds, origin: .assumed),
                packetMilliseconds: Input(
                    value: packet, origin: stream.packetMilliseconds == nil ? .assumed : .measured),
                source: table.source))
    }

    /// Estimates the quality of a stream whose losses are settled, as a whole and interval by interval.
    static func settle(_ stream: inout MediaStream) {
        if stream.counts.missingFromCapture > 0 { stream.burst = nil }
        IntervalReport.placeLosses(of: &stream)
        stream.quality = of(stream)
        rateIntervals(&stream)
    }

    /// Rates each interval on the scale of its stream's rating, with the same codec, buffer and delay.
    private static func rateIntervals(_ stream: inout MediaStream) {
        guard case .rated(let rating) = stream.quality,
            let table = CodecImpairment.of(rating.codec, bitRate: bitRate(of: stream))
        else { return }
        let delay =
            rating.networkDelayMilliseconds.value + rating.packetMilliseconds.value
            + rating.bufferMilliseconds.value
        func mos(_ interval: StreamInterval, least: Int) -> Double? {
            let due = interval.received + interval.lost
            guard due >= least else { return nil }
            let late: Int
            switch rating.buffer {
            case "fixed-60ms": late = interval.lateDiscarded
            case "adaptive": late = interval.lateForAdaptive
            default: late = 0
            }
            let loss = min(100, 100 * Double(interval.lost + late) / Double(due))
            guard loss == 0 || table.robustness != nil else { return nil }
            return rate(table, rating.impairment.value, loss, rating.burstRatio.value, delay).mos
        }
        for index in stream.intervals.indices {
            stream.intervals[index].mosCQE = mos(stream.intervals[index], least: 50)
            for second in stream.intervals[index].seconds.indices {
                stream.intervals[index].seconds[second].mosCQE = mos(stream.intervals[index].seconds[second], least: 10)
            }
        }
    }

    private static func rate(
        _ table: CodecImpairment, _ impairment: Double, _ lossPercent: Double, _ burstRatio: Double, _ delay: Double
    ) -> (rFactor: Double, mos: Double) {
        switch table.model {
        case .g107:
            // Beyond its scale a rating says no more than its end.
            let rFactor = min(
                100,
                max(
                    0,
                    EModel.rFactor(
                        equipmentImpairment: impairment, lossRobustness: table.robustness, lossPercent: lossPercent,
                        burstRatio: burstRatio, delay: delay)))
            return (rFactor, EModel.mos(rFactor))
        case .g1071:
            var model = WidebandEModel()
            model.equipmentImpairment = impairment
            model.lossRobustness = table.robustness ?? model.lossRobustness
            model.lossPercent = lossPercent
            model.delay = delay
            return (min(129, max(0, model.rFactor)), model.mosCQE)
        case .g1072:
            var model = FullbandEModel()
            model.equipmentImpairment = impairment
            model.lossRobustness = table.robustness ?? model.lossRobustness
            model.lossPercent = lossPercent
            model.delay = delay
            return (min(148, max(0, model.rFactor)), model.mosCQE)
        }
    }

    private static func bitRate(of stream: MediaStream) -> Double? {
        guard stream.durationSeconds > 1 else { return nil }
        return Double(stream.payloadBytes) * 8 / stream.durationSeconds
    }
}
