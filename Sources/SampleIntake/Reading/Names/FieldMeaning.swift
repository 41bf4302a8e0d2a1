/// What a heading, a label or a JSON name stands for.
enum FieldMeaning: Hashable, Sendable {
    case sample(SampleField)
    /// A date or a time of day that stands apart.
    case part(TimePart)
    case whole(CaseField)
}

/// Halves of an instant in fields of their own.
enum TimePart: Hashable, Sendable {
    case startDate, startTime, endDate, endTime
    /// Whether the clock of the start is before noon or after.
    case startHalf
}

/// A meaning with how sure it is.
struct NamedField: Equatable, Sendable {
    /// How exactly a name says what it means; a more exact one beats a weaker one beside it.
    enum Strength: Int, Comparable, Sendable {
        case hint = 1, loose, plain, exact

        static func < (left: Strength, right: Strength) -> Bool { left.rawValue < right.rawValue }
    }

    var meaning: FieldMeaning
    var strength: Strength
    /// What a bare number under the heading counts, for durations.
    var unit: DurationUnit?
    /// The zone that the heading states, as in "Start time (UTC)".
    var zone: String?
}

/// What a duration without words counts.
enum DurationUnit: String, Sendable {
    case milliseconds = "ms"
    case seconds = "s"
    case minutes = "min"
    case hours = "h"
}

/// A field of the whole submission. The raw value is its path in the JSON form.
enum CaseField: String, Hashable, Sendable, CaseIterable {
    case serviceIdentifier
    case customer, severity, region, summary
    case representative = "representative.name"
    case representativeEmail = "representative.email"
    case representativePhone = "representative.phone"
    case timeZone, country, ownNumbers
    case symptoms = "checklist.symptoms"
    case frequency = "checklist.frequency"
    case phonesAffected = "checklist.phonesAffected"
    case triedAnotherPhone = "checklist.triedAnotherPhone"
    case anotherPhoneResult = "checklist.anotherPhoneResult"
    case directionsAffected = "checklist.directionsAffected"
    case internalCallsAffected = "checklist.internalCallsAffected"
    case phoneDisplayDuring = "checklist.phoneDisplayDuring"
    case phoneDisplayAfter = "checklist.phoneDisplayAfter"
    case pattern = "checklist.pattern"
    case internetStable = "checklist.internetStable"
    case internetChecksRun = "checklist.internetChecksRun"
    case equipmentChecked = "responsibilities.equipmentChecked"
    case firstLevelDiagnosticsDone = "responsibilities.firstLevelDiagnosticsDone"

    /// Whether the value is a list, written with semicolons or commas.
    var isList: Bool { self == .ownNumbers || self == .symptoms }

    /// The field as people call it.
    var words: String {
        switch self {
        case .serviceIdentifier: return "service"
        case .representative: return "representative"
        case .representativeEmail: return "representative's e-mail address"
        case .representativePhone: return "representative's telephone number"
        case .timeZone: return "time zone"
        case .ownNumbers: return "own numbers"
        case .customer, .severity, .region, .summary, .country: return rawValue
        default:
            let name = path.last ?? rawValue
            return HeadingWords.pieces(name.unicodeScalars.reduce(into: String.UnicodeScalarView()) { $0.append($1) })
                .joined(separator: " ")
        }
    }

    /// The steps of the path.
    var path: [String] { rawValue.split(separator: ".").map { String($0) } }
}
