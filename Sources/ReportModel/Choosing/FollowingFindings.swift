/// Tells, of findings in their order, which follow from one before: loss and metallic sound of a stream whose break-up leads.
public struct FollowingFindings: Sendable {
    private var led: [String: Set<String>] = [:]

    /// None told yet.
    public init() {}

    /// Whether `finding` is a consequence of one that was asked about before, about the same stream; what follows from it is
    /// remembered.
    public mutating func isConsequence(_ finding: AnalysisFinding) -> Bool {
        guard let stream = finding.stream else { return false }
        if led[stream]?.contains(finding.code) == true { return true }
        if !finding.consequences.isEmpty { led[stream, default: []].formUnion(finding.consequences) }
        return false
    }
}
