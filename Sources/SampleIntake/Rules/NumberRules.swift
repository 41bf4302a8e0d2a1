import CallVocabulary
import TelephoneNumbers

/// **What they check.** Calling and called number are there, are full numbers with area code, and are two.
///
/// **Why it matters.** A call is found in the network's records by its two numbers.
///
/// **What clears it.** The full number with country or area code, as dialled from elsewhere.
struct NumberRules {
    let reader: TelephoneNumberReader

    func check(_ context: inout SampleContext, direction: SampleDirection?) -> (UnderstoodNumber, UnderstoodNumber) {
        let calling = read(.callingNumber, &context, direction)
        let called = read(.calledNumber, &context, direction)
        if let one = calling.number, let other = called.number, one.e164 == other.e164,
            one.extensionDigits == other.extensionDigits
        {
            context.note(
                .sameNumber, .blocking, .calledNumber, "Calling and called number are the same.",
                "A call has two parties: write the number of the other one as the \(context.form.label(.calledNumber).lowercased()), such as \(otherExample(one.e164, context))."
            )
        }
        return (calling, called)
    }

    private func read(_ field: SampleField, _ context: inout SampleContext, _ direction: SampleDirection?)
        -> UnderstoodNumber
    {
        let isCalling = field == .callingNumber
        let name = field.words
        var result = UnderstoodNumber(given: context.given(field), number: nil)
        if case .other(let value)? = context.draft.fields[field] {
            let shown = GivenText.shown(value)
            context.note(
                .numberNotUnderstood, .blocking, field,
                "The \(name) \(shown) is written as a bare number, which loses zeros and signs.",
                "Put it in quotation marks with + and its country code, such as \"\(example(context))\".",
                suggestion: replacement(value, field, context) ?? replacement("+" + value, field, context))
            return result
        }
        guard let text = context.text(field) else {
            context.note(
                isCalling ? .missingCallingNumber : .missingCalledNumber, .blocking, field, "The \(name) is missing.",
                isCalling
                    ? "Write the full number that called, such as \(example(context)), or withheld if the caller hid it."
                    : "Write the full number that was called, such as \(example(context)).")
            return result
        }
        guard text.count <= context.policy.maximumFieldCharacters else {
            context.note(
                .numberNotUnderstood, .blocking, field, "The \(name) has \(text.count) characters.",
                "Write one full number, such as \(example(context)).")
            return result
        }
        if WithheldCallers.isOne(text, context.policy) {
            if isCalling {
                result.withheld = true
                context.note(
                    .withheldNumber, .advice, field,
                    "The caller's number was withheld, so the call takes longer to find.",
                    "Give the time to the second and the number called; attaching a capture of the call helps most.")
            } else {
                context.note(
                    .calledNumberWithheld, .blocking, field, "The called number cannot be withheld: it was dialled.",
                    "Write the full number that was called, such as \(example(context)).")
            }
            return result
        }
        apply(reader.read(text, country: context.country), text, field, direction, &context, &result)
        return result
    }

    private func apply(
        _ reading: NumberReading, _ text: String, _ field: SampleField, _ direction: SampleDirection?,
        _ context: inout SampleContext, _ result: inout UnderstoodNumber
    ) {
        let name = field.words
        let shown = GivenText.shown(text)
        switch reading {
        case .understood(let number):
            result.number = number
            if number.kind == .mobile, let severity = context.policy.mobile.severity {
                context.note(
                    .mobileNumber, severity, field,
                    "The \(name) is a mobile number; mobile calls have many causes of their own.",
                    "If the fault also happens between landlines, send such a call; it is found and explained sooner.")
            }
        case .notAssigned(let number):
            result.number = number
            context.note(
                .numberNotAssigned, .advice, field,
                "The \(name) \(number.e164) lies in a range that is not assigned as far as is known.",
                "Check the digits; if they are right, nothing has to change.")
        case .local(let digits):
            result.localDigits = digits
            if direction == .internal {
                context.note(
                    .internalExtension, .advice, field,
                    "The \(name) \(digits) is an extension; that is enough for an internal call.",
                    "Name the site if extensions are used at several.")
            } else {
                let own = ownNumber(ending: digits, context)
                context.note(
                    .numberIncomplete, .blocking, field,
                    "\(digits) is an extension or a local number, not a full number.",
                    "Write the full number with area code, such as \(own ?? example(context)). For a call between extensions write internal \(context.form.place(.direction, heading: context.draft.columns[.direction])).",
                    suggestion: own.map { [field.rawValue: $0] })
            }
        case .shortCode(let digits), .emergency(let digits):
            result.localDigits = digits
            noteShort(digits, isEmergency: reading == .emergency(digits: digits), field, &context)
        default: noteUnread(reading, text, shown, field, &context)
        }
    }

    private func noteShort(
        _ digits: String, isEmergency: Bool, _ field: SampleField, _ context: inout SampleContext
    ) {
        if field == .callingNumber {
            context.note(
                .numberIncomplete, .blocking, field, "\(digits) is a short code and cannot have called.",
                "Write the full number that called, such as \(example(context)).")
        } else if isEmergency {
            context.note(
                .emergencyNumber, .advice, field, "\(digits) is an emergency number.",
                "Never call it to test; a call to another number shows the same fault.")
        } else if let severity = context.policy.shortCodes.severity {
            context.note(
                .shortCode, severity, field, "\(digits) is a short code and has no area code.",
                "Nothing has to change; a call to a full number is found sooner.")
        }
    }

    // MARK: What is no full number

    private func noteUnread(
        _ reading: NumberReading, _ text: String, _ shown: String, _ field: SampleField,
        _ context: inout SampleContext
    ) {
        let own = ownNumber(ending: digits(text), context)
        func note(_ code: ProblemCode, _ message: String, _ remedy: String, _ suggestion: [String: String]? = nil) {
            context.note(
                code, .blocking, field, message, remedy, suggestion: suggestion ?? own.map { [field.rawValue: $0] })
        }
        let hasLetters = text.contains { $0.isASCII && $0.isLetter }
        switch reading {
        case .countryMissing:
            let plus = replacement("+" + text, field, context)
            let named = context.text(.country) ?? context.submission.countryText
            let start =
                named.flatMap { CountryWords.code($0) == nil || context.country == nil ? $0 : nil }
                .map { "\(shown) has no country code, and the country \(GivenText.shown($0)) is not known." }
                ?? "\(shown) has no country code, and no country is named."
            let value = plus?[field.rawValue] ?? own
            note(
                .numberIncomplete, start,
                "Write it with + and its country code, such as \(value ?? example(context)), or \(context.form.adding(.country, context.hints.exampleCountry)).",
                plus)
        case .unknownCountryCode:
            note(
                .numberIncomplete, "\(shown) begins with a country code that no country has.",
                "Write + and the right country code before the number, such as \(example(context)).")
        case .incomplete:
            note(
                .numberIncomplete, "\(shown) is not a full number: digits or the area code are missing.",
                "Write the full number with area code, such as \(own ?? example(context)).")
        case .tooLong where !hasLetters:
            note(
                .numberTooLong, "\(shown) has more digits than a number there can have.",
                "Take out the digits that are too many. For a number of another country, write + and its country code first, such as \(example(context)).",
                replacement("+" + text, field, context))
        default: noteOdd(text, shown, field, &context)
        }
    }

    /// Something else than one number: says what, as far as it can be told.
    private func noteOdd(_ text: String, _ shown: String, _ field: SampleField, _ context: inout SampleContext) {
        func note(_ message: String, _ remedy: String, _ suggestion: [String: String]? = nil) {
            context.note(.numberNotUnderstood, .blocking, field, message, remedy, suggestion: suggestion)
        }
        let example = example(context)
        if NumberText.isShortened(text) {
            return note(
                "\(shown) is a number that a spreadsheet has shortened, so its last digits are lost.",
                context.form.form == .table
                    ? "In the spreadsheet, widen the column and format it as text until all digits show, such as \(example), and save the file again."
                    : "Write the full number, such as \(example).")
        }
        if let mended = NumberText.digitsForLetters(text), let suggestion = replacement(mended, field, context) {
            return note(
                "\(shown) has \(NumberText.mistakenLetters(text)) where a digit belongs.",
                "Write the digits: \(suggestion[field.rawValue] ?? example).", suggestion)
        }
        if NumberText.holdsSeveral(text) {
            return note(
                "\(shown) holds more than one number.",
                "Write one number here, such as \(example), and each other call as a call of its own.")
        }
        if NumberText.isWordsAndNumber(text) {
            return note(
                "\(shown) holds words beside the number.",
                "Write the number alone, such as \(example), or the name and the number as Name <\(example)>.")
        }
        note("\(shown) is not a telephone number.", "Write one full number, such as \(example).")
    }

    // MARK: Suggestions

    private func digits(_ text: String) -> String { String(text.filter { $0.isASCII && $0.isNumber }) }

    /// The customer's only own number that ends in `digits`, four at least.
    private func ownNumber(ending digits: String, _ context: SampleContext) -> String? {
        let digits = digits.drop { $0 == "0" }
        guard digits.count >= 4 else { return nil }
        let found = context.ownNumbers.filter { $0.hasSuffix(digits) }
        return found.count == 1 ? found.first : nil
    }

    /// `text` as an exact replacement, if it is a valid number.
    private func replacement(_ text: String, _ field: SampleField, _ context: SampleContext) -> [String: String]? {
        guard case .understood(let number) = reader.read(text, country: context.country) else { return nil }
        return [field.rawValue: number.e164]
    }

    /// An example that is not `number`.
    private func otherExample(_ number: String, _ context: SampleContext) -> String {
        number == "+12125550142" ? "+44 20 7946 0018" : "+1 212 555 0142"
    }

    private func example(_ context: SampleContext) -> String {
        context.hints.exampleCountry == "US" ? "+1 212 555 0142" : "+44 20 7946 0018"
    }
}

/// Texts that are no number, by what they look like.
enum NumberText {
    /// `4.42E+11`, as a spreadsheet shows a long number.
    static func isShortened(_ text: String) -> Bool {
        let parts = text.uppercased().replacing(",", with: ".").split(separator: "E", omittingEmptySubsequences: false)
        guard parts.count == 2, let first = parts[0].first, first.isNumber, Double(parts[0]) != nil else {
            return false
        }
        return parts[1].first == "+" && Int(parts[1].dropFirst()) != nil
    }

    /// The letters that stand for digits by mistake, as digits; `nil` if there are other letters, or none.
    static func digitsForLetters(_ text: String) -> String? {
        var result = ""
        var isChanged = false
        for character in text {
            switch character {
            case "O", "o":
                result += "0"
                isChanged = true
            case "I", "l", "|":
                result += "1"
                isChanged = true
            default:
                guard !character.isLetter else { return nil }
                result.append(character)
            }
        }
        return isChanged ? result : nil
    }

    /// `the letter O`, `the letters O and l`.
    static func mistakenLetters(_ text: String) -> String {
        var found: [String] = []
        for character in text where "OoIl|".contains(character) {
            let name = character == "o" ? "O" : String(character)
            if !found.contains(name) { found.append(name) }
        }
        return found.count == 1 ? "the letter \(found[0])" : "the letters \(found.joined(separator: " and "))"
    }

    /// Groups of digits long enough for numbers, with something between them that is in no number.
    static func holdsSeveral(_ text: String) -> Bool {
        var groups = 0
        var digits = 0
        func close() {
            if digits >= 6 { groups += 1 }
            digits = 0
        }
        for character in text {
            if character.isNumber {
                digits += 1
            } else if character == "+" || !"()-. \u{A0}".contains(character) {
                close()
            }
        }
        close()
        return groups > 1
    }

    /// Letters and one group of digits.
    static func isWordsAndNumber(_ text: String) -> Bool {
        text.contains(where: \.isLetter) && text.count(where: \.isNumber) >= 6
    }
}
