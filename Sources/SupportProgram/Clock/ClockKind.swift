/// Which time counts towards a target.
public enum ClockKind: String, Sendable, CaseIterable {
    /// The region's support hours.
    case supportHours = "support-hours"
    /// All day long, midnight to midnight in the region's time, on business days only.
    case businessDays = "business-days"
    /// All time.
    case elapsed

    /// In words, behind a duration.
    var words: String {
        switch self {
        case .supportHours: return "in support hours"
        case .businessDays: return "all day long on business days"
        case .elapsed: return "day and night"
        }
    }
}
