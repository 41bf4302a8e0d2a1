import CallVocabulary
import CivilTime

/// Times and lengths of time in words, in the zone of whoever reads them.
struct ClockText {
    /// The zone times are shown in; UTC if `nil`.
    let zone: ZoneRules?

    private func offset(_ time: CaptureTime) -> Int {
        zone?.offset(atSeconds: time.nanoseconds / 1_000_000_000) ?? 0
    }

    private func civil(_ time: CaptureTime) -> CivilDateTime {
        CivilDateTime(time.advanced(byNanoseconds: Int64(offset(time)) * 1_000_000_000))
    }

    /// `Europe/London`, `UTC-05:00`, `UTC`.
    var zoneName: String {
        guard let name = zone?.name else { return "UTC" }
        if ["+00:00", "UTC", "Z", "GMT"].contains(name.uppercased()) { return "UTC" }
        return name.first == "+" || name.first == "-" ? "UTC\(name)" : name
    }

    /// `14:03 (Europe/London)`; the date before it where it is another day than `near`.
    func time(_ time: CaptureTime, near: CaptureTime? = nil) -> String {
        let clock = ClockText.clock(civil(time))
        guard let near, ClockText.date(civil(near)) != ClockText.date(civil(time)) else {
            return "\(clock) (\(zoneName))"
        }
        return "\(clock) on \(ClockText.date(civil(time))) (\(zoneName))"
    }

    /// `14:03 on 23 November 2026 (Europe/London)`.
    func full(_ time: CaptureTime) -> String {
        "\(ClockText.clock(civil(time))) on \(ClockText.date(civil(time))) (\(zoneName))"
    }

    /// `2026-11-23T14:03+00:00`, with seconds where `precision` is less than a minute.
    func iso(_ time: CaptureTime, precision: Int) -> String {
        ClockText.iso(localSeconds: time.nanoseconds / 1_000_000_000 + Int64(offset(time)), offset(time), precision)
    }

    /// The same of civil seconds and an offset in seconds.
    static func iso(localSeconds: Int64, _ offset: Int, _ precision: Int) -> String {
        let civil = CivilDateTime(CaptureTime(seconds: localSeconds))
        let clock = precision < 60 ? civil.timeText : String(civil.timeText.prefix(5))
        return "\(civil.dateText)T\(clock)\(offsetText(offset))"
    }

    /// `-05:00`.
    static func offsetText(_ offset: Int) -> String {
        let minutes = abs(offset) / 60
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : String(value) }
        return "\(offset < 0 ? "-" : "+")\(two(minutes / 60)):\(two(minutes % 60))"
    }

    /// `23 November 2026`.
    static func date(_ civil: CivilDateTime) -> String {
        "\(civil.day) \(TimeWords.months[max(0, min(11, civil.month - 1))]) \(civil.year)"
    }

    /// `23 November 2026` of civil seconds.
    static func date(localSeconds: Int64) -> String { date(CivilDateTime(CaptureTime(seconds: localSeconds))) }

    /// `14:03`, or `14:03:05` where there are seconds.
    static func clock(_ civil: CivilDateTime) -> String {
        civil.second == 0 ? String(civil.timeText.prefix(5)) : civil.timeText
    }

    /// `2 hours`, `90 minutes`.
    static func limit(_ seconds: Int64) -> String {
        if seconds % 3_600 == 0 { return seconds == 3_600 ? "1 hour" : "\(seconds / 3_600) hours" }
        return "\(seconds / 60) minutes"
    }

    /// `2 h 14 min`, `3 days`.
    static func words(_ seconds: Double) -> String {
        let value = Int(min(abs(seconds), 1e15))
        if value < 120 { return "\(value) s" }
        if value < 7_200, value % 3_600 < 60 || value < 3_600 { return "\(value / 60) min" }
        if value < 172_800 {
            let rest = value % 3_600
            if rest == 0 { return "\(value / 3_600) h" }
            return rest < 60 ? "\(value / 3_600) h \(rest) s" : "\(value / 3_600) h \(rest / 60) min"
        }
        return "\(value / 86_400) days"
    }
}

extension CaptureTime {
    /// The time at the beginning of its span of `seconds`: 14:03:59 rounded to 60 is 14:03:00.
    func rounded(toSeconds seconds: Int64) -> CaptureTime {
        let span = max(1, min(86_400, seconds)) * 1_000_000_000
        let rest = nanoseconds % span
        return advanced(byNanoseconds: -(rest < 0 ? rest + span : rest))
    }
}
