import CallAnalysis
import CallVocabulary

/// Streams that carry the same side of one call at both points in different packets.
///
/// A device between the points ends the media and makes it anew: it transcodes, encrypts, or mixes. Its streams have
/// nothing in common to match by, and what is missing at the other point must not be called lost.
struct Counterparts {
    /// Places in NEAR's streams of what FAR saw, by place in FAR's streams.
    private(set) var nearOfFar: [Int: Int] = [:]
    /// Places in FAR's streams of what NEAR saw, by place in NEAR's streams.
    private(set) var farOfNear: [Int: Int] = [:]

    /// Nanoseconds that the starts of one call may differ by, where only its numbers tell.
    private static let callStart: Int64 = 60_000_000_000
    /// Nanoseconds for which both must have run at the same time.
    private static let leastOverlap: Int64 = 1_000_000_000

    private let near: CaptureRecord
    private let far: CaptureRecord
    private let clock: ClockEstimate

    /// The counterparts among `leftNear` and `leftFar`, the streams that have no packet in common with any other.
    init(
        _ near: CaptureRecord, _ far: CaptureRecord, pairs: [StreamPair], leftNear: [Int], leftFar: [Int],
        clock: ClockEstimate
    ) {
        self.near = near
        self.far = far
        self.clock = clock
        guard !leftNear.isEmpty, !leftFar.isEmpty else { return }
        byAnswer(pairs, leftNear, leftFar)
        byCall(leftNear, leftFar)
    }

    /// Both answer a stream that was found at both points.
    private mutating func byAnswer(_ pairs: [StreamPair], _ leftNear: [Int], _ leftFar: [Int]) {
        let pairsAtNear = OppositeStreams(pairs.map { near.streams[$0.near] })
        let restAtFar = OppositeStreams(leftFar.map { far.streams[$0] })
        for index in leftNear {
            guard let pair = pairsAtNear.opposite(of: near.streams[index]),
                let other = restAtFar.opposite(of: far.streams[pairs[pair].far])
            else { continue }
            note(index, leftFar[other])
        }
    }

    /// Both belong to one call and come from the same side of it.
    private mutating func byCall(_ leftNear: [Int], _ leftFar: [Int]) {
        var farByID: [String: Int] = [:]
        var farByNumbers: [String: Int] = [:]
        for (index, call) in far.calls.enumerated() {
            for id in call.callIDs { farByID[id] = index }
            if let numbers = Self.numbers(call) { farByNumbers[numbers] = index }
        }
        func sameCall(_ call: RecordedCall) -> Int? {
            for id in call.callIDs.sorted() { if let index = farByID[id] { return index } }
            guard let numbers = Self.numbers(call), let index = farByNumbers[numbers] else { return nil }
            let start = clock.relation == nil ? call.startedAt : clock.due(call.startedAt, .nearToFar)
            let apart = far.calls[index].startedAt.subtractingSaturating(start)
            return apart > -Self.callStart && apart < Self.callStart ? index : nil
        }
        var sides: [Side: Int] = [:]
        for index in leftFar {
            if let side = Side(far.streams[index], far.streams[index].measured?.call), sides[side] == nil {
                sides[side] = index
            }
        }
        for index in leftNear where farOfNear[index] == nil {
            guard let call = near.streams[index].measured?.call, near.calls.indices.contains(call),
                let other = sameCall(near.calls[call]), let side = Side(near.streams[index], other),
                let counterpart = sides[side]
            else { continue }
            note(index, counterpart)
        }
    }

    private mutating func note(_ atNear: Int, _ atFar: Int) {
        guard farOfNear[atNear] == nil, nearOfFar[atFar] == nil, overlap(near.streams[atNear], far.streams[atFar])
        else { return }
        farOfNear[atNear] = atFar
        nearOfFar[atFar] = atNear
    }

    private func overlap(_ atNear: RecordedStream, _ atFar: RecordedStream) -> Bool {
        // Without a packet in common, nothing is known about the clocks.
        guard clock.relation != nil else { return true }
        guard let start = atNear.packets.first?.arrival, let end = atNear.packets.last?.arrival,
            let otherStart = atFar.packets.first?.arrival, let otherEnd = atFar.packets.last?.arrival
        else { return false }
        let from = max(clock.due(start, .nearToFar), otherStart)
        return min(clock.due(end, .nearToFar), otherEnd).subtractingSaturating(from) >= Self.leastOverlap
    }

    private static func numbers(_ call: RecordedCall) -> String? {
        guard let calling = call.calling, let called = call.called else { return nil }
        return calling + " " + called
    }

    /// One side of a call in the numbering of FAR.
    private struct Side: Hashable {
        var call: Int
        var direction: StreamDirection
        var media: MediaKind

        init?(_ stream: RecordedStream, _ call: Int?) {
            guard let call, let measured = stream.measured, measured.direction != .unknown else { return nil }
            self.call = call
            direction = measured.direction
            media = measured.media
        }
    }
}
