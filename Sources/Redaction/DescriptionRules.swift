import CallVocabulary

/// What session descriptions say of payloads: which port expects which codec under which number.
struct DescribedMedia: Sendable {
    /// Names of codecs by payload type, of a port.
    private(set) var byEndpoint: [TransportEndpoint: [UInt8: String]] = [:]
    /// Names of codecs by payload type, whoever said so last.
    private(set) var byNumber: [UInt8: String] = [:]

    private var sessionAddress: IPAddress?
    private var address: IPAddress?
    private var port: UInt16?
    private var names: [UInt8: String] = [:]

    /// The most ports remembered.
    static let maximumEndpoints = 100_000

    mutating func begin() {
        sessionAddress = nil
        address = nil
        port = nil
        names = [:]
    }

    mutating func end() {
        guard let port, let address = address ?? sessionAddress, byEndpoint.count < DescribedMedia.maximumEndpoints
        else { return }
        byEndpoint[TransportEndpoint(address: address, port: port), default: [:]].merge(names) { $1 }
        self.port = nil
    }

    mutating func connection(_ text: String) {
        guard let address = IPAddress(text) else { return }
        if port == nil { sessionAddress = address } else { self.address = address }
    }

    mutating func media(port: UInt16?) {
        end()
        address = nil
        names = [:]
        self.port = port
    }

    mutating func map(_ number: UInt8, _ name: String) {
        names[number] = name
        byNumber[number] = name
    }

    /// The codec of a packet between two ports, in lower case.
    func codec(_ number: UInt8, from source: TransportEndpoint, to destination: TransportEndpoint) -> String? {
        byEndpoint[destination]?[number] ?? byEndpoint[source]?[number]
            ?? (number < 96 ? DescribedMedia.fixed[number] : byNumber[number])
    }

    private static let fixed: [UInt8: String] = [0: "pcmu", 8: "pcma", 13: "cn", 19: "cn"]
}

/// Lines of session descriptions (RFC 8866).
enum DescriptionRules {
    static func replace(
        _ bytes: inout [UInt8], _ line: Range<Int>, _ text: inout TextRedaction, _ media: inout DescribedMedia
    ) {
        let value = line.lowerBound + 2..<line.upperBound
        let fields = split(bytes, value)
        switch bytes[line.lowerBound] {
        case UInt8(ascii: "v"), UInt8(ascii: "b"), UInt8(ascii: "z"): text.replaceAddresses(&bytes, value)
        // Often the clock that the origin's numbers are made from.
        case UInt8(ascii: "t"), UInt8(ascii: "r"): text.replace(&bytes, value, .free, .identifier)
        case UInt8(ascii: "m"):
            media.media(port: fields.count > 1 ? number(bytes, fields[1]) : nil)
            text.replaceAddresses(&bytes, value)
        case UInt8(ascii: "c"):
            guard let last = fields.last, fields.count >= 3 else {
                return text.replace(&bytes, value, .identity, .name)
            }
            media.connection(String(decoding: bytes[last].prefix { $0 != 0x2F }, as: UTF8.self))
            text.replace(&bytes, last.lowerBound..<value.upperBound, .identity, .name)
        case UInt8(ascii: "o"):
            guard fields.count >= 6 else { return text.replace(&bytes, value, .identity, .name) }
            text.replace(&bytes, fields[0], .identity, .name)
            text.replace(&bytes, fields[1].lowerBound..<fields[2].upperBound, .identity, .identifier)
            text.replace(&bytes, fields[5].lowerBound..<value.upperBound, .identity, .name)
        case UInt8(ascii: "s"): text.replace(&bytes, value, .free, .text)
        case UInt8(ascii: "k"): text.replaceOpaque(&bytes, value, .key)
        case UInt8(ascii: "a"): attribute(&bytes, value, &text, &media)
        default: text.replace(&bytes, value, .identity, .name)
        }
    }

    static func split(_ bytes: [UInt8], _ range: Range<Int>) -> [Range<Int>] {
        var fields: [Range<Int>] = []
        var at = range.lowerBound
        while at < range.upperBound {
            let end = bytes[at..<range.upperBound].firstIndex(of: 0x20) ?? range.upperBound
            if end > at { fields.append(at..<end) }
            at = end + 1
        }
        return fields
    }

    private static func number(_ bytes: [UInt8], _ range: Range<Int>) -> UInt16? {
        UInt16(String(decoding: bytes[range].prefix(while: ASCIIByte.isDigit), as: UTF8.self))
    }

    private static func attribute(
        _ bytes: inout [UInt8], _ value: Range<Int>, _ text: inout TextRedaction, _ media: inout DescribedMedia
    ) {
        let colon = bytes[value].firstIndex(of: 0x3A) ?? value.upperBound
        let name = String(decoding: bytes[value.lowerBound..<colon].map(ASCIIByte.lowercased), as: UTF8.self)
        let rest = min(colon + 1, value.upperBound)..<value.upperBound
        let fields = split(bytes, rest)
        switch name {
        case "rtpmap":
            if fields.count >= 2, let type = number(bytes, fields[0]), type < 128 {
                let codec = bytes[fields[1]].prefix { $0 != 0x2F }.map(ASCIIByte.lowercased)
                media.map(UInt8(type), String(decoding: codec, as: UTF8.self))
            }
            text.replaceAddresses(&bytes, rest)
        case "fmtp", "ptime", "maxptime", "sendrecv", "sendonly", "recvonly", "inactive", "rtcp-mux", "rtcp-rsize",
            "setup",
            "connection", "mid", "group", "extmap", "rtcp-fb", "ssrc-group", "framerate", "curr", "des", "conf",
            "silencesupp",
            "ice-lite", "ice-options", "extmap-allow-mixed", "bundle-only", "end-of-candidates", "sendrecv ", "content",
            "lang",
            "t38faxversion", "t38maxbitrate", "t38faxfillbitremoval", "t38faxtranscodingmmr", "t38faxtranscodingjbig",
            "t38faxratemanagement", "t38faxmaxbuffer", "t38faxmaxdatagram", "t38faxudpec", "rtcp-xr", "type", "orient",
            "charset",
            "sqn", "cdsc", "cpar", "csup", "acap", "tcap", "pcfg", "acfg", "rtcp-mux-only", "imageattr", "simulcast",
            "rid",
            "sctp-port", "sctpmap", "max-message-size", "range", "control":
            // A control URL names a host.
            if name == "control" {
                text.replace(&bytes, rest, .free, .name)
            } else {
                text.replaceAddresses(&bytes, rest)
            }
        case "rtcp":
            guard let first = fields.first else { return }
            text.replace(&bytes, first.upperBound..<value.upperBound, .free, .name)
        case "candidate", "remote-candidates":
            candidate(&bytes, fields, &text)
        case "ice-ufrag": text.replace(&bytes, rest, .identity, .identifier)
        case "ice-pwd": text.replaceOpaque(&bytes, rest, .credential)
        case "crypto": crypto(&bytes, fields, &text)
        case "fingerprint", "zrtp-hash", "key-mgmt":
            guard let first = fields.first, fields.count > 1 else { return text.replaceOpaque(&bytes, rest, .key) }
            text.replaceOpaque(&bytes, first.upperBound..<value.upperBound, .key)
        case "ssrc":
            guard let first = fields.first, fields.count > 1 else { return }
            let mark = bytes[first.upperBound..<value.upperBound].firstIndex(of: 0x3A) ?? value.upperBound
            text.replace(&bytes, mark..<value.upperBound, .identity, .identifier)
        case "msid", "msid-semantic", "label", "tls-id", "cname":
            text.replace(&bytes, rest, name == "msid-semantic" ? .free : .identity, .identifier)
        // Names that nobody has defined may be somebody's, too.
        default: text.replace(&bytes, value, .free, .text)
        }
    }

    /// `foundation component transport priority address port typ …` (RFC 8839 §5.1).
    private static func candidate(_ bytes: inout [UInt8], _ fields: [Range<Int>], _ text: inout TextRedaction) {
        for (index, field) in fields.enumerated() {
            let before = index > 0 ? String(decoding: bytes[fields[index - 1]], as: UTF8.self) : ""
            let isAddress = bytes[field].contains { $0 == 0x2E || $0 == 0x3A }
            let isFoundation = index == 0 && fields.count >= 6 && fields.count % 3 != 0 || before == "ufrag"
            if isAddress || isFoundation || before == "raddr" || index == 0 && field.count > 2 {
                text.replace(&bytes, field, .identity, .identifier)
            }
        }
    }

    /// `1 AES_CM_128_HMAC_SHA1_80 inline:key|2^20|1:4`: the key alone (RFC 4568 §9.1).
    private static func crypto(_ bytes: inout [UInt8], _ fields: [Range<Int>], _ text: inout TextRedaction) {
        for field in fields.dropFirst(2) {
            var at = field.lowerBound
            while let colon = bytes[at..<field.upperBound].firstIndex(of: 0x3A) {
                let end = bytes[colon..<field.upperBound].firstIndex { $0 == 0x7C || $0 == 0x3B } ?? field.upperBound
                // No key, rather than a wrong one that packets seem to fail.
                if end - colon > 12 { text.overwrite(&bytes, colon + 1..<end) }
                at = max(end, colon + 1)
            }
        }
    }
}
