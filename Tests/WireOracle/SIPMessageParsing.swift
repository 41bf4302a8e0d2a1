import CallVocabulary
import WireFormats

extension SIPMessage {
    /// Reads the message that begins at `start` and ends no later than `end`.
    ///
    /// The body ends where `Content-Length` says; without one, at `end`, as in a datagram (RFC 3261 §18.3). What
    /// follows the body is left alone. For a stream, ``SIPFraming`` finds `end` first. A message that ends within its
    /// headers is read up to the last whole line, because a snap length cuts messages there.
    package init(parsing bytes: RawSpan, from start: Int, to end: Int) throws(WireError) {
        guard start >= 0, start <= end, end <= bytes.byteCount else { throw WireError(.lengthOutOfBounds, at: 0) }
        guard end - start <= SIPLimits.maximumMessageLength else { throw WireError(.limitExceeded, at: start) }
        var offset = start
        while offset < end,
            bytes.uint8(at: offset) == ASCII.carriageReturn || bytes.uint8(at: offset) == ASCII.lineFeed
        {
            offset += 1
        }
        guard let first = bytes.line(from: offset, to: end) else { throw WireError(.truncated, at: end) }
        self.init(startLine: try SIPStartLine(parsing: bytes, in: first.content), bodyAt: end)

        var content = SIPFieldsSeen()
        var count = 0
        offset = first.next
        while let line = SIPHeaderLine(parsing: bytes, from: offset, to: end) {
            guard count < SIPLimits.maximumHeaders else { throw WireError(.limitExceeded, at: offset) }
            count += 1
            offset = line.next
            guard line.isField else {
                malformedLineCount += 1
                continue
            }
            guard let header = SIPHeader(bytes, name: line.name) else { continue }
            read(header, in: bytes, line.value, &content)
        }
        guard let blank = bytes.line(from: offset, to: end), blank.content.isEmpty else {
            isCutInHeaders = true
            contentLength = content.length
            body.contentType = content.type?.name
            body.isTruncated = content.length.map { $0 > 0 } ?? false
            endOffset = end
            return
        }
        readBody(in: bytes, from: blank.next, to: end, content)
    }

    private mutating func read(
        _ header: SIPHeader, in bytes: RawSpan, _ value: Range<Int>, _ content: inout SIPFieldsSeen
    ) {
        switch header {
        // Where a field may stand only once, the first counts: a second is an attempt to mislead (RFC 4475 §3.3.8).
        case .callID: if callID == nil, !value.isEmpty { callID = SIPCallID(rawValue: bytes.text(value)) }
        case .cSeq: if cSeq == nil { cSeq = SIPCSeq(parsing: bytes, in: value) }
        case .from: readFrom(in: bytes, value, &content)
        case .to: readTo(in: bytes, value, &content)
        case .via: readVia(in: bytes, value)
        case .contact: if contact == nil { contact = SIPAddress.list(parsing: bytes, in: value).first }
        case .contentLength:
            if content.length == nil {
                content.length = bytes.decimal(in: value, limit: UInt64(UInt32.max)).map { Int($0) }
            }
        case .contentType:
            if content.type == nil { content.type = SIPContentType(parsing: bytes, in: value) }
        case .contentEncoding:
            content.isEncoded = content.isEncoded || !(value.isEmpty || bytes.equals("identity", in: value))
        case .assertedIdentity, .remotePartyID, .privacy, .diversion, .historyInfo:
            identities.read(header, in: bytes, value)
        case .preferredIdentity:
            SIPLimits.append(SIPAddress.list(parsing: bytes, in: value), to: &preferredIdentities)
        case .userAgent: if userAgent == nil { userAgent = SIPMessage.description(bytes, value) }
        case .server: if server == nil { server = SIPMessage.description(bytes, value) }
        case .warning:
            if warningCode == nil, value.count >= 3 {
                let digits = value.lowerBound..<value.lowerBound + 3
                warningCode = bytes.decimal(in: digits, limit: 999).map { Int($0) }
            }
        case .authorization: hasAuthorization = true
        case .require: SIPLimits.append(bytes.words(in: value), to: &required)
        case .supported: SIPLimits.append(bytes.words(in: value), to: &supported)
        case .rSeq: if rSeq == nil { rSeq = bytes.decimal(in: value, limit: UInt64(UInt32.max)).map { UInt32($0) } }
        case .rAck: if rAck == nil { rAck = SIPRAck(parsing: bytes, in: value) }
        case .sessionExpires:
            if sessionExpires == nil { sessionExpires = SIPSessionExpires(parsing: bytes, in: value) }
        case .reason:
            for element in bytes.listElements(in: value, limit: SIPLimits.maximumListedValues)
            where reasons.count < SIPLimits.maximumListedValues {
                if let reason = SIPReason(parsing: bytes, in: element) { reasons.append(reason) }
            }
        case .event: if event == nil { event = bytes.firstParameterless(value).map { bytes.lowercasedText($0) } }
        case .referTo: if referTo == nil { referTo = SIPAddress(parsing: bytes, in: value) }
        case .replaces:
            if replacedCallID == nil {
                replacedCallID = bytes.firstParameterless(value).map { SIPCallID(rawValue: bytes.text($0)) }
            }
        case .sessionID:
            if sessionID == nil { sessionID = bytes.firstParameterless(value).map { bytes.lowercasedText($0) } }
        case .chargingVector:
            if chargingID == nil { chargingID = SIPParameters(parsing: bytes, in: value)["icid-value"] }
        }
    }

    private mutating func readFrom(in bytes: RawSpan, _ value: Range<Int>, _ content: inout SIPFieldsSeen) {
        guard !content.hasFrom else { return }
        content.hasFrom = true
        from = SIPAddress(parsing: bytes, in: value)
        fromTag = from != nil ? from?.tag : SIPAddress.tagWithoutURI(parsing: bytes, in: value)
    }

    private mutating func readTo(in bytes: RawSpan, _ value: Range<Int>, _ content: inout SIPFieldsSeen) {
        guard !content.hasTo else { return }
        content.hasTo = true
        to = SIPAddress(parsing: bytes, in: value)
        toTag = to != nil ? to?.tag : SIPAddress.tagWithoutURI(parsing: bytes, in: value)
    }

    private mutating func readVia(in bytes: RawSpan, _ value: Range<Int>) {
        var start = value.lowerBound
        while start < value.upperBound {
            let end = bytes.elementEnd(ASCII.comma, in: start..<value.upperBound)
            if viaCount == 0 {
                topmostVia = SIPVia(parsing: bytes, in: start..<end)
                branch = topmostVia?.branch
            }
            viaCount += 1
            start = end + 1
        }
    }

    private mutating func readBody(in bytes: RawSpan, from start: Int, to end: Int, _ content: SIPFieldsSeen) {
        let length = content.length ?? end - start
        let isTruncated = length > end - start
        let bodyEnd = isTruncated ? end : start + length
        let range = start..<bodyEnd
        // Of a body that was cut, the last line may be half a line: a wrong port, if it is read.
        let lines =
            isTruncated ? start..<(bytes.lastIndex(of: ASCII.lineFeed, in: range).map { $0 + 1 } ?? start) : range
        let type = content.type ?? SIPContentType()
        contentLength = content.length
        body = SIPBody(
            range: range, contentType: type.name.isEmpty ? nil : type.name, isTruncated: isTruncated,
            sessionDescription: content.isEncoded ? nil : type.sessionDescription(in: bytes, lines))
        endOffset = bodyEnd
    }

    private static func description(_ bytes: RawSpan, _ value: Range<Int>) -> String? {
        value.isEmpty ? nil : bytes.unfoldedText(value, limit: SIPLimits.maximumDescriptiveLength)
    }
}

/// What is remembered from one header field to the next: those that say how to read the body, and those that count
/// only once.
private struct SIPFieldsSeen {
    var hasFrom = false
    var hasTo = false
    var length: Int?
    var type: SIPContentType?
    var isEncoded = false
}

extension RawSpan {
    /// The value in `range` without the parameters that follow it; `nil` if nothing is left.
    fileprivate func firstParameterless(_ range: Range<Int>) -> Range<Int>? {
        let value = trimmed(range.lowerBound..<elementEnd(ASCII.semicolon, in: range))
        return value.isEmpty ? nil : value
    }
}
