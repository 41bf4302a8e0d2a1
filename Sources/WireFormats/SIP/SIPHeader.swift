/// The header fields this build reads, found by comparing bytes (RFC 3261 §7.3, compact forms in §7.3.3).
package enum SIPHeader: Sendable {
    case authorization
    case callID
    case chargingVector
    case contact
    case contentEncoding
    case contentLength
    case contentType
    case cSeq
    case diversion
    case event
    case from
    case historyInfo
    case assertedIdentity
    case preferredIdentity
    case privacy
    case rAck
    case reason
    case referTo
    case remotePartyID
    case replaces
    case require
    case rSeq
    case server
    case sessionExpires
    case sessionID
    case supported
    case to
    case userAgent
    case via
    case warning

    /// The header field whose name fills `name`; `nil` for one that is not read.
    package init?(_ bytes: RawSpan, name: Range<Int>) {
        switch name.count {
        case 1:
            switch ASCII.lowercased(bytes.uint8(at: name.lowerBound)) {
            case 0x63: self = .contentType  // c
            case 0x65: self = .contentEncoding  // e
            case 0x66: self = .from  // f
            case 0x69: self = .callID  // i
            case 0x6B: self = .supported  // k
            case 0x6C: self = .contentLength  // l
            case 0x6D: self = .contact  // m
            case 0x6F: self = .event  // o
            case 0x72: self = .referTo  // r
            case 0x74: self = .to  // t
            case 0x76: self = .via  // v
            case 0x78: self = .sessionExpires  // x
            default: return nil
            }
        default:
            guard let named = SIPHeader.named(bytes, name) else { return nil }
            self = named
        }
    }

    /// Looked for among the names of the same length only.
    private static func named(_ bytes: RawSpan, _ name: Range<Int>) -> SIPHeader? {
        switch name.count {
        case 2: return bytes.equals("to", in: name) ? .to : nil
        case 3: return bytes.equals("via", in: name) ? .via : nil
        case 4:
            if bytes.equals("from", in: name) { return .from }
            if bytes.equals("cseq", in: name) { return .cSeq }
            if bytes.equals("rseq", in: name) { return .rSeq }
            return bytes.equals("rack", in: name) ? .rAck : nil
        case 5: return bytes.equals("event", in: name) ? .event : nil
        case 6:
            if bytes.equals("server", in: name) { return .server }
            return bytes.equals("reason", in: name) ? .reason : nil
        case 7:
            if bytes.equals("call-id", in: name) { return .callID }
            if bytes.equals("contact", in: name) { return .contact }
            if bytes.equals("privacy", in: name) { return .privacy }
            if bytes.equals("warning", in: name) { return .warning }
            return bytes.equals("require", in: name) ? .require : nil
        case 8:
            if bytes.equals("refer-to", in: name) { return .referTo }
            return bytes.equals("replaces", in: name) ? .replaces : nil
        case 9:
            if bytes.equals("supported", in: name) { return .supported }
            return bytes.equals("diversion", in: name) ? .diversion : nil
        case 10:
            if bytes.equals("user-agent", in: name) { return .userAgent }
            return bytes.equals("session-id", in: name) ? .sessionID : nil
        case 12:
            if bytes.equals("content-type", in: name) { return .contentType }
            return bytes.equals("history-info", in: name) ? .historyInfo : nil
        case 13: return bytes.equals("authorization", in: name) ? .authorization : nil
        case 14: return bytes.equals("content-length", in: name) ? .contentLength : nil
        case 15:
            if bytes.equals("session-expires", in: name) { return .sessionExpires }
            return bytes.equals("remote-party-id", in: name) ? .remotePartyID : nil
        case 16: return bytes.equals("content-encoding", in: name) ? .contentEncoding : nil
        case 17: return bytes.equals("p-charging-vector", in: name) ? .chargingVector : nil
        case 19:
            if bytes.equals("p-asserted-identity", in: name) { return .assertedIdentity }
            return bytes.equals("proxy-authorization", in: name) ? .authorization : nil
        case 20: return bytes.equals("p-preferred-identity", in: name) ? .preferredIdentity : nil
        default: return nil
        }
    }
}

/// One header field of a message, as ranges.
package struct SIPHeaderLine {
    /// The field name, whitespace before the colon excluded.
    package let name: Range<Int>
    /// The value with its folds, trimmed; empty if the line has no colon.
    package let value: Range<Int>
    /// False for a line without a colon or without a name.
    package let isField: Bool
    /// Where the next line begins.
    package let next: Int

    /// The header field at `start` with the lines folded into it (RFC 3261 §7.3.1); `nil` at the empty line that
    /// ends the headers, and at a line without a line end.
    ///
    /// Such a line is the last of a message that a snap length cut: half a tag or Call-ID would be a wrong one.
    package init?(parsing bytes: RawSpan, from start: Int, to end: Int) {
        guard let first = bytes.line(from: start, to: end), !first.content.isEmpty else { return nil }
        var contentEnd = first.content.upperBound
        var next = first.next
        while next < end, bytes.uint8(at: next) == ASCII.space || bytes.uint8(at: next) == ASCII.tab {
            guard let folded = bytes.line(from: next, to: end) else { return nil }
            // Only blanks: what the header section ends with, not a fold.
            guard !bytes.trimmed(folded.content).isEmpty else { break }
            contentEnd = folded.content.upperBound
            next = folded.next
        }
        self.next = next
        let whole = start..<contentEnd
        guard let colon = bytes.firstIndex(of: ASCII.colon, in: whole) else {
            name = start..<start
            value = start..<start
            isField = false
            return
        }
        name = bytes.trimmed(start..<colon)
        value = bytes.trimmed(colon + 1..<contentEnd)
        isField = !name.isEmpty
    }
}
