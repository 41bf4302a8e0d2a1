/// MGCP as far as it is named and its session descriptions are found (RFC 3435 §3).
package enum MGCPText {
    /// Whether a command (`CRCX 1204 aaln/1@gateway MGCP 1.0`) or a response (`200 1204 OK`) begins at `start`.
    package static func begins(_ bytes: RawSpan, from start: Int, to end: Int) -> Bool {
        guard start >= 0, end <= bytes.byteCount, start < end else { return false }
        let line = bytes.line(from: start, to: end)?.content ?? start..<end
        var rest = line
        guard let verb = bytes.takeWord(from: &rest), let transaction = bytes.takeWord(from: &rest),
            transaction.count <= 9, bytes.decimal(in: transaction, limit: 999_999_999) != nil
        else { return false }
        if verb.count == 3 { return bytes.decimal(in: verb, limit: 999) != nil }
        guard verb.count == 4, verb.allSatisfy({ ASCII.isLetter(bytes.uint8(at: $0)) }),
            bytes.takeWord(from: &rest) != nil, let version = bytes.takeWord(from: &rest)
        else { return false }
        return bytes.equals("mgcp", in: version)
    }

    /// Where the session description behind the first empty line lies; `nil` without one.
    package static func sessionDescription(_ bytes: RawSpan, from start: Int, to end: Int) -> Range<Int>? {
        guard start >= 0, end <= bytes.byteCount else { return nil }
        var offset = start
        while let line = bytes.line(from: offset, to: end) {
            offset = line.next
            if line.content.isEmpty { return offset < end ? offset..<end : nil }
        }
        return nil
    }
}
