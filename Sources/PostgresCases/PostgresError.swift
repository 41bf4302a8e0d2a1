import Cases

/// What the database answered in the place of what was asked for.
struct PostgresError: Error, CustomStringConvertible {
    /// The five characters of the SQL standard; empty if the connection is gone.
    var state: String
    /// In the words of the database or the library.
    var message: String

    var description: String { state.isEmpty ? message : "\(message) (\(state))" }

    /// The transaction met another one and may be tried again: serialization failure, deadlock, a row that somebody else
    /// made meanwhile.
    var isRetryable: Bool { state == "40001" || state == "40P01" || state == "23505" }
    /// The connection is gone, or the server does not take one now.
    var isConnection: Bool {
        state.isEmpty || state.hasPrefix("08") || state.hasPrefix("57P") || state == "25006" || state == "53300"
    }

    /// The same in the words of stores, about the store at `place`.
    func translated(_ place: String) -> CaseStoreError {
        switch state {
        case "55P03", "57014", "25P03":
            return CaseStoreError(
                .locked, "the store at \(place) took too long to answer (\(message)); try again.")
        case "53100": return CaseStoreError(.full, "the disk of the store at \(place) is full.")
        case "25006": return CaseStoreError(.readOnly, "the store at \(place) takes no changes: it is a standby.")
        case "42501":
            return CaseStoreError(.readOnly, "the store at \(place) does not let this user do that: \(message).")
        case "XX001", "XX002", "58030":
            return CaseStoreError(.damaged, "a part of the store at \(place) is damaged: \(message).")
        case "42P01", "3F000":
            return CaseStoreError(
                .unusable,
                "the database at \(place) has no store in it yet, or one of an earlier version (\(message)).")
        case "28P01", "28000":
            return CaseStoreError(.unusable, "the store at \(place) does not let this user in: \(message).")
        case _ where isConnection:
            return CaseStoreError(.unusable, "the store at \(place) cannot be reached: \(message).")
        default: return CaseStoreError(.unusable, "the store at \(place) cannot be used: \(description).")
        }
    }
}
