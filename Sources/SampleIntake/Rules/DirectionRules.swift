/// **What they check.** Which way the call went, seen from the customer, and that the numbers do not say otherwise.
///
/// **Why it matters.** Incoming and outgoing calls leave their traces in different places.
///
/// **What clears it.** `incoming`, `outgoing` or `internal`.
struct DirectionRules {
    static let words: [SampleDirection: Set<String>] = [
        .outgoing: ["outgoing", "outbound", "out", "placed", "dialled", "dialed", "made", "mo", "originating"],
        .incoming: ["incoming", "inbound", "in", "received", "mt", "terminating"],
        .internal: ["internal", "intercom", "inhouse", "extensiontoextension"],
    ]

    func read(_ context: inout SampleContext) -> SampleDirection? {
        let remedy = "Write incoming (you were called), outgoing (you called) or internal."
        if case .other(let value)? = context.draft.fields[.direction] {
            context.note(
                .directionNotUnderstood, .blocking, .direction, "\(GivenText.shown(value)) is not a direction.", remedy
            )
            return nil
        }
        guard let text = context.text(.direction) else {
            context.note(.missingDirection, .blocking, .direction, "The direction of the call is missing.", remedy)
            return nil
        }
        var folded = ""
        for scalar in text.lowercased().unicodeScalars.prefix(64)
        where scalar.isASCII ? (0x61...0x7A).contains(scalar.value) : scalar.properties.isAlphabetic {
            folded.unicodeScalars.append(scalar)
        }
        if let found = Self.words.first(where: { $0.value.contains(folded) })?.key { return found }
        if folded.hasSuffix("call"),
            let found = Self.words.first(where: { $0.value.contains(String(folded.dropLast(4))) })?.key
        {
            return found
        }
        context.note(
            .directionNotUnderstood, .blocking, .direction, "\(GivenText.shown(text)) is not a direction.", remedy)
        return nil
    }

    /// The side the direction implies must be the customer's, unless it cannot be told.
    func compare(
        _ direction: SampleDirection?, _ calling: UnderstoodNumber, _ called: UnderstoodNumber,
        _ context: inout SampleContext
    ) {
        guard let direction, direction != .internal, !context.ownNumbers.isEmpty else { return }
        func isOwn(_ number: UnderstoodNumber) -> Bool {
            number.number.map { context.ownNumbers.contains($0.e164) } ?? false
        }
        let implied = direction == .outgoing ? calling : called
        let other = direction == .outgoing ? called : calling
        guard !isOwn(implied), isOwn(other), let own = other.number?.e164 else { return }
        let right = direction == .outgoing ? "incoming" : "outgoing"
        context.note(
            .directionContradictsNumbers, .blocking, .direction,
            "\(own) is yours and \(direction == .outgoing ? "was called" : "called"), so the call was \(right).",
            "Write \(right), or swap the two numbers.", suggestion: [SampleField.direction.rawValue: right])
    }
}
