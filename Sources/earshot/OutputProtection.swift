import CaseWork
import OutputFiles

/// Keeps outputs away from what the command reads.
enum OutputProtection {
    /// Throws if one of `outputs` is one of `inputs`, a capture in a folder among them, or written twice.
    static func check(_ outputs: [String?], inputs: [String]) throws {
        let named = outputs.compactMap { $0 }
        let inFolders = named.isEmpty ? [] : CaptureInputs.capturesInFolders(of: inputs, among: named)
        try OutputPlan.check(outputs, inputs: inputs + inFolders)
    }
}
