import CallVocabulary

/// The capture side of the engine as a value: packets go in, calls with measured streams come out.
///
/// Call ``beginCapture(name:)`` for each capture, ``ingest(_:)`` with its packets in order, and ``finish()`` once.
/// Files, sockets and clocks belong to the caller.
public struct CallAnalyzer: Sendable {
    private var result = CallAnalysisResult()

    /// An analyzer that has seen nothing.
    public init(limits: AnalysisLimits = AnalysisLimits()) {}

    /// Starts the next capture; packets that follow are counted for it.
    public mutating func beginCapture(name: String) {
        result.captures.append(CaptureSummary(name: name))
    }

    /// Takes the packets of a batch in order.
    public mutating func ingest(_ batch: PacketBatch) {}

    /// Ends the analysis and hands over what was found.
    public mutating func finish() -> CallAnalysisResult { result }
}
