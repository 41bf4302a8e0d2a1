import CallVocabulary

/// Bursts and gaps of loss (RFC 3611 §4.7.2).
public struct AnalysisBurst: DocumentPart, Equatable {
    /// Bursts.
    public var bursts = 0
    /// Share lost in bursts.
    public var burstDensity = 0.0
    /// Share lost between them.
    public var gapDensity = 0.0
    /// Mean length of a burst.
    public var meanBurstMilliseconds: Double?
    /// Mean length between bursts.
    public var meanGapMilliseconds: Double?
    /// Burst ratio (G.107).
    public var burstRatio = 0.0
    /// Runs of loss.
    public var lossRuns = 0
    /// The longest.
    public var longestLossRun = 0
    /// Runs by length.
    public var lossRunHistogram: [NamedCount] = []

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("bursts", &bursts)
        fields.member("burstDensity", &burstDensity, places: 6)
        fields.member("gapDensity", &gapDensity, places: 6)
        fields.member("meanBurstMilliseconds", &meanBurstMilliseconds, places: 3)
        fields.member("meanGapMilliseconds", &meanGapMilliseconds, places: 3)
        fields.member("burstRatio", &burstRatio, places: 4)
        fields.member("lossRuns", &lossRuns)
        fields.member("longestLossRun", &longestLossRun)
        fields.counts("lossRunHistogram", &lossRunHistogram)
    }
}

/// What a receiver's buffer would have made of a stream.
public struct AnalysisPlayout: DocumentPart, Equatable {
    /// `fixed-60ms`, `fixed-200ms`, `adaptive`.
    public var buffer = ""
    /// Packets in time.
    public var played = 0
    /// Packets too late.
    public var lateDiscarded = 0
    /// Packets lost.
    public var lost = 0
    /// Sound that had to be made up.
    public var concealedMilliseconds = 0.0
    /// Sound put in between.
    public var insertedMilliseconds = 0.0
    /// Mean time in the buffer.
    public var meanDelayMilliseconds = 0.0
    /// Longest time in it.
    public var maximumDelayMilliseconds = 0.0

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("buffer", &buffer)
        fields.member("played", &played)
        fields.member("lateDiscarded", &lateDiscarded)
        fields.member("lost", &lost)
        fields.member("concealedMilliseconds", &concealedMilliseconds, places: 1)
        fields.member("insertedMilliseconds", &insertedMilliseconds, places: 1)
        fields.member("meanDelayMilliseconds", &meanDelayMilliseconds, places: 3)
        fields.member("maximumDelayMilliseconds", &maximumDelayMilliseconds, places: 3)
    }
}

/// How far arrivals strayed from their pace (RFC 5481).
public struct AnalysisDelayVariation: DocumentPart, Equatable {
    /// Median, ms.
    public var median = 0.0
    /// 95th percentile, ms.
    public var percentile95 = 0.0
    /// 99th percentile, ms.
    public var percentile99 = 0.0
    /// The greatest, ms.
    public var maximum = 0.0
    /// The mean, ms.
    public var mean = 0.0

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("medianMilliseconds", &median, places: 3)
        fields.member("percentile95Milliseconds", &percentile95, places: 3)
        fields.member("percentile99Milliseconds", &percentile99, places: 3)
        fields.member("maximumMilliseconds", &maximum, places: 3)
        fields.member("meanMilliseconds", &mean, places: 3)
    }
}

/// A step of a delay, or of timestamps.
public struct AnalysisStep: DocumentPart, Equatable {
    /// When.
    public var at = CaptureTime(nanoseconds: 0)
    /// The first packet after it.
    public var packet = 0
    /// How far.
    public var milliseconds = 0.0

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("at", &at)
        fields.member("packet", &packet)
        fields.member("milliseconds", &milliseconds, places: 1)
    }
}

/// A sender's clock that is plainly off.
public struct AnalysisSenderClock: DocumentPart, Equatable {
    /// How slow it is; fast is negative.
    public var partsPerMillion = 0.0
    /// What that was read from.
    public var basis = ""

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("partsPerMillion", &partsPerMillion, places: 0)
        fields.member("basis", &basis)
    }
}

/// An estimate of conversational quality by the E-model.
public struct AnalysisQuality: DocumentPart, Equatable {
    /// `G.107`, `G.107.1` or `G.107.2`.
    public var model = ""
    /// R on that scale.
    public var rFactor = 0.0
    /// MOS-CQE on that scale.
    public var mosCQE = 0.0
    /// What it rests on.
    public var basis = AnalysisQualityBasis()

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("model", &model)
        fields.member("rFactor", &rFactor, places: 4)
        fields.member("mosCQE", &mosCQE, places: 4)
        fields.part("basis", &basis)
    }
}

/// What an estimate rests on.
public struct AnalysisQualityBasis: DocumentPart, Equatable {
    /// The codec.
    public var codec = ""
    /// The source of its figures.
    public var source = ""
    /// The buffer taken.
    public var buffer = ""
    /// Ie.
    public var equipmentImpairment: AnalysisInput?
    /// Bpl.
    public var lossRobustness: AnalysisInput?
    /// Ppl.
    public var lossPercent: AnalysisInput?
    /// BurstR.
    public var burstRatio: AnalysisInput?
    /// One-way delay of the network.
    public var networkDelayMilliseconds: AnalysisInput?
    /// The length of a packet.
    public var packetMilliseconds: AnalysisInput?
    /// The time in the buffer.
    public var bufferMilliseconds: AnalysisInput?

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("codec", &codec)
        fields.member("source", &source)
        fields.member("buffer", &buffer)
        fields.part("equipmentImpairment", &equipmentImpairment)
        fields.part("lossRobustness", &lossRobustness)
        fields.part("lossPercent", &lossPercent)
        fields.part("burstRatio", &burstRatio)
        fields.part("networkDelayMilliseconds", &networkDelayMilliseconds)
        fields.part("packetMilliseconds", &packetMilliseconds)
        fields.part("bufferMilliseconds", &bufferMilliseconds)
    }
}

/// An input of the E-model.
public struct AnalysisInput: DocumentPart, Equatable {
    /// Its value.
    public var value: Double?
    /// `measured`, `published` or `assumed`.
    public var origin = ""

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("value", &value, places: 4)
        fields.member("origin", &origin)
    }
}

/// What was repaired of a stream.
public struct AnalysisRepair: DocumentPart, Equatable {
    /// By which means.
    public var means: [String] = []
    /// Packets repaired.
    public var repaired = 0
    /// Packets that were not.
    public var lostAfterRepair = 0

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.texts("means", &means)
        fields.member("repaired", &repaired)
        fields.member("lostAfterRepair", &lostAfterRepair)
    }
}

/// What the numbers of IP packets say of losses.
public struct AnalysisNumberedGaps: DocumentPart, Equatable {
    /// Losses that were sent.
    public var sent = 0
    /// Losses that never were.
    public var skipped = 0

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("sent", &sent)
        fields.member("skipped", &skipped)
    }
}

/// Where the same packets are seen earlier on their way, or on another.
public struct AnalysisSameMedia: DocumentPart, Equatable {
    /// The id of that stream.
    public var stream = ""
    /// `address-translated`, `relayed`, `returned` or `second-path`.
    public var relation = ""
    /// How much later.
    public var delayMilliseconds = 0.0
    /// Packets lost between.
    public var lostBetween: Int?

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("stream", &stream)
        fields.member("relation", &relation)
        fields.member("delayMilliseconds", &delayMilliseconds, places: 3)
        fields.member("lostBetween", &lostBetween)
    }
}
