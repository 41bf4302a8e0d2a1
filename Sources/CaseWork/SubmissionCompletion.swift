import JSONText

/// Completes a returned submission with what was missing.
enum SubmissionCompletion {
    /// The earlier submission with the members of `later` in the place of its own; objects are merged member by member,
    /// so that a completion holds only what was missing. What is no JSON object replaces the earlier one whole.
    static func merge(_ earlier: [UInt8], with later: [UInt8]) -> (submission: [UInt8], keepsSamples: Bool) {
        guard case .object(let old)? = try? JSONReader.read(earlier), let addition = try? JSONReader.read(later),
            case .object(let new) = addition
        else { return (later, false) }
        let whole = merge(old, new, depth: 0)
        var json = JSONWriter(pretty: true)
        json.value(.object(whole))
        return (json.bytes + [0x0A], addition["samples"] == nil)
    }

    private static func merge(_ old: [JSONValue.Member], _ new: [JSONValue.Member], depth: Int) -> [JSONValue.Member] {
        var merged = old
        for member in new {
            guard let index = merged.firstIndex(where: { $0.name == member.name }) else {
                merged.append(member)
                continue
            }
            if case .object(let inner) = member.value, case .object(let before) = merged[index].value, depth < 2 {
                merged[index].value = .object(merge(before, inner, depth: depth + 1))
            } else {
                merged[index].value = member.value
            }
        }
        return merged
    }
}
