import CallAnalysis
import CallVocabulary

/// What a rule may look at.
public struct FindingContext: Sendable {
    /// The analysis.
    public let result: CallAnalysisResult
    /// The figures at which rules speak up.
    public let thresholds: FindingThresholds

    /// The time of the last packet of all captures.
    var captureEnd: CaptureTime {
        result.captures.compactMap(\.lastPacketAt).max() ?? CaptureTime(nanoseconds: 0)
    }

    /// The streams of a call that carry what `side` says.
    func audio(of call: Call, from side: CallSide) -> [Int] {
        call.streams.filter { index in
            let stream = result.streams[index]
            return stream.direction.sender == side && stream.media != .video && stream.media != .other
        }
    }
}

/// One rule: the codes it may raise and a pure function.
public struct FindingRule: Sendable {
    /// The codes it may raise.
    public let codes: [FindingCode]
    let evaluate: @Sendable (FindingContext) -> [Finding]

    init(codes: [FindingCode], evaluate: @escaping @Sendable (FindingContext) -> [Finding]) {
        self.codes = codes
        self.evaluate = evaluate
    }
}

extension CallSide {
    /// As a sentence names it.
    var party: String { self == .calling ? "the calling party" : "the called party" }
}
