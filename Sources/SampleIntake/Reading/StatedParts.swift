import CallVocabulary

/// Dates and times of day that stand apart, made one text.
enum StatedParts {
    /// The instant as one text; `nil` if nothing is to be changed.
    ///
    /// A whole instant stays as it is, unless it is a time of day alone and a date is there. A date that holds a time of
    /// day, or the other way round, is taken whole.
    static func join(whole: String?, date: String?, time: String?) -> String? {
        if let whole {
            guard let date, CellText.isClockAlone(whole), !CellText.hasClock(date) else { return nil }
            return "\(date) \(whole)"
        }
        guard let time else { return date }
        guard let date, CellText.isClockAlone(time) || !CellText.hasClock(time) else { return time }
        // The date's own clock, midnight in many exports, would stand beside the right one.
        guard !CellText.hasClock(date) else { return midnightless(date).map { "\($0) \(time)" } ?? date }
        return "\(date) \(time)"
    }

    /// A clock of twelve hours with the half of the day that stands in a field of its own: `2:03 GMT` and `PM`.
    static func withHalf(_ text: String?, _ half: String?) -> String? {
        guard let text, let half, !half.isEmpty, text.utf8.count <= 64, half.utf8.count <= 16, CellText.hasClock(text)
        else { return text }
        let words = text.lowercased().split { !$0.isLetter && $0 != "." }
        guard !words.contains(where: { ["am", "pm", "a.m.", "p.m.", "a.m", "p.m"].contains($0) }),
            let colon = text.firstIndex(of: ":")
        else { return text }
        let end = text[colon...].firstIndex { !$0.isNumber && $0 != ":" && $0 != "." } ?? text.endIndex
        return "\(text[..<end]) \(half)\(text[end...])"
    }

    /// The end likewise; where only its time of day is told, the day is the start's.
    static func joinEnd(whole: String?, date: String?, time: String?, startDate: String?) -> String? {
        guard whole != nil || date != nil || time != nil else { return nil }
        return join(whole: whole, date: date ?? startDate, time: time)
    }

    /// `2026-11-23 00:00:00` without its midnight; `nil` if there is none.
    private static func midnightless(_ date: String) -> String? {
        for ending in [" 00:00:00.000", " 00:00:00", " 00:00", "T00:00:00", " 0:00"] where date.hasSuffix(ending) {
            return String(date.dropLast(ending.count))
        }
        return nil
    }
}

/// Instants as programs count them.
enum UnixTime {
    /// The same where no heading says that a program counts: only what begins with 1, as no date of digits alone does.
    static func readAnywhere(_ text: String) -> String { text.utf8.first == UInt8(ascii: "1") ? read(text) : text }

    /// Seconds or milliseconds since 1970, of this century, as RFC 3339 in UTC; anything else as it is.
    static func read(_ cell: String) -> String {
        guard cell.utf8.count == 10 || cell.utf8.count == 13, cell.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let value = Int64(cell)
        else { return cell }
        let milliseconds = cell.utf8.count == 13 ? value : value * 1_000
        guard (978_307_200_000..<4_102_444_800_000).contains(milliseconds) else { return cell }
        return CaptureTime(nanoseconds: milliseconds * 1_000_000).description
    }
}

/// Durations with the unit their heading states.
enum DurationText {
    /// A bare number with the unit behind it; anything else as it is.
    static func with(_ unit: DurationUnit?, _ cell: String) -> String {
        guard let unit, unit != .seconds, !cell.isEmpty, cell.utf8.count <= 12,
            cell.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") })
        else { return cell }
        return "\(cell) \(unit.rawValue)"
    }
}

/// A field of the whole submission with its value, in a row of its own: `Time zone;Europe/London`.
struct StatedWhole {
    var field: CaseField
    var value: String

    /// Of the cells of a row that hold something: a name and a value, or both in one cell with a colon between.
    init?(cells: [String]) {
        if cells.count == 1, let colon = cells[0].firstIndex(of: ":") {
            self.init(
                name: String(cells[0][..<colon]),
                value: String(cells[0][cells[0].index(after: colon)...]).trimmingBlanks)
        } else if cells.count == 2 {
            let name = cells[0].hasSuffix(":") ? String(cells[0].dropLast()) : cells[0]
            self.init(name: name, value: cells[1])
        } else {
            return nil
        }
    }

    init?(name: String, value: String) {
        guard !value.isEmpty, let meaning = FieldNameReader.read(name)?.meaning else { return nil }
        switch meaning {
        case .whole(let field): self.field = field
        case .sample(let field):
            guard let field = CaseFieldNames.whole(field) else { return nil }
            self.field = field
        case .part: return nil
        }
        self.value = value
    }
}
