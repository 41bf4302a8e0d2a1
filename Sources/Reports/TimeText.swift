import CallVocabulary
import JSONText

/// Times and durations for people.
enum TimeText {
    /// `2026-11-22 14:03:07 UTC`.
    static func full(_ time: CaptureTime) -> String {
        let civil = CivilDateTime(time)
        return "\(civil.dateText) \(civil.timeText) UTC"
    }

    /// `14:03:07`, and the date before it where it is not `day`.
    static func clock(_ time: CaptureTime, day: CaptureTime? = nil) -> String {
        let civil = CivilDateTime(time)
        guard let day, CivilDateTime(day).dateText != civil.dateText else { return civil.timeText }
        return civil.dateText + " " + civil.timeText
    }

    /// `41 min`, `2 h 14 min`, `12.4 s`.
    static func duration(_ seconds: Double) -> String {
        let value = abs(seconds)
        if value < 60 { return DecimalText.fixed(value, places: value < 10 ? 1 : 0) + " s" }
        let minutes = Int((value / 60).rounded(.down))
        if minutes < 60 {
            let rest = Int(value) % 60
            return rest == 0 || minutes >= 10 ? "\(minutes) min" : "\(minutes) min \(rest) s"
        }
        if minutes < 48 * 60 {
            return minutes % 60 == 0 ? "\(minutes / 60) h" : "\(minutes / 60) h \(minutes % 60) min"
        }
        return "\(minutes / 1_440) days"
    }
}
