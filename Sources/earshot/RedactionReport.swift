import CaseWork
import JSONText
import Redaction

/// What redaction did, in words, as JSON, and the map.
enum RedactionReport {
    /// What a person reads.
    static func text(_ outcome: RedactCapture.Outcome, output: String, key: String?, map: String?) -> String {
        var lines: [String] = ["\(output): \(counted(outcome.tally.packets, "packet")) without what identifies.", ""]
        lines.append("Replaced")
        for (kind, count) in outcome.replacements.counts {
            lines.append("  " + counted(count, kind.words.one, kind.words.many))
        }
        for (what, count) in sorted(outcome.tally.rewritten) { lines.append("  in \(count) \(what)") }
        let speech = outcome.tally.payloads.values.reduce(0, +)
        if speech > 0 {
            let codecs = sorted(outcome.tally.payloads).prefix(6).map { "\($0.0) \($0.1)" }.joined(separator: ", ")
            lines.append("  the payload of \(counted(speech, "media packet")) (\(codecs))")
        }
        let left = leftOut(outcome)
        if !left.isEmpty { lines += ["", "Left out"] + left.map { "  " + $0 } }
        lines += [
            "", "Stays: times, lengths, ports, order, SSRCs, sequence numbers, loss, answers and codes, country codes,",
        ]
        lines.append(
            "  multicast and loopback addresses, user agents' common names, what the protocols' own words say.")
        let cannot = notKept(outcome)
        lines += ["", "Cannot be kept, and is not claimed"] + cannot.map { "  " + $0 }
        lines += ["", "Proof"] + proof(outcome).map { "  " + $0 }
        if key == nil {
            lines += [
                "", "The key was used once and is gone: another file would get other replacements (--key keeps one).",
            ]
        }
        if let map {
            lines += ["", "\(map) turns every replacement back. Keep it where the original is, and do not send it."]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    static func counted(_ count: Int, _ one: String, _ many: String? = nil) -> String {
        "\(count) \(count == 1 ? one : many ?? one + "s")"
    }

    private static func sorted(_ counts: [String: Int]) -> [(String, Int)] {
        counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
    }

    private static func leftOut(_ outcome: RedactCapture.Outcome) -> [String] {
        var lines = sorted(outcome.tally.leftOut).map { "the content of \($0.1) packets: \($0.0)" }
        if outcome.comments > 0 { lines.append(counted(outcome.comments, "comment")) }
        if outcome.interfaceNames > 0 {
            lines.append(counted(outcome.interfaceNames, "name of an interface", "names of interfaces"))
        }
        if outcome.secretBlocks > 0 { lines.append(counted(outcome.secretBlocks, "block of keys", "blocks of keys")) }
        if outcome.tally.beyondLimit > 0 {
            lines.append("\(outcome.tally.beyondLimit) segments and fragments beyond what is kept in memory")
        }
        return lines
    }

    private static func notKept(_ outcome: RedactCapture.Outcome) -> [String] {
        var lines = [
            "how it sounded: level, silence, noise, clipping and echo are of the replacement",
            "digests, signatures and message integrity: they no longer prove anything",
        ]
        if outcome.secretBlocks > 0 { lines.append("what could be decrypted with keys in the capture") }
        if let error = outcome.readError { lines.append("what follows the damage in the original: \(error)") }
        for (place, count) in sorted(outcome.comparison.differing) { lines.append("\(place) differs (\(count) times)") }
        for (code, count) in sorted(outcome.comparison.findingsLost) {
            lines.append("finding \(code), lost \(count) times")
        }
        for (code, count) in sorted(outcome.comparison.findingsNew) {
            lines.append("finding \(code), new \(count) times")
        }
        return lines
    }

    private static func proof(_ outcome: RedactCapture.Outcome) -> [String] {
        let comparison = outcome.comparison
        let search = outcome.search
        var lines = [
            "both were analysed: \(comparison.findingsKept) of \(counted(comparison.findingsBefore, "finding")) kept, "
                + "\(comparison.compared) figures and texts compared, "
                + "\(comparison.differing.values.reduce(0, +)) differ",
            "searched every byte for \(counted(search.searched, "removed value")), as text in either case, reversed, in base64, "
                + "quoted-printable and UTF-16, addresses as bytes in either order: none found",
        ]
        if search.tooShort > 0 { lines.append("not searched for: \(search.tooShort) values shorter than 6 characters") }
        if search.ordinary > 0 {
            lines.append("not searched for: \(search.ordinary) values that are words of protocols, too")
        }
        if search.alsoReplacements > 0 {
            lines.append("not searched for: \(search.alsoReplacements) values that also stand in the place of others")
        }
        return lines
    }

    /// What was found that must not be there.
    static func leftovers(_ outcome: RedactCapture.Outcome) -> String {
        let found = Set(outcome.search.found.map { "a removed \($0.kind.words.one) as \($0.form)" }).sorted()
        return found.joined(separator: ", ") + " would still be in it"
    }

    // MARK: JSON

    /// The same as JSON.
    static func json(_ outcome: RedactCapture.Outcome) -> String {
        var json = JSONWriter(pretty: true)
        func write(_ counts: [String: Int], _ json: inout JSONWriter) {
            json.object { json in
                for (name, count) in counts.sorted(by: { $0.key < $1.key }) {
                    json.key(name)
                    json.value(.number("\(count)"))
                }
            }
        }
        json.object { json in
            json.member("schema", "earshot.redaction/1")
            json.member("packets", outcome.tally.packets)
            json.key("replaced")
            write(
                Dictionary(uniqueKeysWithValues: outcome.replacements.counts.map { ($0.kind.rawValue, $0.count) }),
                &json)
            json.key("rewritten")
            write(outcome.tally.rewritten, &json)
            json.key("payloads")
            write(outcome.tally.payloads, &json)
            json.key("leftOut")
            write(outcome.tally.leftOut, &json)
            json.member("comments", outcome.comments)
            json.member("interfaceNames", outcome.interfaceNames)
            json.member("keyBlocks", outcome.secretBlocks)
            json.key("search")
            json.object { json in
                json.member("searched", outcome.search.searched)
                json.member("tooShort", outcome.search.tooShort)
                json.member("protocolWords", outcome.search.ordinary)
                json.member("alsoReplacements", outcome.search.alsoReplacements)
                json.member("found", texts: outcome.search.found.map { "\($0.kind.rawValue) as \($0.form)" }.sorted())
            }
            json.key("comparison")
            json.object { json in
                json.member("compared", outcome.comparison.compared)
                json.member("findings", outcome.comparison.findingsBefore)
                json.member("findingsKept", outcome.comparison.findingsKept)
                json.key("findingsLost")
                write(outcome.comparison.findingsLost, &json)
                json.key("findingsNew")
                write(outcome.comparison.findingsNew, &json)
                json.key("differing")
                write(outcome.comparison.differing, &json)
                json.key("notClaimed")
                write(outcome.comparison.notClaimed, &json)
            }
        }
        return String(decoding: json.bytes, as: UTF8.self)
    }

    /// The map: what was removed and what stands in its place, with the key, and one of each kind of difference.
    static func map(_ outcome: RedactCapture.Outcome, key: RedactionKey) -> [UInt8] {
        var json = JSONWriter(pretty: true)
        json.object { json in
            json.member("schema", "earshot.redaction-map/1")
            json.member("key", key.hexadecimal)
            json.key("values")
            json.array(outcome.replacements.removed) { json, removed in
                json.object { json in
                    json.member("kind", removed.kind.rawValue)
                    json.member("was", removed.original)
                    json.member("is", removed.replacement)
                }
            }
            json.member("left", texts: outcome.search.found.map { "\($0.form): \($0.value)" }.sorted())
            json.key("differences")
            json.array(outcome.comparison.examples.sorted { $0.key < $1.key }) { json, example in
                json.object { json in
                    json.member("where", example.key)
                    json.member("was", example.value.before)
                    json.member("is", example.value.after)
                }
            }
        }
        return json.bytes + [0x0A]
    }
}

extension Replacements.Kind {
    /// The kind in words.
    var words: (one: String, many: String) {
        switch self {
        case .number: ("number", "numbers")
        case .name: ("name", "names")
        case .identifier: ("identifier", "identifiers")
        case .credential: ("credential", "credentials")
        case .key: ("media key", "media keys")
        case .text: ("word of free text", "words of free text")
        case .address: ("IP address", "IP addresses")
        case .hardwareAddress: ("hardware address", "hardware addresses")
        }
    }
}
