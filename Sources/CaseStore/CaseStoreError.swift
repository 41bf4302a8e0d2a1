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
