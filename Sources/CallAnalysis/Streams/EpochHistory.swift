import CallVocabulary
import QualityMeasures

/// The parts of a stream that are over, and the beginning of the one that runs.
struct EpochHistory {
    /// One part: a span of extended sequence numbers in one ledger, with its own jitter.
    struct Part {
        var reason: EpochReason
        var first: RTPObservation
        var lastArrival: Int64
        var lastPacket: PacketReference
        /// Which of ``EpochHistory/ledgers`` its numbers belong to; the running ledger counts as the next.
        var ledger: Int
        var firstNumber: Int
        var lastNumber: Int
        var duplicated: Int
        var reordered: Int
        /// Lone packets that came while it ran.
        var strays: Int
        var jitterSum: Double
        var jitterCount: Int
        var jitterMaximum: Double
        var jitterFinal: Double
        var maximumAt: SequenceLedger.Mark?
    }

    /// Parts that are over.
    var closed: [Part] = []
    /// Ledgers that a restart ended.
    private(set) var ledgers: [SequenceLedger] = []
    /// Repetitions that they counted.
    private(set) var duplicatedInAll = 0
    /// Times that a part was joined to the one before it because of ``AnalysisLimits.partsPerStream``.
    var unsplit = 0
    /// Lone packets that belonged to no run of numbers.
    var strays = 0
    /// Further copies of a packet while it waited to be explained.
    var repeatedSuspects = 0
    /// Those of the packet that waits now, and how many of them the capture made.
    var repeatsOfSuspect = 0
    var copiesOfSuspect = 0

    private(set) var openReason = EpochReason.first
    private(set) var openFirst: RTPObservation?
    private(set) var openNumber = 0
    private var duplicatedBefore = 0
    private var reorderedBefore = 0
    private var straysBefore = 0
    private var repeatedSuspectsBefore = 0

    /// Begins a part with `first`, whose extended number is `firstNumber`.
    mutating func open(at first: RTPObservation, reason: EpochReason, firstNumber: Int) {
        openReason = reason
        openFirst = first
        openNumber = firstNumber
    }

    /// Ends the running part of `stream`.
    mutating func close(
        ledger: SequenceLedger, jitter: InterarrivalJitter, maximumAt: SequenceLedger.Mark?, lastArrival: Int64,
        lastPacket: PacketReference
    ) {
        guard let first = openFirst else { return }
        let isFirstOfLedger = closed.last?.ledger != ledgers.count
        closed.append(
            Part(
                reason: openReason, first: first, lastArrival: lastArrival, lastPacket: lastPacket,
                ledger: ledgers.count, firstNumber: isFirstOfLedger ? ledger.first : openNumber,
                lastNumber: ledger.highest,
                duplicated: ledger.duplicated - duplicatedBefore + repeatedSuspects - repeatedSuspectsBefore,
                reordered: ledger.reordered - reorderedBefore, strays: strays - straysBefore,
                jitterSum: jitter.sumNanoseconds,
                jitterCount: jitter.count, jitterMaximum: jitter.maximumNanoseconds, jitterFinal: jitter.nanoseconds,
                maximumAt: maximumAt))
        duplicatedBefore = ledger.duplicated
        reorderedBefore = ledger.reordered
        straysBefore = strays
        repeatedSuspectsBefore = repeatedSuspects
        openFirst = nil
    }

    /// Puts an ended ledger away; the next one starts from zero.
    mutating func retire(_ ledger: SequenceLedger) {
        ledgers.append(ledger)
        duplicatedInAll += ledger.duplicated
        duplicatedBefore = 0
        reorderedBefore = 0
    }
}
