import AudioLevels
import CallVocabulary

/// The payloads of one batch whose levels are still to be measured, in order: what one thread leaves to another.
public struct DeferredLevels: Sendable {
    struct Payload {
        /// Which measurement it goes to.
        var slot: Int32
        /// Where it lies in the batch's bytes, or in ``DeferredLevels/own``.
        var start: Int32
        var length: Int32
        var isOwn: Bool
        var timestamp: UInt32
        var time: Int64
    }

    var payloads: [Payload] = []
    /// Bytes of payloads that do not lie in the batch: put together from fragments, or decrypted.
    var own: [UInt8] = []
    /// Measurements that begin with this batch, by their law.
    var begun: [G711Law] = []

    /// True if nothing is left to do.
    public var isEmpty: Bool { payloads.isEmpty && begun.isEmpty }
}

/// Measures what ``CallAnalyzer`` deferred, batch after batch in the order of the batches.
///
/// The result is the same as if the analyzer itself had measured: each stream's payloads come in the same order.
public struct LevelListener: Sendable {
    var measured: [PayloadLevels] = []
    /// How many payloads ahead the memory of a measurement is asked for.
    private static let fetchAhead = 3

    /// A listener that has heard nothing.
    public init() {}

    /// Measures the payloads of `batch` that were `deferred`.
    public mutating func listen(_ deferred: DeferredLevels, in batch: borrowing PacketBatch) {
        for law in deferred.begun { measured.append(PayloadLevels(law: law)) }
        let bytes = batch.bytes.span.bytes
        let own = deferred.own.span.bytes
        for (index, payload) in deferred.payloads.enumerated() {
            if index + LevelListener.fetchAhead < deferred.payloads.count {
                PayloadLevelTable.fetch(deferred.payloads[index + LevelListener.fetchAhead].slot, of: measured)
            }
            let (start, end) = (Int(payload.start), Int(payload.start) + Int(payload.length))
            guard measured.indices.contains(Int(payload.slot)), start >= 0, start <= end,
                end <= (payload.isOwn ? own.byteCount : bytes.byteCount)
            else { continue }
            let span = payload.isOwn ? own.extracting(start..<end) : bytes.extracting(start..<end)
            measured[Int(payload.slot)].add(span, timestamp: payload.timestamp, at: payload.time)
        }
    }
}
