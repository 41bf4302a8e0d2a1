import CallVocabulary

/// What a text turned out to be.
public enum NumberReading: Equatable, Sendable {
    /// A full number that its plan knows.
    case understood(TelephoneNumber)
    /// A possible number of a range that is not assigned as far as the plan knows.
    case notAssigned(TelephoneNumber)
    /// Digits are missing: an area code, or some at the end.
    case incomplete
    /// There are more digits than any number there has.
    case tooLong
    /// National digits, and no country to read them in.
    case countryMissing
    /// A few digits that are no number by themselves: an extension.
    case local(digits: String)
    /// A short code of the country, such as a helpline.
    case shortCode(digits: String)
    /// An emergency number of the country.
    case emergency(digits: String)
    /// A number from abroad whose first digits are no country's.
    case unknownCountryCode
    /// Not a number: other characters, several numbers, words.
    case notUnderstood
}

/// Reads telephone numbers as people write them.
public struct TelephoneNumberReader: Sendable {
    private let plan: NumberingPlan

    /// A reader by `plan`.
    public init(plan: NumberingPlan = .builtIn) {
        self.plan = plan
    }

    /// Reads `text`, national forms as numbers of `country` (ISO 3166-1 alpha-2).
    ///
    /// The text must be a number from end to end: digits of any script, `+ ( ) - . /` and spaces, an extension, or a
    /// vanity word of four letters and more behind digits (E.161 keypad).
    public func read(_ text: String, country: String?) -> NumberReading {
        guard let dialled = DiallingText(text) else { return .notUnderstood }
        let digits = dialled.digits
        if !dialled.isInternational, digits.count <= 6 {
            let written = digits.map { String($0) }.joined()
            if let country {
                let codes = plan.shortCodes(region: country)
                if codes.emergency?.matchesAll(digits[...]) == true { return .emergency(digits: written) }
                if codes.short?.matchesAll(digits[...]) == true { return .shortCode(digits: written) }
            }
            if country.flatMap({ plan.region($0)?.kind(of: digits[...]) }) == nil { return .local(digits: written) }
        }
        guard let number = plan.parse(digits: digits, isInternational: dialled.isInternational, country: country) else {
            if !dialled.isInternational, country.flatMap({ plan.region($0) }) == nil { return .countryMissing }
            if dialled.isInternational, digits.count >= 7, digits.count <= 15, !plan.hasCountryCode(digits[...]) {
                return .unknownCountryCode
            }
            return digits.count > 15 ? .tooLong : .incomplete
        }
        let (described, isValid) = plan.describe(number, extensionDigits: dialled.extensionDigits)
        if isValid { return .understood(described) }
        return judge(number, described)
    }

    /// Why a number is not valid: clipped, with digits too many, or of a range not assigned.
    private func judge(_ number: ParsedNumber, _ described: TelephoneNumber) -> NumberReading {
        let national = number.national
        guard described.e164.count <= 16 else { return .tooLong }
        let verdict = plan.regions(countryCode: number.countryCode).first?.lengthVerdict(national.count) ?? .possible
        if verdict == .tooLong { return .tooLong }
        // Every geographic and mobile number of the United Kingdom has nine digits or ten.
        if number.countryCode == 44, national.count < 9 { return .incomplete }
        func isValid(_ digits: [UInt8]) -> Bool {
            plan.describe(ParsedNumber(countryCode: number.countryCode, national: digits), extensionDigits: nil).isValid
        }
        if (0...9).contains(where: { isValid(national + [UInt8($0)]) }) { return .incomplete }
        if national.count > 2, isValid(Array(national.dropLast())) { return .tooLong }
        return verdict == .possible ? .notAssigned(described) : .incomplete
    }
}
