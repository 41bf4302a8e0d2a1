/// Which way a call went, in the words of people and telephone systems.
enum DirectionWords {
    private static let outgoing: Set<String> = [
        "outgoing", "outbound", "out", "placed", "dialled", "dialed", "made", "mo", "originating", "o", "outward",
        "outwards", "ausgehend", "sortant", "saliente", "uitgaand",
    ]
    private static let incoming: Set<String> = [
        "incoming", "inbound", "in", "received", "mt", "terminating", "i", "missed", "inward", "inwards", "eingehend",
        "entrant", "entrante", "inkomend",
    ]
    private static let `internal`: Set<String> = ["internal", "intercom", "inhouse", "extensiontoextension", "intern"]
    /// Words beside a direction that turn it round or make it none.
    private static let spoiling: Set<String> = ["not", "no", "both", "either", "or", "neither", "never", "non"]
    private static let callers: Set<String> = ["called", "dialled", "dialed", "rang", "phoned", "call", "rung"]
    private static let customers: Set<String> = ["we", "i", "us", "me"]

    /// The direction `text` names; `nil` if it names none, or more than one.
    static func read(_ text: String) -> SampleDirection? {
        // The usual cases at once.
        let folded = fold(text)
        if let found = direction(of: folded) { return found }
        guard text.utf8.count <= 128 else { return nil }
        let words = text.lowercased().split { !($0.isLetter || $0 == "'") }.map(String.init)
        guard !words.contains(where: { spoiling.contains($0) }) else { return nil }
        if let sentence = sentence(words) { return sentence }
        if words.count <= 5, let side = side(words) { return side }
        // Brackets explain; what stands before them is the answer.
        let before = text.prefix { $0 != "(" && $0 != "[" }
        let named = HeadingWords.pieces(String(before).unicodeScalars).filter { $0.allSatisfy(\.isLetter) }
        // Single letters are a direction only alone: "I" is also somebody.
        let found = Set(named.filter { $0.count > 1 }.compactMap { direction(of: $0) })
        guard found.count == 1, let one = found.first else { return nil }
        // The word itself, with words of calls beside it: "outbound-dial", "Placed call", "phone call - incoming".
        let rest = named.filter { direction(of: $0) == nil }
        if let first = named.first, direction(of: first) != nil, rest.count <= 2 { return one }
        return rest.allSatisfy {
            [
                "call", "calls", "phone", "voice", "leg", "type", "direction", "answered", "user", "sip", "pstn",
                "byot", "voip",
            ].contains($0)
        }
            ? one : nil
    }

    private static func direction(of word: String) -> SampleDirection? {
        if outgoing.contains(word) { return .outgoing }
        if incoming.contains(word) { return .incoming }
        if `internal`.contains(word) { return .internal }
        return nil
    }

    /// "From us", "us to them", "to us".
    private static func side(_ words: [String]) -> SampleDirection? {
        let own: Set<String> = ["us", "me", "ours"]
        guard let place = words.firstIndex(where: { own.contains($0) }),
            words.allSatisfy({
                own.contains($0) || ["from", "to", "them", "him", "her", "customer", "the"].contains($0)
            })
        else { return nil }
        let before = place > 0 ? words[place - 1] : ""
        if before == "to" { return .incoming }
        if before == "from" || (place == 0 && words.contains("to")) { return .outgoing }
        return nil
    }

    /// "We called them", "they rang us", "called us".
    private static func sentence(_ words: [String]) -> SampleDirection? {
        guard words.count <= 8, let verb = words.firstIndex(where: { callers.contains($0) }) else { return nil }
        let before = words[..<verb]
        let after = words[(verb + 1)...]
        if after.contains("us") || after.contains("me") { return .incoming }
        guard let subject = before.last(where: { direction(of: $0) == nil || customers.contains($0) }) else {
            return nil
        }
        if customers.contains(subject), words.first == "we" || words.first == "i" { return .outgoing }
        return ["they", "customer", "client", "caller", "supplier", "he", "she"].contains(subject) ? .incoming : nil
    }

    /// Lower case, letters only.
    private static func fold(_ text: String) -> String {
        var folded = ""
        for scalar in text.lowercased().unicodeScalars.prefix(64)
        where scalar.isASCII ? (0x61...0x7A).contains(scalar.value) : scalar.properties.isAlphabetic {
            folded.unicodeScalars.append(scalar)
        }
        return folded
    }
}
