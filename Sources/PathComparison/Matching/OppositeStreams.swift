import CallAnalysis
import CallVocabulary

/// Finds the stream that flows the other way: endpoints swapped, or the other side of the same call.
struct OppositeStreams {
    private struct Way: Hashable {
        var source: TransportEndpoint
        var destination: TransportEndpoint
    }
    private struct Side: Hashable {
        var call: Int
        var direction: StreamDirection
        var media: MediaKind
    }
    private var byWay: [Way: Int] = [:]
    private var bySide: [Side: Int] = [:]

    /// An index of streams of one capture; answers are places in `streams`.
    init(_ streams: [RecordedStream]) {
        for (index, stream) in streams.enumerated() {
            let way = Way(source: stream.source, destination: stream.destination)
            if byWay[way] == nil { byWay[way] = index }
            guard let measured = stream.measured, let call = measured.call else { continue }
            let side = Side(call: call, direction: measured.direction, media: measured.media)
            if bySide[side] == nil { bySide[side] = index }
        }
    }

    /// The place of the stream that answers `stream`; `nil` if there is none.
    func opposite(of stream: RecordedStream) -> Int? {
        if let index = byWay[Way(source: stream.destination, destination: stream.source)] { return index }
        guard let measured = stream.measured, let call = measured.call else { return nil }
        let direction: StreamDirection
        switch measured.direction {
        case .callingToCalled: direction = .calledToCalling
        case .calledToCalling: direction = .callingToCalled
        case .unknown: return nil
        }
        return bySide[Side(call: call, direction: direction, media: measured.media)]
    }
}
