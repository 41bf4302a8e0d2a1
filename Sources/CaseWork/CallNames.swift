import CallAnalysis

/// Finds calls by what people call them: the id as printed (`call-7`, `c7`, `7`), the Call-ID, or the beginning of one.
public enum CallNames {
    /// No call, or more than one, has the name.
    public struct Unknown: Error, Equatable, CustomStringConvertible {
        /// The name as given.
        public var name: String
        /// Calls that may have been meant, at most five.
        public var suggestions: [String]
        /// How many calls there are.
        public var count: Int

        /// What was not found, and what there is.
        public var description: String {
            guard count > 0 else { return "there is no call \(name): the capture holds no calls." }
            let meant = suggestions.isEmpty ? "" : " Did you mean \(CallNames.list(suggestions))?"
            return "there is no call \(name) among \(count == 1 ? "the one call" : "the \(count) calls") here." + meant
        }
    }

    /// The index of the call named `name`.
    public static func find(_ name: String, in result: CallAnalysisResult) throws(Unknown) -> Int {
        if let number = number(in: name), result.calls.indices.contains(number - 1) { return number - 1 }
        let exact = result.calls.firstIndex { call in call.callIDs.contains { $0.rawValue == name } }
        if let exact { return exact }
        let beginning = result.calls.indices.filter { index in
            name.count >= 4 && result.calls[index].callIDs.contains { $0.rawValue.hasPrefix(name) }
        }
        if beginning.count == 1 { return beginning[0] }
        throw Unknown(
            name: name, suggestions: beginning.isEmpty ? near(name, in: result) : ids(beginning, result),
            count: result.calls.count)
    }

    /// The index of the stream named `name`: `stream-12`, `s12`; `nil` if there is none.
    public static func stream(_ name: String, in result: CallAnalysisResult) -> Int? {
        let lower = name.lowercased()
        let digits = lower.hasPrefix("stream-") ? lower.dropFirst(7) : lower.hasPrefix("s") ? lower.dropFirst() : ""
        guard let number = Int(digits), result.streams.indices.contains(number - 1) else { return nil }
        return number - 1
    }

    /// The call and all further legs of the conversation, as far as the capture shows that they carry the same media.
    public static func legs(of call: Int, in result: CallAnalysisResult) -> [Int] {
        var legs = [call]
        var index = 0
        while index < legs.count, legs.count < WorkLimits.legsPerNamedCall {
            for linked in result.calls[legs[index]].linkedCalls where !legs.contains(linked) { legs.append(linked) }
            index += 1
        }
        return legs
    }

    private static func number(in name: String) -> Int? {
        let lower = name.lowercased()
        let digits =
            lower.hasPrefix("call-") ? lower.dropFirst(5) : lower.hasPrefix("c") ? lower.dropFirst() : lower[...]
        guard !digits.isEmpty, digits.count <= 9, digits.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
        return Int(digits)
    }

    private static func ids(_ indices: [Int], _ result: CallAnalysisResult) -> [String] {
        indices.prefix(5).map { result.calls[$0].id }
    }

    /// Calls whose number, or Call-ID, is near the name.
    private static func near(_ name: String, in result: CallAnalysisResult) -> [String] {
        let wanted = name.lowercased()
        let containing = result.calls.indices.filter { index in
            let call = result.calls[index]
            let texts = call.callIDs.map(\.rawValue) + [call.calling.number, call.called.number].compactMap { $0 }
            return wanted.count >= 3 && texts.contains { $0.lowercased().contains(wanted) }
        }
        if !containing.isEmpty { return ids(containing, result) }
        if let number = number(in: name), let last = result.calls.last, number > result.calls.count { return [last.id] }
        return result.calls.isEmpty ? [] : [result.calls[0].id]
    }

    static func list(_ names: [String]) -> String {
        guard let last = names.last, names.count > 1 else { return names.first ?? "" }
        return names.dropLast().joined(separator: ", ") + " or " + last
    }
}
