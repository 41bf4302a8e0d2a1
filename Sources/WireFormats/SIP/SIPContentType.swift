/// A Content-Type value in parts (RFC 3261 §20.15, RFC 2045 §5.1).
package struct SIPContentType {
    /// The media type in lower case, whitespace removed.
    package let name: String
    /// The `boundary` parameter of a multipart type.
    let boundary: String?

    package init(parsing bytes: RawSpan, in range: Range<Int>) {
        let end = bytes.elementEnd(ASCII.semicolon, in: range)
        let type = range.lowerBound..<min(end, range.lowerBound + SIPLimits.maximumDescriptiveLength)
        name = bytes.lowercasedText(bytes.trimmed(type)).filter { $0 != " " && $0 != "\t" }
        boundary = SIPParameters(parsing: bytes, in: end..<range.upperBound)["boundary"]
    }

    /// A body without a type.
    package init() {
        name = ""
        boundary = nil
    }

    /// Where the session description lies within a body of this type (RFC 5621 §3); `nil` if there is none.
    ///
    /// A body without a type that begins like a session description counts as one.
    package func sessionDescription(in bytes: RawSpan, _ body: Range<Int>, depth: Int = 0) -> Range<Int>? {
        guard !body.isEmpty else { return nil }
        if name == "application/sdp" { return body }
        if name.isEmpty { return bytes.hasPrefix("v=0", in: body) ? body : nil }
        guard name.hasPrefix("multipart/"), let boundary, !boundary.isEmpty, boundary.utf8.count <= 70,
            depth < SIPLimits.maximumBodyDepth
        else { return nil }
        return partWithSessionDescription(in: bytes, body, delimiter: Array(("--" + boundary).utf8), depth: depth)
    }

    /// ```
    /// --boundary CRLF  headers CRLF CRLF  content  CRLF --boundary CRLF  ...  CRLF --boundary--
    /// ```
    private func partWithSessionDescription(
        in bytes: RawSpan, _ body: Range<Int>, delimiter: [UInt8], depth: Int
    ) -> Range<Int>? {
        var partStart: Int?
        var count = 0
        var offset = body.lowerBound
        while count <= SIPLimits.maximumBodyParts {
            let line = bytes.line(from: offset, to: body.upperBound)
            let content = line?.content ?? offset..<body.upperBound
            let isDelimiter = bytes.begins(with: delimiter, in: content)
            if isDelimiter || line == nil, let start = partStart {
                // The line end before a delimiter belongs to the delimiter (RFC 2046 §5.1.1).
                let end = isDelimiter ? bytes.beforeLineEnd(offset, notBefore: start) : body.upperBound
                if let found = SIPContentType.part(in: bytes, start..<end, depth: depth) { return found }
            }
            guard let line else { return nil }
            if isDelimiter {
                count += 1
                partStart = line.next
            }
            offset = line.next
        }
        return nil
    }

    private static func part(in bytes: RawSpan, _ part: Range<Int>, depth: Int) -> Range<Int>? {
        var type = SIPContentType()
        var offset = part.lowerBound
        while let line = SIPHeaderLine(parsing: bytes, from: offset, to: part.upperBound) {
            if line.isField, SIPHeader(bytes, name: line.name) == .contentType {
                type = SIPContentType(parsing: bytes, in: line.value)
            }
            offset = line.next
        }
        guard let blank = bytes.line(from: offset, to: part.upperBound), blank.content.isEmpty else { return nil }
        return type.sessionDescription(in: bytes, blank.next..<part.upperBound, depth: depth + 1)
    }
}

extension RawSpan {
    fileprivate func begins(with literal: [UInt8], in range: Range<Int>) -> Bool {
        guard range.count >= literal.count else { return false }
        for index in literal.indices where uint8(at: range.lowerBound + index) != literal[index] { return false }
        return true
    }

    /// `offset` less the line end in front of it, but not less than `start`.
    fileprivate func beforeLineEnd(_ offset: Int, notBefore start: Int) -> Int {
        var end = offset
        if end > start, uint8(at: end - 1) == ASCII.lineFeed { end -= 1 }
        if end > start, end < offset, uint8(at: end - 1) == ASCII.carriageReturn { end -= 1 }
        return max(end, start)
    }
}
