import CallVocabulary
import WireFormats

/// What the messages of many calls have in common, each kept once: first lines, hops, products, payload types.
struct SignalingTexts {
    /// Names the texts of this run.
    let naming = TextHash()
    private(set) var kinds: [MessageKind] = []
    private(set) var hops: [MessageHop] = []
    private var products: [String] = []
    private var payloads: [SessionPayload] = []
    private var kindByName = IntegerMap()
    private var hopByName = IntegerMap()
    private var productByName = IntegerMap()
    private var payloadByName = IntegerMap()
    /// The descriptions read last, by what they hold: those that are sent again need not be read again.
    private var recent: [(name: UInt64, lines: [SessionSnapshot.Line])] = []

    /// Session descriptions that could not be read.
    private(set) var unreadableDescriptions = 0

    /// Descriptions remembered to be known again; a power of two.
    private static let recentCount = 64

    /// The index of the first line of `message` among ``kinds``.
    mutating func kind(of message: SignalingMessage, in bytes: RawSpan) -> UInt32 {
        let outline = message.outline
        let method =
            outline.method == .other
            ? naming.of(bytes, outline.methodName.rangeOrEmpty) | 0xFF : UInt64(outline.method.rawValue)
        let reason = outline.isRequest ? 0 : naming.of(bytes, outline.reason.rangeOrEmpty)
        let name = naming.mixed(method, naming.mixed(UInt64(truncatingIfNeeded: outline.status), reason))
        if let known = kindByName[name] { return UInt32(truncatingIfNeeded: known) }
        kindByName[name] = Int64(kinds.count)
        kinds.append(
            MessageKind(
                method: bytes.text(outline.methodName), status: message.status,
                reason: outline.isRequest ? nil : bytes.descriptiveText(outline.reason)))
        return UInt32(truncatingIfNeeded: kinds.count - 1)
    }

    /// Where a message came from, as an end of one of ``hops``.
    mutating func hop(from source: TransportEndpoint, to destination: TransportEndpoint) -> HopEnd {
        let left = (source.address.high, source.address.low, source.port)
        let isSecond = left > (destination.address.high, destination.address.low, destination.port)
        let first = isSecond ? destination : source
        let second = isSecond ? source : destination
        let name = naming.mixed(naming.of(first), naming.of(second))
        if let known = hopByName[name] { return HopEnd(hop: Int(known), isSecond: isSecond) }
        hopByName[name] = Int64(hops.count)
        hops.append(MessageHop(first: first, second: second))
        return HopEnd(hop: hops.count - 1, isSecond: isSecond)
    }

    /// The product named at `place`, in a form fit for reports.
    mutating func product(at place: TextPlace, in bytes: RawSpan) -> String {
        let name = naming.of(bytes, place.rangeOrEmpty)
        if let known = productByName[name] { return products[Int(known)] }
        let text = SignalingTexts.printable(bytes.descriptiveText(place))
        guard products.count < AnalysisLimits.sharedTexts else { return text }
        productByName[name] = Int64(products.count)
        products.append(text)
        return text
    }

    /// The text without control characters, at most 120 characters: it comes from a stranger and goes into reports.
    static func printable(_ text: String) -> String {
        if text.utf8.count <= 120, text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
        let kept = text.unicodeScalars.lazy.filter { $0.properties.generalCategory != .control }.prefix(120)
        return String(String.UnicodeScalarView(kept))
    }

    /// The description at `place`, which `packet` carried; `nil` if it is none.
    mutating func session(at place: TextPlace, in bytes: RawSpan, packet: PacketReference) -> SessionSnapshot? {
        let name = naming.of(bytes, place.rangeOrEmpty)
        let slot = Int(truncatingIfNeeded: name & UInt64(SignalingTexts.recentCount - 1))
        if recent.isEmpty { recent = Array(repeating: (0, []), count: SignalingTexts.recentCount) }
        if recent[slot].name == name, !recent[slot].lines.isEmpty {
            return SessionSnapshot(lines: recent[slot].lines, packet: packet)
        }
        guard let outline = SessionOutline(parsing: bytes, at: place, naming: naming) else {
            if place.isPresent { unreadableDescriptions &+= 1 }
            return nil
        }
        var lines: [SessionSnapshot.Line] = []
        lines.reserveCapacity(outline.lines.count)
        for index in outline.lines.indices {
            let payload = payload(of: outline.lines[index].payloadName, line: index, at: place, in: bytes)
            lines.append(SessionSnapshot.Line(outline.lines[index], payload))
        }
        recent[slot] = (name, lines)
        return SessionSnapshot(lines: lines, packet: packet)
    }

    private mutating func payload(
        of name: UInt64, line: Int, at place: TextPlace, in bytes: RawSpan
    ) -> SessionPayload {
        if let known = payloadByName[name] { return payloads[Int(known)] }
        // Few kinds of devices make most of the traffic: the whole of a description is read once for each.
        guard let description = try? SessionDescription(parsing: bytes, in: place.rangeOrEmpty),
            description.mediaLines.indices.contains(line)
        else {
            unreadableDescriptions &+= 1
            return SessionPayload(
                payloadTypes: [:], hasUnnamedTypes: false, transport: "", isRTP: false, isSecured: false)
        }
        let media = description.mediaLines[line]
        let payload = SessionPayload(
            payloadTypes: media.payloadTypes,
            hasUnnamedTypes: media.formats.contains { UInt8($0).map { media.payloadTypes[$0] == nil } ?? false },
            transport: media.transport, isRTP: media.isRTP,
            isSecured: media.hasSecureTransport)
        guard payloads.count < AnalysisLimits.sharedTexts else { return payload }
        payloadByName[name] = Int64(payloads.count)
        payloads.append(payload)
        return payload
    }
}

extension TextHash {
    /// The number of an endpoint.
    func of(_ endpoint: TransportEndpoint) -> UInt64 {
        mixed(mixed(endpoint.address.high, endpoint.address.low), UInt64(endpoint.port))
    }

    /// The number of the text at `place`, without quotes if it stands in some; 0 if there is none or it is empty.
    func ofParameter(_ place: TextPlace, in bytes: RawSpan) -> UInt64 {
        guard let range = place.range, !range.isEmpty else { return 0 }
        guard bytes.uint8(at: range.lowerBound) == 0x22 else { return max(1, of(bytes, range)) }
        let text = Array(bytes.unquotedText(place).utf8)
        return text.isEmpty ? 0 : max(1, of(text.span.bytes, 0..<text.count))
    }
}
