/// A field of a sample. The raw value is its name in the JSON form, which problems point at and suggestions are keyed by.
enum SampleField: String, Hashable, Sendable, CaseIterable {
    case callingNumber, calledNumber, startedAt, endedAt, durationSeconds, direction, timeZone, country
    case symptoms, heardBy, callID, capture, note
    /// The customer's own side of a call, where a table has columns for own and other side instead of caller and called.
    case ownNumber
    /// The far side, likewise.
    case otherNumber

    /// What every sample needs.
    static let required: [SampleField] = [.callingNumber, .calledNumber, .startedAt, .direction]

    /// The field as the criteria call it.
    var words: String {
        switch self {
        case .callingNumber: return "calling number"
        case .calledNumber: return "called number"
        case .startedAt: return "date and time"
        case .endedAt: return "end"
        case .durationSeconds: return "duration"
        case .timeZone: return "time zone"
        case .heardBy: return "heard by"
        case .callID: return "call ID"
        case .ownNumber: return "own number"
        case .otherNumber: return "other party's number"
        case .direction, .country, .symptoms, .capture, .note: return rawValue
        }
    }
}
