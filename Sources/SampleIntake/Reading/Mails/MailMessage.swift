/// A message as mail programs save it (RFC 5322), with its parts (RFC 2045 to 2047, 2231).
struct MailMessage {
    /// Bounds of what is read of one message.
    enum Limits {
        /// Bytes of the headers of one part.
        static let headerBytes = 256 << 10
        /// Parts inside parts.
        static let depth = 12
        /// Parts altogether.
        static let parts = 200
    }

    /// The bytes of a part in the message.
    struct Place {
        var headers: Range<Int>
        var body: Range<Int>
    }

    /// A part that is no multipart.
    struct Leaf {
        var contentType: String
        var charset: String?
        /// The file's name, if the part is an attachment or names one.
        var name: String?
        var isAttachment: Bool
        /// What stands in the part, decoded from its transfer encoding.
        var body: [UInt8]
        /// Which of several forms of the same text it is: parts of one `multipart/alternative` share a number.
        var alternative: Int?
        /// Where it lies in the message; `nil` inside a message that is itself encoded.
        var place: Place?

        /// The text in the part's character set.
        var text: String { charset.flatMap { TextDecoding.text(body, charset: $0) } ?? TextDecoding.text(body) }
    }

    private(set) var headers = MailHeaders()
    private(set) var leaves: [Leaf] = []
    /// Whether a bound was met, so that a part is missing.
    private(set) var isCut = false
    private var alternatives = 0

    /// Whether bytes begin as a saved message does: header lines, one of which only a real message has.
    static func looksLikeOne(_ bytes: [UInt8]) -> Bool {
        let start = Array(bytes.prefix(Limits.headerBytes))
        guard let (headers, _) = MailHeaders.read(start[...], isPrefix: bytes.count > start.count) else { return false }
        let isMessage = [
            "mime-version", "message-id", "received", "return-path", "content-type", "x-mailer", "delivered-to",
        ]
        .contains { headers[$0] != nil }
        return isMessage && ["from", "to", "subject", "date"].contains { headers[$0] != nil }
    }

    init(_ bytes: [UInt8]) {
        guard let (headers, body) = MailHeaders.read(bytes[...], isPrefix: false) else { return }
        self.headers = headers
        read(headers, body, depth: 1, alternative: nil, start: 0)
    }

    /// Reads a part whose headers begin at `start` of the message; `nil` if it lies in none of the message's bytes.
    private mutating func read(
        _ headers: MailHeaders, _ body: ArraySlice<UInt8>, depth: Int, alternative: Int?, start: Int?
    ) {
        guard depth <= Limits.depth, leaves.count < Limits.parts else {
            isCut = true
            return
        }
        let type = MailParameters(headers["content-type"] ?? "text/plain")
        let disposition = MailParameters(headers["content-disposition"] ?? "")
        let name = (disposition["filename"] ?? type["name"]).map {
            $0.split(whereSeparator: { "/\\".contains($0) }).last.map(String.init) ?? $0
        }
        if type.value.hasPrefix("multipart/"), let boundary = type["boundary"], !boundary.isEmpty {
            var group = alternative
            if type.value == "multipart/alternative" {
                alternatives += 1
                group = alternatives
            }
            for part in parts(body, boundary: Array(boundary.utf8)) {
                guard let (inner, content) = MailHeaders.read(part, isPrefix: false) else { continue }
                read(
                    inner, content, depth: depth + 1, alternative: group,
                    start: start == nil ? nil : part.startIndex)
            }
            return
        }
        let encoding = headers["content-transfer-encoding"] ?? ""
        let isPlain = !["base64", "quoted-printable"].contains(encoding.lowercased().trimmingBlanks)
        let content = isPlain ? body : TransferEncoding.decode(body, encoding)[...]
        if type.value == "message/rfc822", let (inner, rest) = MailHeaders.read(content, isPrefix: false) {
            read(
                inner, rest, depth: depth + 1, alternative: nil,
                start: start != nil && isPlain ? content.startIndex : nil)
            return
        }
        leaves.append(
            Leaf(
                contentType: type.value, charset: type["charset"], name: name,
                isAttachment: disposition.value == "attachment" || (name != nil && !type.value.hasPrefix("text/")),
                body: Array(content), alternative: alternative,
                place: start.map {
                    Place(headers: $0..<max($0, body.startIndex), body: body.startIndex..<body.endIndex)
                }
            ))
    }

    /// What stands between the boundary lines; a last part that is never closed counts.
    private mutating func parts(_ body: ArraySlice<UInt8>, boundary: [UInt8]) -> [ArraySlice<UInt8>] {
        let mark = [0x2D, 0x2D] + boundary
        var found: [ArraySlice<UInt8>] = []
        var start: Int?
        var line = body.startIndex
        while line < body.endIndex {
            let end = body[line...].firstIndex(of: 0x0A) ?? body.endIndex
            if body[line..<end].starts(with: mark) {
                if let start { found.append(body[start..<max(start, line)]) }
                guard found.count < Limits.parts else {
                    isCut = true
                    return found
                }
                let rest = body[line..<end].dropFirst(mark.count)
                if rest.starts(with: [0x2D, 0x2D]) { return found }
                start = min(end + 1, body.endIndex)
            }
            line = end + 1
        }
        if let start, start < body.endIndex { found.append(body[start...]) }
        return found
    }
}

/// Header lines of a message or a part, folded lines joined, encoded words decoded.
struct MailHeaders {
    private var values: [String: String] = [:]

    /// The value of the first header of this name, in lower case; `nil` if there is none.
    subscript(name: String) -> String? { values[name] }

    /// Headers and the body behind the first blank line; `nil` if the first lines are no headers.
    static func read(_ bytes: ArraySlice<UInt8>, isPrefix: Bool) -> (MailHeaders, ArraySlice<UInt8>)? {
        var headers = MailHeaders()
        var at = bytes.startIndex
        var current: (name: String, value: String)?
        func isEnd(_ line: ArraySlice<UInt8>) -> Bool { line.allSatisfy { $0 == 0x0D } }
        // The separator of mail folders.
        if bytes.starts(with: "From ".utf8), let end = bytes.firstIndex(of: 0x0A) { at = end + 1 }
        let limit =
            bytes.index(at, offsetBy: MailMessage.Limits.headerBytes, limitedBy: bytes.endIndex) ?? bytes.endIndex
        while at < limit {
            let end = bytes[at...].firstIndex(of: 0x0A) ?? bytes.endIndex
            let line = bytes[at..<end]
            at = min(end + 1, bytes.endIndex)
            if isEnd(line) {
                headers.take(current)
                return (headers, bytes[at...])
            }
            let text = TextDecoding.text(Array(line))
            if let first = line.first, first == 0x20 || first == 0x09 {
                guard current != nil else { return nil }
                current?.value += " " + text.trimmingBlanks
                continue
            }
            guard let colon = text.firstIndex(of: ":"), colon > text.startIndex,
                text[..<colon].unicodeScalars.allSatisfy({ (0x21...0x7E).contains($0.value) })
            else { return nil }
            headers.take(current)
            current = (text[..<colon].lowercased(), String(text[text.index(after: colon)...]).trimmingBlanks)
        }
        headers.take(current)
        return isPrefix || headers.values.isEmpty == false ? (headers, bytes[bytes.endIndex...]) : nil
    }

    private mutating func take(_ header: (name: String, value: String)?) {
        guard let header, values[header.name] == nil else { return }
        values[header.name] = EncodedWords.decode(header.value)
    }

    /// The name and the address of the sender: `Jane Example <jane@example.com>`.
    var sender: (name: String?, address: String)? {
        guard let from = self["from"] else { return nil }
        guard let open = from.lastIndex(of: "<"), let close = from.lastIndex(of: ">"), open < close else {
            return from.contains("@") && !from.contains(" ") ? (nil, from) : nil
        }
        let address = String(from[from.index(after: open)..<close]).trimmingBlanks
        let name = String(from[..<open]).replacing("\"", with: "").trimmingBlanks
        return address.contains("@") ? (name.isEmpty ? nil : name, address) : nil
    }
}

/// A structured header: a value and its parameters, continued and encoded ones joined (RFC 2231).
struct MailParameters {
    /// The value in front, in lower case.
    private(set) var value = ""
    private var parameters: [String: String] = [:]

    /// The parameter of this name.
    subscript(name: String) -> String? { parameters[name] }

    init(_ text: String) {
        var pieces = MailParameters.pieces(text)
        guard !pieces.isEmpty else { return }
        value = pieces.removeFirst().trimmingBlanks.lowercased()
        var continued: [String: [(Int, String, Bool)]] = [:]
        for piece in pieces.prefix(64) {
            guard let equals = piece.firstIndex(of: "=") else { continue }
            let name = String(piece[..<equals]).trimmingBlanks.lowercased()
            let text = String(piece[piece.index(after: equals)...]).trimmingBlanks
            let parts = name.split(separator: "*", omittingEmptySubsequences: false)
            guard parts.count > 1 else {
                parameters[name] = parameters[name] ?? text
                continue
            }
            let isEncoded = parts.last?.isEmpty == true
            continued[String(parts[0]), default: []].append((Int(parts[1]) ?? 0, text, isEncoded))
        }
        for (name, parts) in continued {
            var charset = "utf-8"
            var bytes: [UInt8] = []
            for (index, part) in parts.sorted(by: { $0.0 < $1.0 }).enumerated() {
                var text = part.1[...]
                if index == 0, part.2 {
                    let quoted = text.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
                    if quoted.count == 3 {
                        charset = String(quoted[0])
                        text = quoted[2]
                    }
                }
                bytes += part.2 ? MailParameters.percentDecoded(text) : Array(text.utf8)
            }
            parameters[name] = TextDecoding.text(bytes, charset: charset) ?? TextDecoding.text(bytes)
        }
    }

    /// Parted at semicolons outside quotation marks, which are taken away.
    private static func pieces(_ text: String) -> [String] {
        var pieces: [String] = []
        var piece = ""
        var isQuoted = false
        var isEscaped = false
        for character in text {
            if isEscaped {
                piece.append(character)
                isEscaped = false
            } else if isQuoted, character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                isQuoted.toggle()
            } else if character == ";", !isQuoted {
                pieces.append(piece)
                piece = ""
            } else {
                piece.append(character)
            }
        }
        return pieces + [piece]
    }

    private static func percentDecoded(_ text: Substring) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let first = rest.popFirst() {
            if first == UInt8(ascii: "%"), rest.count >= 2,
                let byte = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(byte)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(first)
            }
        }
        return bytes
    }
}
