import CaptureFiles
import CaseWork
import Reports

extension AnalysisDocument {
    /// The document of an analysis.
    init(_ analysis: CaptureAnalysis, version: String) {
        self.init(
            toolVersion: version, files: analysis.files.map(CaptureFileDescription.init), result: analysis.result,
            findings: analysis.findings)
    }
}

extension CaptureFileDescription {
    init(_ file: AnalyzedFile) {
        self.init(
            name: file.name, sha256: file.sha256, format: file.facts.format?.rawValue,
            compression: file.facts.compression.rawValue, fileBytes: file.facts.fileBytes,
            isComplete: file.facts.isComplete, readError: file.readError?.description,
            interfaceDrops: file.facts.reportedDrops)
    }
}
