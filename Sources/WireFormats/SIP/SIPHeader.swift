/// The header fields this build reads, found by comparing bytes (RFC 3261 §7.3, compact forms in §7.3.3).
enum SIPHeader: Sendable {
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
    init?(_ bytes: RawSpan, name: Range<Int>) {
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
        case 2...7:
            guard let short = SIPHeader(short: bytes, name: name) else { return nil }
            self = short
        default:
            guard let long = SIPHeader(long: bytes, name: name) else { return nil }
            self = long
        }
    }

    private init?(short bytes: RawSpan, name: Range<Int>) {
        if bytes.equals("via", in: name) {
            self = .via
        } else if bytes.equals("from", in: name) {
            self = .from
        } else if bytes.equals("to", in: name) {
            self = .to
        } else if bytes.equals("cseq", in: name) {
            self = .cSeq
        } else if bytes.equals("call-id", in: name) {
            self = .callID
        } else if bytes.equals("contact", in: name) {
            self = .contact
        } else if bytes.equals("require", in: name) {
            self = .require
        } else if bytes.equals("server", in: name) {
            self = .server
        } else if bytes.equals("reason", in: name) {
            self = .reason
        } else if bytes.equals("privacy", in: name) {
            self = .privacy
        } else if bytes.equals("warning", in: name) {
            self = .warning
        } else if bytes.equals("rseq", in: name) {
            self = .rSeq
        } else if bytes.equals("rack", in: name) {
            self = .rAck
        } else if bytes.equals("event", in: name) {
            self = .event
        } else {
            return nil
        }
    }

    private init?(long bytes: RawSpan, name: Range<Int>) {
        if bytes.equals("content-length", in: name) {
            self = .contentLength
        } else if bytes.equals("content-type", in: name) {
            self = .contentType
        } else if bytes.equals("user-agent", in: name) {
            self = .userAgent
        } else if bytes.equals("supported", in: name) {
            self = .supported
        } else if bytes.equals("authorization", in: name) || bytes.equals("proxy-authorization", in: name) {
            self = .authorization
        } else if bytes.equals("session-expires", in: name) {
            self = .sessionExpires
        } else if bytes.equals("p-asserted-identity", in: name) {
            self = .assertedIdentity
        } else if bytes.equals("p-preferred-identity", in: name) {
            self = .preferredIdentity
        } else if bytes.equals("remote-party-id", in: name) {
            self = .remotePartyID
        } else if bytes.equals("diversion", in: name) {
            self = .diversion
        } else if bytes.equals("history-info", in: name) {
            self = .historyInfo
        } else if bytes.equals("content-encoding", in: name) {
            self = .contentEncoding
        } else if bytes.equals("refer-to", in: name) {
            self = .referTo
        } else if bytes.equals("replaces", in: name) {
            self = .replaces
        } else if bytes.equals("session-id", in: name) {
            self = .sessionID
        } else if bytes.equals("p-charging-vector", in: name) {
            self = .chargingVector
        } else {
            return nil
        }
    }
}

/// One header field of a message, as ranges.
struct SIPHeaderLine {
    /// The field name, whitespace before the colon excluded.
    let name: Range<Int>
    /// The value with its folds, trimmed; empty if the line has no colon.
    let value: Range<Int>
    /// False for a line without a colon or without a name.
    let isField: Bool
    /// Where the next line begins.
    let next: Int

    /// The header field at `start` with the lines folded into it (RFC 3261 §7.3.1); `nil` at the empty line that
    /// ends the headers, and at a line without a line end.
    ///
    /// Such a line is the last of a message that a snap length cut: half a tag or Call-ID would be a wrong one.
    init?(parsing bytes: RawSpan, from start: Int, to end: Int) {
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
