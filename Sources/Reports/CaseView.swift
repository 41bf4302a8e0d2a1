import CallVocabulary
import Cases
import SampleIntake
import SupportProgram

/// A case as its reports show it: what is stored, what its clocks show, and what is missing of it.
public struct CaseView: Sendable {
    /// What is stored.
    public var record: CaseRecord
    /// What its clocks show.
    public var standing: CaseStanding
    /// The program by which the clocks run.
    public var program: Program
    /// What the affected calls share; `nil` where no analysis tells.
    public var patterns: [PatternText]?
    /// What the case names and the store does not hold any more, such as `the capture call.pcap`.
    public var missing: [String]
    /// What the customer answered to the checklist, and said of each call.
    public var statements: SubmissionStatements
    /// What the capture says about the answers to the checklist, where it can tell.
    public var checklist: [ChecklistText]
    /// The zone its times are shown in.
    public var zone: ShownZone

    /// A view of its parts.
    public init(
        record: CaseRecord, standing: CaseStanding, program: Program, patterns: [PatternText]?, missing: [String] = [],
        statements: SubmissionStatements = SubmissionStatements(), checklist: [ChecklistText] = [],
        zone: ShownZone? = nil
    ) {
        self.record = record
        self.standing = standing
        self.program = program
        self.patterns = patterns
        self.missing = missing
        self.statements = statements
        self.checklist = checklist
        self.zone = zone ?? ShownZone(program)
    }

    /// `2026-11-22 14:03:07 GMT`, in the zone of its region or the one that was chosen.
    func time(_ time: CaptureTime) -> String { zone.second(time, region: record.summary.region) }
}
