import CallVocabulary
import WireFormats

/// Which calls follow from others by a transfer: asked for by REFER (RFC 3515), or in place of another (RFC 3891).
struct Referrals {
    /// A REFER: who was asked to call whom, in which call.
    private struct Asked {
        var call: Int
        /// Names the user of the target.
        var target: UInt64
        var at: CaptureTime
    }

    /// How long a call may take to follow, in seconds: a transfer target is called at once, and again after a refusal.
    private static let followSeconds = 64.0

    private var asked: [Asked] = []
    /// Pairs of calls that a transfer links.
    private(set) var links: [(from: Int, to: Int)] = []

    /// Takes a REFER within `call`; `consulted` finds the call of a Call-ID that is to be replaced.
    mutating func refer(
        _ message: SignalingMessage, in bytes: RawSpan, call: Int, naming: TextHash, consulted: (UInt64) -> Int?
    ) {
        guard message.outline.referTo.isPresent else { return }
        let value = bytes.text(message.outline.referTo)
        if let replaced = Self.replacedCallID(value) {
            let text = Array(replaced.utf8)
            if let other = consulted(naming.of(text.span.bytes, 0..<text.count)) { link(call, other) }
        }
        guard let user = Self.user(value) else { return }
        let text = Array(user.utf8)
        if asked.count >= AnalysisLimits.referralsPerCall { asked.removeFirst() }
        asked.append(Asked(call: call, target: naming.of(text.span.bytes, 0..<text.count), at: message.at))
    }

    /// Takes the INVITE that begins `call`.
    mutating func begin(
        _ message: SignalingMessage, in bytes: RawSpan, call: Int, naming: TextHash, replaced: (UInt64) -> Int?
    ) {
        if message.outline.replaces.isPresent {
            let value = bytes.text(message.outline.replaces)
            let text = Array(value.prefix { $0 != ";" && $0 != "," }.utf8)
            if let other = replaced(naming.of(text.span.bytes, 0..<text.count)) { link(other, call) }
        }
        guard !asked.isEmpty, message.outline.target.isPresent,
            let user = Self.user(bytes.text(message.outline.target))
        else { return }
        let text = Array(user.utf8)
        let target = naming.of(text.span.bytes, 0..<text.count)
        guard
            let index = asked.lastIndex(where: {
                $0.target == target && $0.call != call && message.at.seconds(since: $0.at) <= Self.followSeconds
            })
        else { return }
        link(asked[index].call, call)
    }

    /// Gives calls their new numbers after dialogs were made one call.
    mutating func renumber(_ places: [(index: Int, isTurned: Bool)]) {
        links = links.compactMap { link in
            guard places.indices.contains(link.from), places.indices.contains(link.to) else { return nil }
            let (from, to) = (places[link.from].index, places[link.to].index)
            return from == to ? nil : (from, to)
        }
    }

    private mutating func link(_ from: Int, _ to: Int) {
        guard from != to, links.count < AnalysisLimits.referralLinks, !links.contains(where: { $0 == (from, to) })
        else { return }
        links.append((from, to))
    }

    /// The user of the first address in a header value, or of a bare URI; `nil` without one.
    private static func user(_ value: String) -> String? {
        var text = Substring(value)
        if let open = text.firstIndex(of: "<") { text = text[text.index(after: open)...] }
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let rest = text[text.index(after: colon)...].prefix { $0 != ">" && $0 != "?" }
        if text[..<colon].lowercased() == "tel" { return String(rest.prefix { $0 != ";" }) }
        guard let at = rest.firstIndex(of: "@") else { return nil }
        return String(rest[..<at].prefix { $0 != ";" && $0 != ":" })
    }

    /// The Call-ID that a `Refer-To` with `Replaces` names, escapes undone.
    private static func replacedCallID(_ value: String) -> String? {
        guard let question = value.firstIndex(of: "?") else { return nil }
        for part in value[value.index(after: question)...].prefix(while: { $0 != ">" }).split(separator: "&")
        where part.lowercased().hasPrefix("replaces=") {
            let plain = unescaped(part.dropFirst("replaces=".count))
            return plain.map { String($0.prefix { $0 != ";" && $0 != "," }) }
        }
        return nil
    }

    private static func unescaped(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == 0x25 else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, let value = UInt8(String(decoding: Array(digits), as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
