import CallVocabulary
import WireFormats

/// A SIP message as it stood in the capture.
public struct SeenMessage: Sendable {
    /// Its Call-ID.
    public var callID: String
    /// When it was complete.
    public var at: CaptureTime
    /// The packet that completed it.
    public var packet: PacketReference
    /// Who sent it.
    public var source: TransportEndpoint
    /// Who it went to.
    public var destination: TransportEndpoint
    /// The request method; of a response the method its CSeq names.
    public var method: String
    /// The status code; `nil` for a request.
    public var status: Int?
    /// The reason phrase of a response.
    public var reason: String?
    /// The number in its CSeq.
    public var sequence: UInt32
    /// Whom a request is for, as its first line says.
    public var target: String?
    /// Headers that say why or how: `Reason`, `Warning`, `Refer-To`, …; each name as usually written, in order.
    public var facts: [(name: String, value: String)]
    /// What it describes of media; `nil` without a description, or with one that cannot be read.
    public var media: [DescribedMediaLine]?
    /// The message, byte for byte.
    public var bytes: [UInt8]

    init(
        _ outline: SIPOutline, _ bytes: RawSpan, from start: Int, to end: Int, source: TransportEndpoint,
        destination: TransportEndpoint, at time: CaptureTime, packet: PacketReference
    ) {
        callID = bytes.text(outline.callID)
        at = time
        self.packet = packet
        self.source = source
        self.destination = destination
        method = bytes.text(outline.methodName)
        status = outline.isRequest ? nil : outline.status
        reason = outline.isRequest ? nil : bytes.descriptiveText(outline.reason)
        sequence = outline.sequence
        target = outline.isRequest && outline.target.isPresent ? bytes.text(outline.target) : nil
        var copy: [UInt8] = []
        copy.reserveCapacity(end - start)
        for at in start..<end { copy.append(bytes.uint8(at: at)) }
        self.bytes = copy
        facts = HeaderFacts.read(copy)
        if outline.sessionDescription.isPresent,
            let session = try? SessionDescription(parsing: bytes, in: outline.sessionDescription.rangeOrEmpty)
        {
            media = session.mediaLines.map { DescribedMediaLine($0) }
        }
    }
}

/// A media line of a session description, for people.
public struct DescribedMediaLine: Equatable, Sendable {
    /// `audio`, `video`, `image`, …
    public var kind: String
    /// Where it is received, such as `192.0.2.1:4000`; port 0 refuses the line.
    public var address: String
    /// The same as an endpoint; `nil` where the address is a name or missing.
    public var endpoint: TransportEndpoint?
    /// The port; 0 refuses the line.
    public var port: UInt16
    /// `RTP/AVP`, `udptl`, …
    public var transport: String
    /// `sendrecv`, `sendonly`, `recvonly` or `inactive`.
    public var direction: String
    /// The names of its codecs in the order of the description; a number where one has no name.
    public var codecs: [String]
    /// Packetization time in ms, if stated.
    public var packetMilliseconds: Int?
    /// How its media is secured: `SDES`, `DTLS`, both or neither.
    public var security: [String]
    /// How many candidates of ICE it has.
    public var candidates: Int

    init(_ line: MediaDescription) {
        kind = line.kind.rawValue
        let host = line.connection?.text ?? "?"
        address = host.contains(":") ? "[\(host)]:\(line.port)" : "\(host):\(line.port)"
        endpoint = line.endpoint
        port = line.port
        transport = line.transport
        direction = line.isHeldByAddress && line.direction == .sendrecv ? "held by 0.0.0.0" : line.direction.rawValue
        codecs = DescribedMediaLine.names(line)
        packetMilliseconds = line.packetTimeMilliseconds
        security = (line.hasCrypto ? ["SDES"] : []) + (line.hasFingerprint ? ["DTLS"] : [])
        candidates = line.candidates.count
    }

    /// The codecs' names, each once; with the clock rate where one name is offered at several.
    private static func names(_ line: MediaDescription) -> [String] {
        let codecs = line.formats.map { format -> (name: String, rate: Int?) in
            guard let number = UInt8(format), let codec = line.payloadTypes[number] ?? StaticPayloadTypes.codec(number)
            else { return (format, nil) }
            return (codec.encoding, codec.clockRate)
        }
        var names: [String] = []
        for codec in codecs {
            let isAmbiguous = codecs.contains { $0.name == codec.name && $0.rate != codec.rate }
            let name = isAmbiguous ? codec.name + (codec.rate.map { "/\($0)" } ?? "") : codec.name
            if !names.contains(name) { names.append(name) }
        }
        return names
    }
}

/// The headers that say why something happened, or how it is meant.
enum HeaderFacts {
    /// Long names by lower-case long and compact ones.
    private static let names = [
        "reason": "Reason", "warning": "Warning", "refer-to": "Refer-To", "r": "Refer-To",
        "retry-after": "Retry-After", "session-expires": "Session-Expires", "x": "Session-Expires",
        "expires": "Expires", "event": "Event", "o": "Event", "diversion": "Diversion", "replaces": "Replaces",
        "referred-by": "Referred-By", "b": "Referred-By", "contact": "Contact", "m": "Contact",
        "subscription-state": "Subscription-State", "alert-info": "Alert-Info", "unsupported": "Unsupported",
    ]

    static func read(_ bytes: [UInt8]) -> [(name: String, value: String)] {
        var facts: [(name: String, value: String)] = []
        var start = 0
        var isFirst = true
        while start < bytes.count, facts.count < CloseLookLimits.factsPerMessage {
            let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
            var line = bytes[start..<end]
            if line.last == 0x0D { line = line.dropLast() }
            start = end + 1
            if line.isEmpty { break }
            defer { isFirst = false }
            guard !isFirst, let colon = line.firstIndex(of: 0x3A) else { continue }
            let written = String(decoding: line[..<colon], as: UTF8.self).lowercased()
                .filter { $0 != " " && $0 != "\t" }
            guard let name = names[written] else { continue }
            let value = String(decoding: line[(colon + 1)...].prefix(CloseLookLimits.factBytes), as: UTF8.self)
            facts.append((name, trimmed(value)))
        }
        return facts
    }

    private static func trimmed(_ text: String) -> String {
        var part = text[...]
        while let first = part.first, first == " " || first == "\t" { part = part.dropFirst() }
        while let last = part.last, last == " " || last == "\t" { part = part.dropLast() }
        return String(part)
    }
}
