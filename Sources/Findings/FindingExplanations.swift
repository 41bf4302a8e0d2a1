/// What each finding code and cause means and what to do, gathered from the rules.
public enum FindingExplanations {
    /// One code or cause.
    public struct Entry: Sendable {
        /// The text of the code or cause.
        public var code: String
        /// What it means.
        public var meaning: String
        /// What to do.
        public var remedy: String
    }

    /// All codes this build can raise, then all causes.
    public static let entries: [Entry] =
        FindingCatalog.rules.flatMap(\.explains).map {
            Entry(code: $0.code.rawValue, meaning: $0.meaning, remedy: $0.remedy)
        }
        + CauseExplanation.all.map {
            Entry(code: $0.cause.rawValue, meaning: $0.meaning, remedy: $0.remedy)
        }

    /// The entry of a code or cause; `nil` if this build has none.
    public static func entry(_ code: String) -> Entry? { entries.first { $0.code == code } }
}
