/// Why the store could not do what was asked.
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
        /// Escalation is offered later.
        public static let escalationNotYetOffered = Code(rawValue: "case.escalation-not-yet-offered")
        /// An archive is not what this program exports, or was changed.
        public static let archiveUnusable = Code(rawValue: "case.archive-unusable")
        /// The store's folder or file cannot be used.
        public static let unusable = Code(rawValue: "store.unusable")
        /// Another process holds the store for too long.
        public static let locked = Code(rawValue: "store.locked")
        /// A stored capture is not what it was.
        public static let damaged = Code(rawValue: "store.damaged")
    }

    /// What went wrong.
    public let code: Code
    /// What, where and what to do, in one sentence.
    public let description: String

    /// An error of its parts.
    public init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
