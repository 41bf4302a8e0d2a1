/// Replaces what identifies in signaling, line by line: SIP, HTTP upgrades, RTSP and MGCP, and the bodies they carry.
///
/// Lines are read one by one, so that a message cut by a snap length, or met in its middle, is replaced as well.
struct SignalingRedaction: Sendable {
    var text: TextRedaction
    /// What session descriptions say of payloads, by where they are sent.
    var media = DescribedMedia()

    private var rule = HeaderRules.Rule.free
    private var isInBody = false
    private var isBinary = false
    /// Whether the body is packed, so that nothing in it can be replaced.
    private var isPacked = false
    /// Whether headers are those of MGCP, whose letters mean other things.
    private var isGatewayControl = false
    private var bodyKind = BodyKind.other

    enum BodyKind { case other, description, markup, digits, quality, chat }

    init(key: RedactionKey) { text = TextRedaction(key: key) }

    /// Replaces within `range` of `bytes`, which holds messages or pieces of them.
    mutating func replace(_ bytes: inout [UInt8], _ range: Range<Int>) {
        isInBody = false
        isBinary = false
        isPacked = false
        bodyKind = .other
        rule = .free
        media.begin()
        // The line end that a first line left behind is no empty line.
        var at = range.lowerBound
        if at < range.upperBound, bytes[at] == 0x0A { at += 1 }
        while at < range.upperBound {
            var next = at
            while next < range.upperBound, bytes[next] != 0x0A { next += 1 }
            var end = next
            if end > at, bytes[end - 1] == 0x0D { end -= 1 }
            next = min(next + 1, range.upperBound)
            line(&bytes, at..<end)
            at = next
        }
        media.end()
    }

    /// Replaces a message of MGCP (RFC 3435 §3): verb or code and transaction stay.
    mutating func replaceGatewayControl(_ bytes: inout [UInt8], _ range: Range<Int>) {
        let end = bytes[range].firstIndex(of: 0x0A) ?? range.upperBound
        let fields = DescriptionRules.split(bytes, range.lowerBound..<end)
        if fields.count > 2 {
            var last = end
            if has(bytes, "mgcp ", at: fields[max(2, fields.count - 2)].lowerBound, to: end) {
                last = fields[max(2, fields.count - 2)].lowerBound
            }
            text.replace(&bytes, fields[2].lowerBound..<max(fields[2].lowerBound, last), .free, .name)
        }
        isGatewayControl = true
        replace(&bytes, end..<range.upperBound)
        isGatewayControl = false
    }

    private mutating func line(_ bytes: inout [UInt8], _ line: Range<Int>) {
        guard !line.isEmpty else {
            isInBody = true
            return
        }
        if isStart(bytes, line) {
            begin(&bytes, line)
        } else if isInBody {
            body(&bytes, line)
        } else {
            header(&bytes, line)
        }
    }

    // MARK: Start lines

    private func has(_ bytes: [UInt8], _ text: StaticString, at: Int, to end: Int) -> Bool {
        guard at >= 0, end - at >= text.utf8CodeUnitCount else { return false }
        return text.withUTF8Buffer { buffer in
            for (index, byte) in buffer.enumerated() where ASCIIByte.lowercased(bytes[at + index]) != byte {
                return false
            }
            return true
        }
    }

    private func isStart(_ bytes: [UInt8], _ line: Range<Int>) -> Bool {
        if has(bytes, "sip/2.0 ", at: line.lowerBound, to: line.upperBound) { return true }
        if has(bytes, "http/1.", at: line.lowerBound, to: line.upperBound) { return true }
        if has(bytes, "rtsp/1.0 ", at: line.lowerBound, to: line.upperBound) { return true }
        guard (0x41...0x5A).contains(bytes[line.lowerBound]) else { return false }
        if has(bytes, " sip/2.0", at: line.upperBound - 8, to: line.upperBound) { return true }
        if has(bytes, " rtsp/1.0", at: line.upperBound - 9, to: line.upperBound) { return true }
        if has(bytes, " mgcp 1.0", at: line.upperBound - 9, to: line.upperBound) { return true }
        return has(bytes, " http/1.", at: line.upperBound - 9, to: line.upperBound)
    }

    private mutating func begin(_ bytes: inout [UInt8], _ line: Range<Int>) {
        media.end()
        media.begin()
        isInBody = false
        isBinary = false
        isPacked = false
        bodyKind = .other
        rule = .free
        let first = bytes[line].firstIndex(of: 0x20) ?? line.upperBound
        if bytes[line.lowerBound..<first].contains(0x2F) {
            // A status: version and code stay.
            let reason = min(first + 4, line.upperBound)
            text.replace(&bytes, reason..<line.upperBound, .free, .text)
        } else {
            let last = bytes[line].lastIndex(of: 0x20) ?? line.upperBound
            if first < last { text.replace(&bytes, first..<last, .identity, .name) }
        }
    }

    // MARK: Headers

    private mutating func header(_ bytes: inout [UInt8], _ line: Range<Int>) {
        var value = line
        if bytes[line.lowerBound] != 0x20, bytes[line.lowerBound] != 0x09 {
            guard let colon = bytes[line].firstIndex(of: 0x3A), colon - line.lowerBound <= 64,
                bytes[line.lowerBound..<colon].allSatisfy({ $0 > 0x20 && $0 < 0x7F || $0 == 0x20 })
            else {
                if isDescription(bytes, line) { return description(&bytes, line) }
                text.replace(&bytes, line, .identity, .text)
                return
            }
            var name = bytes[line.lowerBound..<colon].map(ASCIIByte.lowercased)
            while name.last == 0x20 { name.removeLast() }
            if isGatewayControl {
                rule = .free
            } else if let known = HeaderRules.rule(name) {
                rule = known
            } else {
                rule = .free
                text.replace(&bytes, line.lowerBound..<colon, .free, .text)
            }
            if name == Array("content-encoding".utf8) || name == [0x65] {
                isPacked = !has(bytes, "identity", at: line.upperBound - 8, to: line.upperBound)
            }
            value = colon + 1..<line.upperBound
        }
        switch rule {
        case .keep: text.replaceAddresses(&bytes, value)
        case .type: type(&bytes, value)
        case .free: text.replace(&bytes, value, .free, .text)
        case .coded: text.replace(&bytes, SignalingRedaction.behindCode(bytes, value), .free, .text)
        case .identity(let kind): text.replace(&bytes, value, .identity, kind)
        case .opaque: text.replaceOpaque(&bytes, value, .credential)
        }
    }

    /// What follows a code of three digits.
    private static func behindCode(_ bytes: [UInt8], _ value: Range<Int>) -> Range<Int> {
        var at = value.lowerBound
        while at < value.upperBound, bytes[at] == 0x20 { at += 1 }
        let code = bytes[at..<value.upperBound].prefix(while: ASCIIByte.isDigit)
        return (code.count == 3 ? code.endIndex : at)..<value.upperBound
    }

    private mutating func type(_ bytes: inout [UInt8], _ value: Range<Int>) {
        let lower = bytes[value].map(ASCIIByte.lowercased)
        let words = String(decoding: lower.prefix { $0 != 0x3B }, as: UTF8.self)
        func names(_ part: String) -> Bool { words.contains(part) }
        isBinary = names("isup") || names("qsig") || names("octet-stream") || names("image/") || names("pkcs7")
        if names("/sdp") {
            bodyKind = .description
        } else if names("xml") {
            bodyKind = .markup
        } else if names("dtmf") {
            bodyKind = .digits
        } else if names("vq-rtcpxr") {
            bodyKind = .quality
        } else if names("text/") || names("im-iscomposing") {
            bodyKind = .chat
        } else {
            bodyKind = .other
        }
        guard let semicolon = bytes[value].firstIndex(of: 0x3B) else { return }
        text.replace(&bytes, semicolon..<value.upperBound, .identity, .identifier)
    }

    // MARK: Bodies

    private func isDescription(_ bytes: [UInt8], _ line: Range<Int>) -> Bool {
        line.count >= 2 && bytes[line.lowerBound + 1] == 0x3D && (0x61...0x7A).contains(bytes[line.lowerBound])
    }

    private mutating func body(_ bytes: inout [UInt8], _ line: Range<Int>) {
        if line.count > 2, bytes[line.lowerBound] == 0x2D, bytes[line.lowerBound + 1] == 0x2D {
            isBinary = false
            bodyKind = .other
            return text.replace(&bytes, line, .identity, .identifier)
        }
        if isBinary || isPacked {
            for index in line { bytes[index] = 0 }
            return
        }
        if bodyKind == .description || bodyKind == .other, isDescription(bytes, line) {
            return description(&bytes, line)
        }
        switch bodyKind {
        case .markup: markup(&bytes, line)
        case .digits: digits(&bytes, line)
        case .quality: quality(&bytes, line)
        case .chat: text.replace(&bytes, line, .identity, .text)
        case .description: text.replace(&bytes, line, .identity, .text)
        case .other:
            if bytes[line].contains(0x3C), !bytes[line].contains(0x3A) {
                markup(&bytes, line)
            } else if let colon = bytes[line].firstIndex(of: 0x3A), colon - line.lowerBound <= 40 {
                partHeader(&bytes, line, colon)
            } else if bytes[line].first == 0x3C {
                markup(&bytes, line)
            } else {
                text.replace(&bytes, line, .identity, .text)
            }
        }
        // What is neither text nor told by its type.
        for index in line where bytes[index] < 0x20 && bytes[index] != 0x09 { bytes[index] = 0 }
    }

    /// A header of a part of a body, or of a message inside a message.
    private mutating func partHeader(_ bytes: inout [UInt8], _ line: Range<Int>, _ colon: Int) {
        let name = bytes[line.lowerBound..<colon].map(ASCIIByte.lowercased)
        let rule = HeaderRules.rule(name)
        if rule == nil { text.replace(&bytes, line.lowerBound..<colon, .free, .text) }
        switch rule ?? .free {
        case .keep: text.replaceAddresses(&bytes, colon + 1..<line.upperBound)
        case .type: type(&bytes, colon + 1..<line.upperBound)
        case .free: text.replace(&bytes, colon..<line.upperBound, .free, .text)
        case .coded:
            text.replace(&bytes, SignalingRedaction.behindCode(bytes, colon + 1..<line.upperBound), .free, .text)
        case .identity(let kind): text.replace(&bytes, colon..<line.upperBound, .identity, kind)
        case .opaque: text.replaceOpaque(&bytes, colon + 1..<line.upperBound, .credential)
        }
    }

    /// `Signal=5`, or the digit alone.
    private mutating func digits(_ bytes: inout [UInt8], _ line: Range<Int>) {
        if has(bytes, "duration", at: line.lowerBound, to: line.upperBound) { return }
        for index in line where ASCIIByte.isDigit(bytes[index]) { bytes[index] = 0x31 }
    }

    /// Voice quality reports (RFC 6035): figures stay, ends do not.
    private mutating func quality(_ bytes: inout [UInt8], _ line: Range<Int>) {
        guard let colon = bytes[line].firstIndex(of: 0x3A) else { return }
        let name = String(decoding: bytes[line.lowerBound..<colon].map(ASCIIByte.lowercased), as: UTF8.self)
        let value = colon + 1..<line.upperBound
        switch name {
        case "callid", "dialogid": text.replace(&bytes, value, .identity, .identifier)
        case "localid", "remoteid", "origid", "fromid", "toid", "localgroup", "remotegroup", "confid":
            text.replace(&bytes, value, .identity, .name)
        case "localmac", "remotemac": text.replace(&bytes, value, .identity, .hardwareAddress)
        case "localaddr", "remoteaddr": endpoint(&bytes, value)
        default:
            // Devices write ends and accounts under names of their own.
            if name.hasPrefix("x-") {
                text.replace(&bytes, value, .free, .text)
            } else {
                text.replaceAddresses(&bytes, value)
            }
        }
    }

    /// `IP=192.0.2.1 PORT=4000 SSRC=2468abcd`: the address alone.
    private mutating func endpoint(_ bytes: inout [UInt8], _ value: Range<Int>) {
        var at = value.lowerBound
        while at < value.upperBound {
            var end = at
            while end < value.upperBound, bytes[end] != 0x20 { end += 1 }
            if has(bytes, "ip=", at: at, to: end) { text.replace(&bytes, at + 3..<end, .identity, .address) }
            at = end + 1
        }
    }

    /// XML: what the standards call their own stays.
    private mutating func markup(_ bytes: inout [UInt8], _ line: Range<Int>) {
        var at = line.lowerBound
        var isInTag = false
        while at < line.upperBound {
            if bytes[at] == 0x3C {
                isInTag = true
                at += 1
                continue
            }
            guard isInTag else {
                let end = bytes[at..<line.upperBound].firstIndex(of: 0x3C) ?? line.upperBound
                // A line that goes on within a tag begins with attributes.
                let isAttribute = end == line.upperBound && bytes[at..<end].contains(0x3D)
                if isAttribute {
                    isInTag = true
                    continue
                }
                text.replace(&bytes, at..<end, .free, .text)
                at = end
                continue
            }
            if bytes[at] == 0x3E {
                isInTag = false
                at += 1
                continue
            }
            guard bytes[at] == 0x22 || bytes[at] == 0x27 else {
                // Names may be anybody's, too.
                let end =
                    bytes[at..<line.upperBound].firstIndex { $0 == 0x22 || $0 == 0x27 || $0 == 0x3E } ?? line.upperBound
                text.replace(&bytes, at..<end, .free, .text)
                at = max(end, at + 1)
                continue
            }
            let quote = bytes[at]
            let end = bytes[(at + 1)..<line.upperBound].firstIndex(of: quote) ?? line.upperBound
            let isStandard =
                has(bytes, "urn:ietf:params", at: at + 1, to: end)
                || has(bytes, "http://www.w3.org", at: at + 1, to: end)
                || has(bytes, "urn:oma", at: at + 1, to: end)
            if !isStandard { text.replace(&bytes, at + 1..<end, .free, .text) }
            at = min(end + 1, line.upperBound)
        }
    }

    private mutating func description(_ bytes: inout [UInt8], _ line: Range<Int>) {
        DescriptionRules.replace(&bytes, line, &text, &media)
    }
}
