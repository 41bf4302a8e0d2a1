import CallAnalysis
import CallVocabulary

/// Messages as they stood, safe for a terminal and without what would let somebody in.
enum MessageText {
    /// The lines of a message: credentials and keys replaced, control characters shown as `\xNN`.
    static func lines(_ message: SeenMessage) -> [String] {
        var lines: [String] = []
        var start = 0
        let bytes = message.bytes
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
            var line = bytes[start..<end]
            if line.last == 0x0D { line = line.dropLast() }
            lines.append(hidingSecrets(shown(line)))
            start = end + 1
        }
        while lines.last == "" { lines.removeLast() }
        return lines
    }

    /// A message with a line that says where and when it was seen.
    static func block(_ message: SeenMessage, style: TextStyle) -> String {
        let place = message.packet.capture > 0 ? "capture \(message.packet.capture + 1), " : ""
        let head =
            "── \(place)packet \(message.packet.number), \(LadderTime.clock(message.at)), "
            + "\(message.source) → \(message.destination) ──"
        return ([style.bold(head)] + lines(message)).joined(separator: "\n") + "\n"
    }

    private static func shown(_ line: ArraySlice<UInt8>) -> String {
        var text = ""
        for scalar in String(decoding: line, as: UTF8.self).unicodeScalars {
            switch scalar.value {
            case 0x09: text += "    "
            case 0..<0x20, 0x7F..<0xA0, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x206F, 0xFEFF:
                let digits = String(scalar.value, radix: 16, uppercase: true)
                text += "\\x" + (digits.count == 1 ? "0" : "") + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    /// What stands for a value that is not shown.
    static let hidden = "(hidden)"

    /// The line without the answers of digests, tokens, passwords and keys of media.
    static func hidingSecrets(_ line: String) -> String {
        let lower = line.lowercased()
        let name = lower.prefix { $0 != ":" }.filter { $0 != " " && $0 != "\t" }
        switch name {
        case "authorization", "proxy-authorization":
            var text = line
            for parameter in ["response", "nonce", "cnonce", "opaque"] { text = hiding(parameter, in: text) }
            guard lower.contains("digest") else {
                return String(line.prefix { $0 != ":" }) + ": " + hidden
            }
            return text
        case "authentication-info": return hiding("rspauth", in: line)
        default: break
        }
        if lower.hasPrefix("a=crypto:") { return hidingInline(line) }
        if lower.hasPrefix("k=") || lower.hasPrefix("a=key-mgmt:") || lower.hasPrefix("a=ice-pwd:") {
            let end = line.firstIndex { $0 == "=" || $0 == ":" } ?? line.startIndex
            let separator = lower.hasPrefix("k=") ? end : line.firstIndex(of: ":") ?? end
            return String(line[...separator]) + hidden
        }
        return line
    }

    /// Hides the value of a parameter, quoted or not.
    private static func hiding(_ parameter: String, in line: String) -> String {
        var result = ""
        var rest = line[...]
        while let found = rest.range(of: parameter, before: "=") {
            result += rest[..<found.upperBound]
            rest = rest[found.upperBound...]
            if rest.first == "\"" {
                let inner = rest.dropFirst()
                let end = inner.firstIndex(of: "\"") ?? inner.endIndex
                result += "\"\(hidden)\""
                rest = end < inner.endIndex ? inner[inner.index(after: end)...] : ""
            } else {
                let end = rest.firstIndex { $0 == "," || $0 == " " || $0 == ";" } ?? rest.endIndex
                result += hidden
                rest = rest[end...]
            }
        }
        return result + rest
    }

    /// Hides the keys of `a=crypto` (RFC 4568 §9.1).
    private static func hidingInline(_ line: String) -> String {
        var result = ""
        var rest = line[...]
        while let found = rest.range(of: "inline", before: ":") {
            result += rest[..<found.upperBound] + hidden
            rest = rest[found.upperBound...]
            let end = rest.firstIndex { $0 == " " || $0 == "|" || $0 == ";" } ?? rest.endIndex
            rest = rest[end...]
        }
        return result + rest
    }
}

extension Substring {
    /// The first place of `word`, in any case, with `sign` behind it and no letter before it; sign included, spaces around it too.
    fileprivate func range(of word: String, before sign: Character) -> Range<Index>? {
        var at = startIndex
        var previous: Character = " "
        while at < endIndex {
            if !previous.isLetter, !previous.isNumber, self[at...].prefix(word.count).lowercased() == word {
                var end = index(at, offsetBy: word.count, limitedBy: endIndex) ?? endIndex
                while end < endIndex, self[end] == " " { end = index(after: end) }
                if end < endIndex, self[end] == sign {
                    end = index(after: end)
                    while end < endIndex, self[end] == " " { end = index(after: end) }
                    return at..<end
                }
            }
            previous = self[at]
            at = index(after: at)
        }
        return nil
    }
}
