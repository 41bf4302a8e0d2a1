/// **What they check.** Which way the call went, seen from the customer, and that the numbers do not say otherwise.
///
/// **Why it matters.** Incoming and outgoing calls leave their traces in different places.
///
/// **What clears it.** `incoming`, `outgoing` or `internal`.
struct DirectionRules {
    static let choices = "incoming (you were called), outgoing (you called) or internal"

    func read(_ context: inout SampleContext) -> SampleDirection? {
        let remedy = "Write \(Self.choices)."
        if case .other(let value)? = context.draft.fields[.direction] {
            context.note(
                .directionNotUnderstood, .blocking, .direction, "\(GivenText.shown(value)) is not a direction.", remedy
            )
            return nil
        }
        guard let text = context.text(.direction) else {
            context.note(
                .missingDirection, .blocking, .direction, "The direction of the call is missing.",
                "Write \(Self.choices) \(context.form.place(.direction, heading: context.draft.columns[.direction])).")
            return nil
        }
        if let found = DirectionWords.read(text) { return found }
        let isBoth = text.lowercased().contains("both")
        context.note(
            .directionNotUnderstood, .blocking, .direction,
            isBoth
                ? "\(GivenText.shown(text)) is not the direction of one call."
                : "\(GivenText.shown(text)) is not a direction.",
            isBoth ? "Write the direction of this call: \(Self.choices)." : remedy)
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
