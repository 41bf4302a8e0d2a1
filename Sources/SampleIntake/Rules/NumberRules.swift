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
                "Write the number of the other party in one of the two fields.")
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
            context.note(
                .numberNotUnderstood, .blocking, field,
                "The \(name) \(GivenText.shown(value)) is written as a bare number, which loses zeros and signs.",
                "Put it in quotation marks: \"+\(GivenText.shown(value))\".")
            return result
        }
        guard let text = context.text(field) else {
            context.note(
                isCalling ? .missingCallingNumber : .missingCalledNumber, .blocking, field, "The \(name) is missing.",
                isCalling
                    ? "Add the full number that called, such as +44 20 7946 0018, or write withheld."
                    : "Add the full number that was called, such as +44 20 7946 0018.")
            return result
        }
        guard text.count <= context.policy.maximumFieldCharacters else {
            context.note(
                .numberNotUnderstood, .blocking, field, "The \(name) has \(text.count) characters.",
                "Write one full number, such as +44 20 7946 0018.")
            return result
        }
        if isWithheld(text, context.policy) {
            if isCalling {
                result.withheld = true
                context.note(
                    .withheldNumber, .advice, field,
                    "The caller's number was withheld, so the call takes longer to find.",
                    "Give the time to the second and the number called; attaching a capture of the call helps most.")
            } else {
                context.note(
                    .calledNumberWithheld, .blocking, field, "The called number cannot be withheld: it was dialled.",
                    "Write the full number that was called.")
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
        case .incomplete:
            context.note(
                .numberIncomplete, .blocking, field,
                "\(shown) is not a full number: digits or the area code are missing.",
                "Write the full number with area code\(example(context))")
        case .countryMissing:
            context.note(
                .numberIncomplete, .blocking, field,
                "\(shown) has no country code, and the submission names no country.",
                "Write it with + and country code, or set country, to GB for instance.",
                suggestion: replacement("+" + text, field, context))
        case .tooLong:
            context.note(
                .numberTooLong, .blocking, field, "\(shown) has more digits than a number there can have.",
                "Take out the digits that are too many, or write + and the country code if it is a number of another country."
            )
        case .local(let digits):
            result.localDigits = digits
            if direction == .internal {
                context.note(
                    .internalExtension, .advice, field,
                    "The \(name) \(digits) is an extension; that is enough for an internal call.",
                    "Name the site if extensions are used at several.")
            } else {
                context.note(
                    .numberIncomplete, .blocking, field,
                    "\(digits) is an extension or a local number, not a full number.",
                    "Write the full number with area code\(example(context)) For a call between extensions set the direction to internal."
                )
            }
        case .shortCode(let digits), .emergency(let digits):
            result.localDigits = digits
            let isEmergency = if case .emergency = reading { true } else { false }
            if field == .callingNumber {
                context.note(
                    .numberIncomplete, .blocking, field, "\(digits) is a short code and cannot have called.",
                    "Write the full number that called\(example(context))")
            } else if isEmergency {
                context.note(
                    .emergencyNumber, .advice, field, "\(digits) is an emergency number.",
                    "Never call it to test; a call to another number shows the same fault.")
            } else if let severity = context.policy.shortCodes.severity {
                context.note(
                    .shortCode, severity, field, "\(digits) is a short code and has no area code.",
                    "Nothing has to change; a call to a full number is found sooner.")
            }
        case .notUnderstood:
            context.note(
                .numberNotUnderstood, .blocking, field, "\(shown) is not a telephone number.",
                "Write one number with digits only, such as +44 20 7946 0018; check for a letter O in place of a zero.",
                suggestion: replacement(digitsForLetters(text), field, context))
        }
    }

    /// The letters that stand for digits by mistake, as digits.
    private func digitsForLetters(_ text: String) -> String {
        String(
            text.map { character -> Character in
                switch character {
                case "O", "o": return "0"
                case "I", "l", "|": return "1"
                default: return character
                }
            })
    }

    /// `text` as an exact replacement, if it is a valid number.
    private func replacement(_ text: String, _ field: SampleField, _ context: SampleContext) -> [String: String]? {
        guard case .understood(let number) = reader.read(text, country: context.country) else { return nil }
        return [field.rawValue: number.e164]
    }

    private func example(_ context: SampleContext) -> String {
        switch context.country {
        case "US", "CA": return ", such as +1 212 555 0100."
        case "GB": return ", such as +44 20 7946 0018."
        default: return " and country code, such as +44 20 7946 0018."
        }
    }

    private func isWithheld(_ text: String, _ policy: SamplePolicy) -> Bool {
        // A plain number is withheld only if it spells one of the words on a keypad.
        var digitCount = 0
        var hasPlus = false
        var isPlain = true
        var isNumber = true
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39: digitCount += 1
            case UInt8(ascii: "+"): hasPlus = true
            case UInt8(ascii: " "): break
            case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"):
                isPlain = false
            default: isNumber = false
            }
        }
        if isNumber {
            guard hasPlus, isPlain, digitCount <= 11 else { return false }
            let digits = text.utf8.filter { (0x30...0x39).contains($0) }
            return policy.withheldCodes.contains(String(decoding: digits, as: UTF8.self))
        }
        let lowered = text.lowercased()
        if lowered.contains("anonymous@") || lowered.contains("anonymous.invalid") { return true }
        let letters = String(lowered.unicodeScalars.filter { $0.properties.isAlphabetic })
        let others = text.unicodeScalars.filter { $0.properties.numericType != nil }
        if others.isEmpty, policy.withheldWords.contains(letters) { return true }
        let digits = text.unicodeScalars.filter { (0x30...0x39).contains($0.value) }
        let rest = text.unicodeScalars.filter { !(0x30...0x39).contains($0.value) && $0 != "+" && $0 != " " }
        return rest.isEmpty && text.utf8.contains(0x2B)
            && policy.withheldCodes.contains(String(String.UnicodeScalarView(digits)))
    }
}
