import AudioLevels
import CallVocabulary
import Synchronization

extension CallAnalysisResult {
    /// Looks for echoes anew, after the envelopes of streams were replaced.
    package mutating func compareDirections() {
        for index in streams.indices { streams[index].echo = nil }
        EchoFinder.settle(&self)
        DoubleTalkFinder.settle(&self)
    }
}

/// Finds how much of a call both parties speak at once.
enum DoubleTalkFinder {
    /// Sets `doubleTalk` of the calls whose two directions were heard.
    static func settle(_ result: inout CallAnalysisResult) {
        for index in result.calls.indices {
            result.calls[index].doubleTalk = nil
            // Of each party the stream that was heard longest.
            func main(_ side: CallSide) -> MediaStream? {
                result.calls[index].streams.map { result.streams[$0] }
                    .filter { $0.direction.sender == side && !$0.envelope.isEmpty }
                    .max { $0.envelope.count < $1.envelope.count }
            }
            guard let calling = main(.calling), let called = main(.called),
                let first = SpeechActivity(envelope: calling.envelope),
                let second = SpeechActivity(envelope: called.envelope)
            else { continue }
            let between = Double(called.startedAt.nanoseconds(since: calling.startedAt)) / 2e7
            guard abs(between) < Double(AudioLimits.envelopeWindows) else { continue }
            let talk = DoubleTalk(first, second, offset: Int(between.rounded()))
            if talk.windows >= NoiseFloor.fewestWindows { result.calls[index].doubleTalk = talk }
        }
    }
}

/// Compares the two directions of each call, as far as both were measured.
enum EchoFinder {

    private struct Pair: Sendable {
        var talker: Int
        var listener: Int
        /// How many windows later the listener's direction begins.
        var offset: Int
    }

    /// Sets `echo` of the streams whose sound comes back; the pairs are compared by `parallel`.
    static func settle(_ result: inout CallAnalysisResult, parallel: ParallelWork = inTurn) {
        var pairs = self.pairs(in: result)
        if pairs.count > AnalysisLimits.echoPairs {
            result.limitsMet[LimitName.echoPairs.rawValue, default: 0] += pairs.count - AnalysisLimits.echoPairs
            pairs.removeLast(pairs.count - AnalysisLimits.echoPairs)
        }
        guard !pairs.isEmpty else { return }
        let compared = pairs
        let envelopes = compared.map { (result.streams[$0.talker].envelope, result.streams[$0.listener].envelope) }
        let found = Mutex([Echo?](repeating: nil, count: pairs.count))
        parallel(pairs.count) { index in
            let echo = EchoSearch.echo(
                of: envelopes[index].0, in: envelopes[index].1, offset: compared[index].offset)
            found.withLock { $0[index] = echo }
        }
        for (pair, echo) in zip(pairs, found.withLock { $0 }) {
            guard var echo, echo.correlation > result.streams[pair.talker].echo?.correlation ?? 0 else { continue }
            // Reports of the talker's device about what it hears tell how far it is from here.
            echo.wayMilliseconds = result.streams[pair.listener].rtcp?.roundTripMilliseconds
            let soonest = Double(EchoSearch.audibleDelay * 20)
            // The way is long enough, or the echo is one at this point already.
            guard !echo.isSoon || echo.wayMilliseconds ?? 0 >= soonest else { continue }
            result.streams[pair.talker].echo = echo
        }
    }

    private static func pairs(in result: CallAnalysisResult) -> [Pair] {
        var pairs: [Pair] = []
        for call in result.calls {
            let measured = call.streams.filter { result.streams[$0].envelope.count >= EchoSearch.requiredWindows }
            for talker in measured.prefix(AnalysisLimits.echoPairsPerCall) {
                for listener in measured.prefix(AnalysisLimits.echoPairsPerCall)
                where listener != talker
                    && result.streams[listener].direction.sender == result.streams[talker].direction.sender?.other
                    && result.streams[talker].direction != .unknown
                {
                    let between = result.streams[listener].startedAt.nanoseconds(
                        since: result.streams[talker].startedAt)
                    let windows = (Double(between) / 2e7).rounded()
                    guard abs(windows) < Double(AudioLimits.envelopeWindows) else { continue }
                    pairs.append(Pair(talker: talker, listener: listener, offset: Int(windows)))
                }
            }
        }
        return pairs
    }
}

/// Does `body` for 0 up to, but not including, `count`, in any order and at the same time as it likes, and comes back
/// when all is done.
public typealias ParallelWork = @Sendable (_ count: Int, _ body: @escaping @Sendable (Int) -> Void) -> Void

/// One after the other.
public let inTurn: ParallelWork = { count, body in
    for index in 0..<count { body(index) }
}
