/// Where in a SIP message stands what calls are followed by: places and numbers, no texts.
///
/// What ``SIPMessage`` reads, reduced to what every message of a call is asked for; it owns nothing, and what stands at
/// a place becomes a text only for who wants it. Both read a message alike, which the fuzzer holds them to.
package struct SIPOutline: BitwiseCopyable, Sendable {
    /// The status of a response, 100 to 699; 0 for a request.
    package internal(set) var status = 0
    /// The method of a request, or the one that `CSeq` names.
    package internal(set) var method = SIPMethodKind.other
    /// Where ``method`` stands; absent in a response without `CSeq`.
    package internal(set) var methodName = TextPlace.absent
    /// The Request-URI of a request.
    package internal(set) var target = TextPlace.absent
    /// The reason phrase of a response.
    package internal(set) var reason = TextPlace.absent
    /// The Call-ID, never empty.
    package internal(set) var callID = TextPlace.absent
    /// The sequence number; meaningless without ``hasSequence``.
    package internal(set) var sequence: UInt32 = 0
    /// Whether there is a `CSeq` that can be read.
    package internal(set) var hasSequence = false
    /// The value of From, if its address can be read.
    package internal(set) var from = TextPlace.absent
    /// The tag in it.
    package internal(set) var fromTag = TextPlace.absent
    /// The value of To, if its address can be read.
    package internal(set) var to = TextPlace.absent
    /// The tag in it.
    package internal(set) var toTag = TextPlace.absent
    /// The transaction identifier in the topmost hop.
    package internal(set) var branch = TextPlace.absent
    /// The sender's product: `User-Agent`, else `Server`.
    package var product: TextPlace { userAgent.isPresent ? userAgent : server }
    /// Whether there is a header field that ``SIPIdentities`` reads.
    package internal(set) var hasIdentities = false
    /// Whether the message carries credentials, in `Authorization` or `Proxy-Authorization`.
    package internal(set) var hasAuthorization = false
    /// Whether there is an `RSeq`: a reliable provisional response (RFC 3262 §7.1).
    package internal(set) var hasResponseNumber = false
    /// The interval of `Session-Expires` in seconds; -1 without one.
    package internal(set) var sessionSeconds = -1
    /// The code of the first `Warning` (RFC 3261 §20.43); -1 without one.
    package internal(set) var warningCode = -1
    /// The first `Reason` (RFC 3326).
    package internal(set) var endReason = TextPlace.absent
    /// The event package (RFC 6665).
    package internal(set) var event = TextPlace.absent
    /// The value of `Refer-To` (RFC 3515 §2.1).
    package internal(set) var referTo = TextPlace.absent
    /// The value of `Replaces` (RFC 3891 §3): a Call-ID with parameters.
    package internal(set) var replaces = TextPlace.absent
    /// What follows the headers; empty if nothing does.
    package internal(set) var body = TextPlace.absent
    /// The session description in it.
    package internal(set) var sessionDescription = TextPlace.absent

    var userAgent = TextPlace.absent
    var server = TextPlace.absent
    var contentType = TextPlace.absent
    var contentLength = -1
    var isEncoded = false
    /// How many bytes follow the body as its Content-Length has it.
    package private(set) var bytesBeyond = 0
    private var hasVia = false
    private var sawFrom = false
    private var sawTo = false
    /// Where the header fields begin, and the message ends.
    var headers = TextPlace.absent

    /// True for a request.
    package var isRequest: Bool { status == 0 }

    /// The media type of the body in lower case without parameters; empty without one.
    package func contentTypeName(in bytes: RawSpan) -> String {
        contentType.range.map { SIPContentType(parsing: bytes, in: $0).name } ?? ""
    }

    /// Reads the message that begins at `start` and ends no later than `end`, as ``SIPMessage`` does.
    package init(parsing bytes: RawSpan, from start: Int, to end: Int) throws(WireError) {
        guard start >= 0, start <= end, end <= bytes.byteCount, end <= Int(Int32.max) else {
            throw WireError(.lengthOutOfBounds, at: 0)
        }
        guard end - start <= SIPLimits.maximumMessageLength else { throw WireError(.limitExceeded, at: start) }
        var offset = start
        while offset < end,
            bytes.uint8(at: offset) == ASCII.carriageReturn || bytes.uint8(at: offset) == ASCII.lineFeed
        {
            offset &+= 1
        }
        guard let first = bytes.line(from: offset, to: end) else { throw WireError(.truncated, at: end) }
        switch try SIPStartLinePlaces(parsing: bytes, in: first.content) {
        case .response(let number, let phrase):
            status = number
            reason = TextPlace(phrase)
        case .request(let name, let uri):
            methodName = TextPlace(name)
            method = SIPMethodKind(bytes, name)
            target = TextPlace(uri)
        }
        offset = first.next
        headers = TextPlace(offset..<end)
        var count = 0
        // Without a line end, the message was cut within its headers.
        while offset < end, let feed = bytes.firstIndex(of: ASCII.lineFeed, in: offset..<end) {
            let hasReturn = feed > offset && bytes.uint8(at: feed &- 1) == ASCII.carriageReturn
            let contentEnd = hasReturn ? feed &- 1 : feed
            guard contentEnd > offset else {
                readBody(in: bytes, from: feed &+ 1, to: end)
                return
            }
            var next = feed &+ 1
            if next < end, bytes.uint8(at: next) == ASCII.space || bytes.uint8(at: next) == ASCII.tab {
                guard let folded = SIPHeaderLine(parsing: bytes, from: offset, to: end) else { return }
                next = folded.next
                if folded.isField, let header = SIPHeader(bytes, name: folded.name) {
                    read(header, in: bytes, folded.value)
                }
            } else if SIPOutline.mayBeRead(bytes.uint8(at: offset)),
                let colon = bytes.firstIndex(of: ASCII.colon, in: offset..<contentEnd)
            {
                let name = bytes.trimmed(offset..<colon)
                if !name.isEmpty, let header = SIPHeader(bytes, name: name) {
                    read(header, in: bytes, bytes.trimmed(colon &+ 1..<contentEnd))
                }
            }
            guard count < SIPLimits.maximumHeaders else { throw WireError(.limitExceeded, at: offset) }
            count &+= 1
            offset = next
        }
    }

    /// False for the first letters that no header field read here begins with.
    @inline(__always)
    private static func mayBeRead(_ first: UInt8) -> Bool {
        switch first | 0x20 {
        // b g j k m n q y z: such as Max-Forwards, MIME-Version.
        case 0x62, 0x67, 0x6A, 0x6B, 0x6D, 0x6E, 0x71, 0x79, 0x7A: return false
        default: return true
        }
    }

    @inline(__always)
    private mutating func read(_ header: SIPHeader, in bytes: RawSpan, _ value: Range<Int>) {
        switch header {
        case .callID: if !callID.isPresent, !value.isEmpty { callID = TextPlace(value) }
        case .cSeq: if !hasSequence { readSequence(in: bytes, value) }
        case .from:
            guard !sawFrom else { return }
            sawFrom = true
            guard let tag = SIPAddress.tag(parsing: bytes, in: value) else { return }
            from = TextPlace(value)
            fromTag = tag
        case .to:
            guard !sawTo else { return }
            sawTo = true
            guard let tag = SIPAddress.tag(parsing: bytes, in: value) else { return }
            to = TextPlace(value)
            toTag = tag
        case .via:
            if !hasVia, let found = SIPVia.branch(parsing: bytes, in: value) { branch = found }
            if !value.isEmpty { hasVia = true }
        case .contentLength:
            if contentLength < 0 {
                contentLength = bytes.decimal(in: value, limit: UInt64(UInt32.max)).map { Int($0) } ?? -1
            }
        case .contentType: if !contentType.isPresent { contentType = TextPlace(value) }
        case .contentEncoding: isEncoded = isEncoded || !(value.isEmpty || bytes.equals("identity", in: value))
        case .assertedIdentity, .remotePartyID, .privacy, .diversion, .historyInfo: hasIdentities = true
        case .userAgent: if !userAgent.isPresent, !value.isEmpty { userAgent = TextPlace(value) }
        case .server: if !server.isPresent, !value.isEmpty { server = TextPlace(value) }
        case .authorization: hasAuthorization = true
        case .warning:
            if warningCode < 0, value.count >= 3 {
                warningCode =
                    bytes.decimal(in: value.lowerBound..<value.lowerBound + 3, limit: 999).map { Int($0) } ?? -1
            }
        case .rSeq:
            hasResponseNumber = hasResponseNumber || bytes.decimal(in: value, limit: UInt64(UInt32.max)) != nil
        case .sessionExpires:
            if sessionSeconds < 0, let seconds = SIPSessionExpires.seconds(parsing: bytes, in: value) {
                sessionSeconds = Int(seconds)
            }
        case .event:
            if !event.isPresent {
                let name = bytes.trimmed(value.lowerBound..<bytes.elementEnd(ASCII.semicolon, in: value))
                if !name.isEmpty { event = TextPlace(name) }
            }
        case .reason: if !endReason.isPresent, !value.isEmpty { endReason = TextPlace(value) }
        case .chargingVector, .contact, .preferredIdentity, .rAck, .require, .sessionID, .supported: break
        case .referTo: if !referTo.isPresent, !value.isEmpty { referTo = TextPlace(value) }
        case .replaces: if !replaces.isPresent, !value.isEmpty { replaces = TextPlace(value) }
        }
    }

    private mutating func readSequence(in bytes: RawSpan, _ value: Range<Int>) {
        guard let places = SIPCSeq.places(parsing: bytes, in: value) else { return }
        hasSequence = true
        sequence = places.number
        if !isRequest {
            methodName = TextPlace(places.method)
            method = SIPMethodKind(bytes, places.method)
        }
    }

    private mutating func readBody(in bytes: RawSpan, from start: Int, to end: Int) {
        let length = contentLength >= 0 ? contentLength : end - start
        let isTruncated = length > end - start
        let body = start..<(isTruncated ? end : start + length)
        self.body = TextPlace(body)
        bytesBeyond = end - body.upperBound
        guard !body.isEmpty, !isEncoded else { return }
        // Of a body that was cut, the last line may be half a line: a wrong port, if it is read.
        let lines =
            isTruncated ? start..<(bytes.lastIndex(of: ASCII.lineFeed, in: body).map { $0 + 1 } ?? start) : body
        if let type = contentType.range, bytes.equals("application/sdp", in: type) {
            if !lines.isEmpty { sessionDescription = TextPlace(lines) }
            return
        }
        let type = contentType.range.map { SIPContentType(parsing: bytes, in: $0) } ?? SIPContentType()
        if let found = type.sessionDescription(in: bytes, lines) { sessionDescription = TextPlace(found) }
    }
}

/// A method by which calls are followed, or none of these.
package enum SIPMethodKind: UInt8, BitwiseCopyable, Sendable {
    case invite, ack, bye, cancel, prack, update, info, other

    /// The method in `range`; methods are case-sensitive (RFC 3261 §7.1).
    init(_ bytes: RawSpan, _ range: Range<Int>) {
        // Up to eight letters in one number.
        guard range.count <= 6 else {
            self = .other
            return
        }
        var word: UInt64 = 0
        for index in range { word = word << 8 | UInt64(bytes.uint8(at: index)) }
        switch word {
        case 0x49_4E56_4954_45: self = .invite
        case 0x41_434B: self = .ack
        case 0x42_5945: self = .bye
        case 0x43_414E_4345_4C: self = .cancel
        case 0x50_5241_434B: self = .prack
        case 0x55_5044_4154_45: self = .update
        case 0x49_4E46_4F: self = .info
        default: self = .other
        }
    }
}

extension RawSpan {
    /// The text at `place`, without quotes if it stands in some.
    package func unquotedText(_ place: TextPlace) -> String { unquotedText(place.rangeOrEmpty) }

    /// The text at `place`, with each fold as one space, and no longer than descriptions are kept.
    package func descriptiveText(_ place: TextPlace) -> String {
        unfoldedText(place.rangeOrEmpty, limit: SIPLimits.maximumDescriptiveLength)
    }

    /// The text at `place` as it stands.
    package func text(_ place: TextPlace) -> String { text(place.rangeOrEmpty) }

    /// True if at `place` stands `literal`, which has to be in lower case, the case of ASCII letters apart.
    package func equals(_ literal: StaticString, at place: TextPlace) -> Bool {
        place.range.map { equals(literal, in: $0) } ?? false
    }
}
