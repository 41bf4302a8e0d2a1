import CallAnalysis
import Findings

/// What a capture file says about itself, in the words of the report.
public struct CaptureFileDescription: Sendable {
    /// The file's name.
    public var name: String
    /// SHA-256 in hexadecimal; `nil` if not computed.
    public var sha256: String?
    /// `pcap` or `pcapng`; `nil` if unknown.
    public var format: String?
    /// `none`, `gzip`, `zstd` or `lz4`.
    public var compression: String
    /// Bytes as stored.
    public var fileBytes: Int
    /// Whether it was read to a proper end.
    public var isComplete: Bool
    /// Why reading ended early, in words.
    public var readError: String?
    /// Packets dropped while capturing, as the file reports; `nil` if it does not.
    public var interfaceDrops: UInt64?

    /// A description of its parts.
    public init(
        name: String, sha256: String?, format: String?, compression: String, fileBytes: Int, isComplete: Bool,
        readError: String?, interfaceDrops: UInt64?
    ) {
        self.name = name
        self.sha256 = sha256
        self.format = format
        self.compression = compression
        self.fileBytes = fileBytes
        self.isComplete = isComplete
        self.readError = readError
        self.interfaceDrops = interfaceDrops
    }
}

/// A finished analysis, from which the parts of its document are made when they are asked for.
public struct AnalysisDocument: Sendable {
    /// The version of the program.
    public var toolVersion: String
    /// The files, in the order of ``CallAnalysisResult/captures``.
    public var files: [CaptureFileDescription]
    /// Calls and streams.
    public let result: CallAnalysisResult
    /// What the rules conclude.
    public let findings: [Finding]
    /// What the affected calls share.
    public var patterns: [CallPattern]
    /// What rules concluded and the result contradicts: a fault of the rule, which is said.
    public var refusedFindings: [RefusedFinding]
    /// The report in one word, and in one sentence.
    public var verdict: AnalysisVerdict { AnalysisVerdict(result, findings: findings) }
    /// The ids of the findings about each call that has any.
    let findingIDsByCall: [Int: [String]]
    /// The verdict on each call.
    public let callVerdicts: [AnalysisVerdict.Kind]

    /// A document of its parts; `directions` are those the customer states, by the call's place.
    public init(
        toolVersion: String, files: [CaptureFileDescription], result: CallAnalysisResult, findings: [Finding],
        refusedFindings: [RefusedFinding] = [], directions: [Int: String] = [:]
    ) {
        self.toolVersion = toolVersion
        self.files = files
        self.result = result
        self.findings = findings
        self.refusedFindings = refusedFindings
        patterns = CallPatterns.find(in: result, findings: findings, directions: directions)
        var ids: [Int: [String]] = [:]
        for finding in findings { if let call = finding.call { ids[call, default: []].append(finding.id) } }
        findingIDsByCall = ids
        callVerdicts = AnalysisVerdict.ofCalls(in: result, findings: findings)
    }
}
