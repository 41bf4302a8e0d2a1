import JSONText
import Redaction

/// Two analyses, before and after, member by member: equal after mapping, or listed by name.
public struct AnalysisComparison: Sendable {
    /// Figures, texts and truths compared.
    public private(set) var compared = 0
    /// Findings in the original.
    public private(set) var findingsBefore = 0
    /// Findings of the same code about the same thing in what was written.
    public private(set) var findingsKept = 0
    /// Findings that are there on one side only, by their codes.
    public private(set) var findingsLost: [String: Int] = [:]
    /// Findings that came anew, by their codes.
    public private(set) var findingsNew: [String: Int] = [:]
    /// Members that differ, by where they stand, with how often.
    public private(set) var differing: [String: Int] = [:]
    /// Members not compared because they speak of sound, or of the file itself.
    public private(set) var notClaimed: [String: Int] = [:]
    /// One of each kind of difference, for whoever has the original.
    public private(set) var examples: [String: (before: String, after: String)] = [:]
    /// Whether anything was compared.
    public private(set) var isDone = false

    /// Nothing compared.
    public init() {}

    /// Members that follow the sound, which is another one, and members about the file as a file.
    private static let unclaimed: [String: String] = [
        "audio": "levels, silence, clipping, noise and echo", "doubleTalk": "double talk",
        "sha256": "the file's checksum",
        "bytes": "the file's size", "format": "the file's format", "compression": "the file's compression",
        "levels": "levels, silence, clipping, noise and echo", "echo": "levels, silence, clipping, noise and echo",
    ]

    /// A comparison of two documents of `earshot.analysis/1`.
    init(_ before: [UInt8], _ after: [UInt8], _ values: Replacements) {
        isDone = true
        guard let left = try? JSONReader.read(before), let right = try? JSONReader.read(after) else {
            differing["document", default: 0] += 1
            return
        }
        compare(left, right, "", values)
        compareFindings(left["findings"], right["findings"])
    }

    private mutating func compare(_ left: JSONValue, _ right: JSONValue, _ path: String, _ values: Replacements) {
        switch (left, right) {
        case (.object(let one), .object(let other)):
            for member in one {
                let name = path.isEmpty ? member.name : "\(path).\(member.name)"
                if let reason = Self.unclaimed[member.name], path != "tool" {
                    notClaimed[reason, default: 0] += 1
                    continue
                }
                guard let value = other.first(where: { $0.name == member.name })?.value else {
                    differ(name, member.value, .null)
                    continue
                }
                compare(member.value, value, name, values)
            }
        case (.array(let one), .array(let other)):
            guard one.count == other.count else {
                return differ(path, .number("\(one.count)"), .number("\(other.count)"))
            }
            for (member, value) in zip(one, other) { compare(member, value, path, values) }
        case (.string(let one), .string(let other)):
            compared += 1
            guard one != other, !values.isMapped(one, to: other) else { return }
            differ(path, left, right)
        default:
            compared += 1
            if left != right { differ(path, left, right) }
        }
    }

    private mutating func differ(_ path: String, _ left: JSONValue, _ right: JSONValue) {
        differing[path, default: 0] += 1
        if examples[path] == nil { examples[path] = (Self.text(left), Self.text(right)) }
    }

    private static func text(_ value: JSONValue) -> String {
        switch value {
        case .string(let text), .number(let text): return text
        case .bool(let truth): return truth ? "true" : "false"
        case .null: return "nothing"
        case .array(let members): return "\(members.count) entries"
        case .object: return "an object"
        }
    }

    /// Findings by code and by what they are about.
    private mutating func compareFindings(_ left: JSONValue?, _ right: JSONValue?) {
        func names(_ value: JSONValue?) -> [String: (code: String, count: Int)] {
            guard case .array(let findings)? = value else { return [:] }
            var names: [String: (code: String, count: Int)] = [:]
            for finding in findings {
                func text(_ name: String) -> String {
                    guard case .string(let text)? = finding[name] else { return "" }
                    return text
                }
                let code = text("code")
                names["\(code) \(text("call")) \(text("stream"))", default: (code, 0)].count += 1
            }
            return names
        }
        let before = names(left)
        let after = names(right)
        for (name, entry) in before {
            findingsBefore += entry.count
            let there = min(entry.count, after[name]?.count ?? 0)
            findingsKept += there
            if there < entry.count { findingsLost[entry.code, default: 0] += entry.count - there }
        }
        for (name, entry) in after {
            let there = min(entry.count, before[name]?.count ?? 0)
            if there < entry.count { findingsNew[entry.code, default: 0] += entry.count - there }
        }
    }
}
