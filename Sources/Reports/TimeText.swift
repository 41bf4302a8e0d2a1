import CallVocabulary
import CivilTime
import JSONText

/// Times and durations for people.
enum TimeText {
    /// `2026-11-22 14:03:07 UTC`.
    static func full(_ time: CaptureTime) -> String {
        let civil = CivilDateTime(time)
        return "\(civil.dateText) \(civil.timeText) UTC"
    }

    /// `2026-11-22 14:03:07 Europe/London`, in UTC without a zone.
    static func full(_ time: CaptureTime, in zone: ZoneRules?) -> String {
        let civil = civil(time, in: zone)
        return "\(civil.dateText) \(civil.timeText) \(name(of: zone))"
    }

    /// `2026-11-22 14:03 GMT`: to the minute, with the letters people write, in UTC without a zone.
    static func minute(_ time: CaptureTime, in zone: ZoneRules?) -> String {
        let civil = civil(time, in: zone)
        return "\(civil.dateText) \(civil.timeText.prefix(5)) \(letters(time, zone))"
    }

    /// `2026-11-22 14:03:07 GMT`.
    static func second(_ time: CaptureTime, in zone: ZoneRules?) -> String {
        let civil = civil(time, in: zone)
        return "\(civil.dateText) \(civil.timeText) \(letters(time, zone))"
    }

    private static func letters(_ time: CaptureTime, _ zone: ZoneRules?) -> String {
        zone?.abbreviation(atSeconds: time.nanoseconds / 1_000_000_000) ?? "UTC"
    }

    /// `16:03 Europe/London`, the date before it where it is another day than `day`; with seconds where there are some.
    static func clock(_ time: CaptureTime, day: CaptureTime, in zone: ZoneRules?) -> String {
        let civil = civil(time, in: zone)
        let clock = civil.second == 0 ? String(civil.timeText.prefix(5)) : civil.timeText
        let date = Self.civil(day, in: zone).dateText == civil.dateText ? "" : civil.dateText + " "
        return "\(date)\(clock) \(name(of: zone))"
    }

    private static func civil(_ time: CaptureTime, in zone: ZoneRules?) -> CivilDateTime {
        let offset = zone?.offset(atSeconds: time.nanoseconds / 1_000_000_000) ?? 0
        return CivilDateTime(time.advanced(byNanoseconds: Int64(offset) * 1_000_000_000))
    }

    /// `Europe/London`, `UTC-05:00`, `UTC`.
    static func name(of zone: ZoneRules?) -> String {
        guard let name = zone?.name, !["+00:00", "UTC", "Z", "GMT"].contains(name.uppercased()) else { return "UTC" }
        return name.first == "+" || name.first == "-" ? "UTC\(name)" : name
    }

    /// `14:03:07`, and the date before it where it is not `day`; in UTC without a zone.
    static func clock(_ time: CaptureTime, since day: CaptureTime? = nil, in zone: ZoneRules? = nil) -> String {
        let civil = civil(time, in: zone)
        guard let day, Self.civil(day, in: zone).dateText != civil.dateText else { return civil.timeText }
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
