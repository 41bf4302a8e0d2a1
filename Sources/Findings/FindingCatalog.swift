import CallAnalysis

/// All rules, and the one way to run them.
public enum FindingCatalog {
    /// Runs every rule over `result`; findings come most severe first, then by call and stream, with their ids.
    public static func findings(in result: CallAnalysisResult) -> [Finding] {
        []
    }
}
