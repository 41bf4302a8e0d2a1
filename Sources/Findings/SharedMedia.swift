import CallAnalysis
import CallVocabulary

/// Audio that is of two calls at once: a PBX that leaves the media to its two parties (direct media) names the ends of one
/// leg in the descriptions of the other, and a stream between them is bound to one of the legs only.
struct SharedMedia: Sendable {
    private struct Shared: Sendable {
        var stream: Int
        var sender: CallSide
    }

    /// Streams of other calls, by the id of the call they are of as well.
    private var added: [String: [Shared]] = [:]
    /// Streams that were bound to a call and pass between ends of another, by that call's id.
    private var foreign: [String: Set<Int>] = [:]

    /// Descriptions of one call that are looked at.
    private static let maximumSpans = 8
    /// Streams of one end that are looked at.
    private static let maximumStreams = 64

    /// What the calls of `result` share. Only calls that described their ends anew are looked at: others have their own.
    init(_ result: CallAnalysisResult) {
        guard result.calls.count > 1 else { return }
        let moved = result.calls.indices.filter { Self.isMoved(result.calls[$0]) }
        guard !moved.isEmpty else { return }
        var named: Set<TransportEndpoint> = []
        for call in moved {
            for span in Self.spans(result.calls[call]) {
                for side in CallSide.allCases { if let end = span.sides[side]?.receivesAt { named.insert(end) } }
            }
        }
        var streams: [TransportEndpoint: [Int]] = [:]
        for index in result.streams.indices {
            let stream = result.streams[index]
            guard stream.call != nil, stream.media != .video, stream.media != .other else { continue }
            for end in [stream.source, stream.destination] where named.contains(end) {
                if streams[end, default: []].count < Self.maximumStreams { streams[end, default: []].append(index) }
            }
        }
        for call in moved { share(streams, with: call, result) }
    }

    private mutating func share(_ streams: [TransportEndpoint: [Int]], with index: Int, _ result: CallAnalysisResult) {
        let call = result.calls[index]
        var seen: Set<Int> = []
        for span in Self.spans(call) {
            for side in CallSide.allCases {
                guard let end = span.sides[side]?.receivesAt else { continue }
                for place in streams[end] ?? [] {
                    let stream = result.streams[place]
                    guard let theirs = stream.call, theirs != index, !seen.contains(place),
                        let fit = Self.fit(stream, span)
                    else { continue }
                    seen.insert(place)
                    added[call.id, default: []].append(Shared(stream: place, sender: fit.sender))
                    if fit.isExact, !Self.spans(result.calls[theirs]).contains(where: { Self.fit(stream, $0) != nil }) {
                        foreign[result.calls[theirs].id, default: []].insert(place)
                    }
                }
            }
        }
    }

    /// Whether a stream passes between the hosts of both sides while a description holds, and one end at least is described;
    /// who sends then.
    private static func fit(_ stream: MediaStream, _ span: NegotiatedMedia) -> (sender: CallSide, isExact: Bool)? {
        guard let calling = span.sides[.calling]?.receivesAt, let called = span.sides[.called]?.receivesAt,
            calling.address != called.address, stream.endedAt > span.from,
            span.until.map({ stream.startedAt < $0 }) ?? true
        else { return nil }
        for side in CallSide.allCases {
            let (own, other) = side == .calling ? (calling, called) : (called, calling)
            guard stream.source.address == own.address, stream.destination.address == other.address else { continue }
            if stream.source == own && stream.destination == other { return (side, true) }
            if stream.source == own || stream.destination == other { return (side, false) }
        }
        return nil
    }

    private static func spans(_ call: Call) -> [NegotiatedMedia] {
        Array(call.media.lazy.filter { $0.kind == .audio && !$0.isEarly }.suffix(maximumSpans))
    }

    /// Whether a call was answered and described its ends twice, differently.
    private static func isMoved(_ call: Call) -> Bool {
        guard call.answeredAt != nil, call.media.count > 1 else { return false }
        let spans = spans(call)
        guard let first = spans.first else { return false }
        return spans.contains { span in
            CallSide.allCases.contains { span.sides[$0]?.receivesAt != first.sides[$0]?.receivesAt }
        }
    }

    /// The streams of `side` in a call: `own` without those of another, and with what it shares.
    func settled(_ own: [Int], of call: Call, from side: CallSide) -> [Int] {
        guard !added.isEmpty else { return own }
        let strange = foreign[call.id] ?? []
        let more = (added[call.id] ?? []).filter { $0.sender == side }.map(\.stream)
        guard !strange.isEmpty || !more.isEmpty else { return own }
        return (own.filter { !strange.contains($0) } + more).sorted()
    }
}
