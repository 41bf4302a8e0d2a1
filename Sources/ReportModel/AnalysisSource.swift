/// An analysis that gives its parts one by one: one that was just made, or one that is stored.
///
/// Numbers are as they are read back, so that every report of a stored analysis equals that of the analysis itself. No
/// reader of a source needs more than one part of it in memory.
public protocol AnalysisSource: Sendable {
    /// All that is not in the lists. Reckoned when asked for: ask once.
    var overview: AnalysisOverview { get }
    /// How many captures there are.
    var captureCount: Int { get }
    /// How many calls there are.
    var callCount: Int { get }
    /// How many streams there are.
    var streamCount: Int { get }
    /// How many findings there are.
    var findingCount: Int { get }
    /// The capture at a place from 0.
    func capture(_ index: Int) -> AnalysisCapture
    /// The call at a place from 0.
    func call(_ index: Int) -> AnalysisCall
    /// The stream at a place from 0.
    func stream(_ index: Int) -> AnalysisStream
    /// The finding at a place from 0.
    func finding(_ index: Int) -> AnalysisFinding
    /// The place of the call with an id.
    func callIndex(_ id: String) -> Int?
    /// The place of the stream with an id.
    func streamIndex(_ id: String) -> Int?
}

extension AnalysisSource {
    /// The streams with the ids, as far as there are such.
    public func streams(_ ids: [String]) -> [AnalysisStream] { ids.compactMap { streamIndex($0).map(stream) } }
}
