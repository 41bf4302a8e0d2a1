import AudioMeasures
import CallVocabulary

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
            guard abs(between) < Double(LevelEnvelope.mostWindows) else { continue }
            let talk = DoubleTalk(first, second, offset: Int(between.rounded()))
            if talk.windows >= NoiseFloor.fewestWindows { result.calls[index].doubleTalk = talk }
        }
    }
}

/// Compares the two directions of each call, as far as both were measured.
enum EchoFinder {
    /// Pairs compared: what a capture of many thousand calls is spared.
    static let maximumPairs = 5_000

    /// Sets `echo` of the streams whose sound comes back.
    static func settle(_ result: inout CallAnalysisResult) {
        var pairs = 0
        for call in result.calls {
            let measured = call.streams.filter { result.streams[$0].envelope.count >= EchoSearch.requiredWindows }
            for talker in measured {
                for listener in measured
                where listener != talker
                    && result.streams[listener].direction.sender == result.streams[talker].direction.sender?.other
                    && result.streams[talker].direction != .unknown && pairs < maximumPairs
                {
                    pairs += 1
                    let between = result.streams[listener].startedAt.nanoseconds(
                        since: result.streams[talker].startedAt)
                    let windows = Int((Double(between) / 2e7).rounded())
                    guard abs(windows) < LevelEnvelope.mostWindows else { continue }
                    if let echo = EchoSearch.echo(
                        of: result.streams[talker].envelope, in: result.streams[listener].envelope, offset: windows),
                        echo.correlation > result.streams[talker].echo?.correlation ?? 0
                    {
                        result.streams[talker].echo = echo
                    }
                }
            }
        }
    }
}
