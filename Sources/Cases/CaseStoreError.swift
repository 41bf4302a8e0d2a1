/// Why a store could not do what was asked. The words name no command: whoever shows them adds what to run or where to go.
public struct CaseStoreError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A permanent code.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The text of the code.
        public let rawValue: String

        /// A code from its text.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// There is no case with this number.
        public static let caseNotFound = Code(rawValue: "case.not-found")
        /// There is no returned submission with this number.
        public static let submissionNotFound = Code(rawValue: "submission.not-found")
        /// The case is resolved or closed, and what was asked needs an open one.
        public static let caseClosed = Code(rawValue: "case.closed")
        /// The case is in a state that does not allow what was asked.
        public static let caseConflict = Code(rawValue: "case.conflict")
        /// The case was changed since it was read.
        public static let caseChanged = Code(rawValue: "case.changed")
        /// Escalation is offered later.
        public static let escalationNotYetOffered = Code(rawValue: "case.escalation-not-yet-offered")
        /// Everybody who is on duty was asked already and has time to answer.
        public static let escalatedAlready = Code(rawValue: "case.escalated-already")
        /// The case of an archive is in the store already.
        public static let importedAlready = Code(rawValue: "case.imported-already")
        /// An entry would be ahead of the clock.
        public static let aheadOfClock = Code(rawValue: "case.ahead-of-clock")
        /// A returned submission was erased or is over.
        public static let submissionConflict = Code(rawValue: "submission.conflict")
        /// The analysis has more than a case keeps.
        public static let analysisTooLarge = Code(rawValue: "case.analysis-too-large")
        /// An archive is not what this program exports, or was changed.
        public static let archiveUnusable = Code(rawValue: "case.archive-unusable")
        /// The store's folder or file cannot be used.
        public static let unusable = Code(rawValue: "store.unusable")
        /// The store was written by a newer version.
        public static let newer = Code(rawValue: "store.newer")
        /// The store cannot be written to.
        public static let readOnly = Code(rawValue: "store.read-only")
        /// There is no room left on the disk.
        public static let full = Code(rawValue: "store.full")
        /// Another process holds the store for too long.
        public static let locked = Code(rawValue: "store.locked")
        /// Something that is stored is not what it was.
        public static let damaged = Code(rawValue: "store.damaged")
        /// A capture is larger than its limit.
        public static let captureTooLarge = Code(rawValue: "store.capture-too-large")
        /// The user stopped it.
        public static let interrupted = Code(rawValue: "interrupted")
    }

    /// What went wrong.
    public let code: Code
    /// What and where, in one sentence.
    public let description: String
    /// The case it is about, where it is about one.
    public let caseNumber: String?

    /// An error of its parts.
    public init(_ code: Code, _ description: String, caseNumber: String? = nil) {
        self.code = code
        self.description = description
        self.caseNumber = caseNumber
    }
}
