import CallVocabulary
import Findings

/// What is wanted of an analysis; with nothing set, all of it.
public struct AnalysisSelection: Sendable {
    /// Calls by their names: `call-7`, `c7`, a Call-ID, its beginning (from four characters on), or a pattern with `*`
    /// and `?`.
    public var calls: [String] = []
    /// Numbers or addresses of either party: part of one, or a pattern.
    public var numbers: [String] = []
    /// Networks that messages or media come from or go to.
    public var networks: [AddressNetwork] = []
    /// The begin of the time wanted.
    public var since: CaptureTime?
    /// The end of the time wanted.
    public var until: CaptureTime?
    /// Codes of findings, or patterns: `media.*`.
    public var codes: [String] = []
    /// The least severity of findings: `fault`, `warning` or `note`.
    public var severity: String?

    /// One with nothing set.
    public init() {}

    /// True if all is wanted.
    public var isEmpty: Bool {
        calls.isEmpty && numbers.isEmpty && networks.isEmpty && since == nil && until == nil && codes.isEmpty
            && severity == nil
    }

    /// What is wanted, in words.
    var words: String {
        var parts: [String] = []
        if !calls.isEmpty { parts.append("call " + calls.joined(separator: ", ")) }
        if !numbers.isEmpty { parts.append("number " + numbers.joined(separator: ", ")) }
        if !networks.isEmpty { parts.append("address " + networks.map(\.description).joined(separator: ", ")) }
        if let since { parts.append("since \(since)") }
        if let until { parts.append("until \(until)") }
        if !codes.isEmpty { parts.append(codes.joined(separator: ", ")) }
        switch severity {
        case "fault": parts.append("with faults")
        case "warning": parts.append("with faults or warnings")
        case "note": parts.append("with findings")
        default: break
        }
        return parts.joined(separator: "; ")
    }

    // MARK: Judging

    func takes(_ call: AnalysisCall, index: Int) -> Bool {
        if let since, (call.endedAt ?? .init(nanoseconds: .max)) < since { return false }
        if let until, call.startedAt > until { return false }
        if !calls.isEmpty, !calls.contains(where: { Self.isNamed(call, index: index, $0) }) { return false }
        if !numbers.isEmpty, !numbers.contains(where: { Self.hasNumber(call, $0) }) { return false }
        return true
    }

    /// Whether a call answers to a name.
    package static func isNamed(_ call: AnalysisCall, index: Int, _ name: String) -> Bool {
        let lower = name.lowercased()
        if lower == call.id || lower == "c\(index + 1)" || lower == "\(index + 1)" { return true }
        if name.contains("*") || name.contains("?") {
            return TextPattern.matches(call.id, lower) || call.callIDs.contains { TextPattern.matches($0, name) }
        }
        return call.callIDs.contains { $0 == name || name.utf8.count >= 4 && $0.hasPrefix(name) }
    }

    private static func hasNumber(_ call: AnalysisCall, _ pattern: String) -> Bool {
        let parties = [call.calling, call.called]
        let texts = parties.flatMap { [$0.number, $0.uri, $0.displayName].compactMap { $0 } + $0.alternativeNumbers }
        if pattern.contains("*") || pattern.contains("?") {
            return texts.contains { TextPattern.matches($0, pattern) || TextPattern.matches(digits($0), pattern) }
        }
        let wanted = digits(pattern)
        let isDigits = !wanted.isEmpty && !pattern.contains { $0.isLetter }
        return texts.contains {
            $0.lowercased().contains(pattern.lowercased()) || isDigits && digits($0).contains(wanted)
        }
    }

    private static func digits(_ text: String) -> String { text.filter { $0.isASCII && $0.isNumber } }

    func takes(_ finding: AnalysisFinding) -> Bool {
        if !codes.isEmpty, !codes.contains(where: { TextPattern.matches(finding.code, $0) }) { return false }
        guard let severity else { return true }
        let order = ["fault", "warning", "note"]
        return (order.firstIndex(of: finding.severity) ?? 3) <= (order.firstIndex(of: severity) ?? 3)
    }

    var asksForFindings: Bool { !codes.isEmpty || severity != nil }
}

/// A network of addresses: `192.0.2.7`, `192.0.2.0/24`, `2001:db8::/32`.
public struct AddressNetwork: Equatable, Sendable, CustomStringConvertible {
    private let address: IPAddress
    private let bits: Int
    /// The network as it was given.
    public let description: String

    /// The network that `text` names; `nil` if it names none.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let head = parts.first, let address = IPAddress(head) else { return nil }
        let most = address.v4 == nil ? 128 : 32
        var bits = most
        if parts.count == 2 {
            guard let given = Int(parts[1]), (0...most).contains(given) else { return nil }
            bits = given
        }
        self.address = address
        self.bits = bits
        description = text
    }

    /// Whether an address is in it.
    public func contains(_ other: IPAddress) -> Bool {
        if let one = address.v4, let two = other.v4 { return bits == 0 || (one ^ two) >> UInt32(32 - bits) == 0 }
        guard address.v4 == nil, other.v4 == nil else { return false }
        let high = bits == 0 || (address.high ^ other.high) >> UInt64(64 - min(bits, 64)) == 0
        let low = bits <= 64 || (address.low ^ other.low) >> UInt64(128 - bits) == 0
        return high && low
    }
}

/// Patterns with `*` for any text and `?` for any character; the case of letters does not matter.
package enum TextPattern {
    /// Whether a whole text is of a pattern.
    package static func matches(_ text: String, _ pattern: String) -> Bool {
        let text = Array(text.lowercased().unicodeScalars)
        let pattern = Array(pattern.lowercased().unicodeScalars)
        var at = 0
        var place = 0
        var star: (place: Int, at: Int)?
        while at < text.count {
            if place < pattern.count, pattern[place] == "*" {
                star = (place, at)
                place += 1
            } else if place < pattern.count, pattern[place] == "?" || pattern[place] == text[at] {
                at += 1
                place += 1
            } else if let known = star {
                star = (known.place, known.at + 1)
                at = known.at + 1
                place = known.place + 1
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == "*" }
    }
}
