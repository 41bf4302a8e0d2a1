import CallVocabulary
import WireFormats

/// Looks at messages one by one for what costs a call something: digits that are refused, descriptions that are cut.
struct SignalingRemarks {
    private(set) var found: [SignalingRemark] = []
    /// How often ``AnalysisLimits/signalingRemarks`` was met.
    private(set) var unlisted = 0
    private let limit: Int
    /// Requests with digits that wait for their answer, by transaction.
    private var waiting = IntegerMap()
    private var requests: [Request] = []

    private struct Request {
        var at: CaptureTime
        var packet: PacketReference
        var source: TransportEndpoint
        var isAnswered = false
    }

    init(limit: Int) { self.limit = max(1, limit) }

    /// Takes a message of the call with this index; `nil` if it belongs to none that is followed.
    @inline(__always)
    mutating func record(_ message: SignalingMessage, in bytes: RawSpan, call: Int?, naming: TextHash) {
        if message.outline.bytesBeyond > 0 { recordCut(message, in: bytes, call: call) }
        if message.method == .info || message.method == .other { recordDigits(message, in: bytes, call: call, naming) }
    }

    /// Gives calls their new numbers after dialogs were made one call.
    mutating func renumber(_ places: [(index: Int, isTurned: Bool)]) {
        for index in found.indices {
            guard let call = found[index].call, places.indices.contains(call) else { continue }
            found[index].call = places[call].index
        }
    }

    // MARK: Digits

    private mutating func recordDigits(
        _ message: SignalingMessage, in bytes: RawSpan, call: Int?, _ naming: TextHash
    ) {
        if message.isRequest {
            guard SignalingRemarks.carriesDigits(message.outline, in: bytes) else { return }
            let name = naming.mixed(message.callID, UInt64(message.sequence))
            guard waiting[name] == nil else { return }
            guard requests.count < limit else {
                unlisted += 1
                return
            }
            waiting[name] = Int64(requests.count)
            requests.append(Request(at: message.at, packet: message.packet, source: message.source))
            return
        }
        let status = message.outline.status
        guard !requests.isEmpty, status >= 300, status != 401, status != 407,
            let place = waiting[naming.mixed(message.callID, UInt64(message.sequence))].map({ Int($0) }),
            !requests[place].isAnswered
        else { return }
        requests[place].isAnswered = true
        let method = SignalingTexts.printable(bytes.text(message.outline.methodName))
        if let same = found.firstIndex(where: {
            $0.kind == .digitsRefused && $0.call == call && $0.method == method && $0.status == status
        }) {
            found[same].count += 1
            return
        }
        guard found.count < limit else {
            unlisted += 1
            return
        }
        let reason = SignalingTexts.printable(bytes.descriptiveText(message.outline.reason))
        var remark = SignalingRemark(
            kind: .digitsRefused, call: call, method: method, status: status, reason: reason.isEmpty ? nil : reason,
            source: requests[place].source, at: requests[place].at, packet: requests[place].packet)
        remark.answer = message.packet
        remark.answeredAt = message.at
        found.append(remark)
    }

    /// Whether a request carries digits: INFO in any of its usual forms, or NOTIFY of telephone events (RFC 4730, and
    /// the form that came before it).
    private static func carriesDigits(_ outline: SIPOutline, in bytes: RawSpan) -> Bool {
        if outline.event.isPresent {
            return bytes.equals("telephone-event", at: outline.event)
                || bytes.equals("kpml", at: outline.event) && holdsKey(bytes, outline.body.rangeOrEmpty)
        }
        guard !outline.body.rangeOrEmpty.isEmpty else { return false }
        switch outline.contentTypeName(in: bytes) {
        case "application/dtmf-relay", "application/dtmf", "audio/telephone-event",
            "application/vnd.nortelnetworks.digits":
            return true
        case "application/kpml-response+xml": return holdsKey(bytes, outline.body.rangeOrEmpty)
        default: return false
        }
    }

    /// Whether a report of keys holds one: an ended subscription reports none.
    private static func holdsKey(_ bytes: RawSpan, _ body: Range<Int>) -> Bool {
        let name = Array("digits=\"".utf8)
        guard body.count > name.count else { return false }
        for start in body.lowerBound..<body.upperBound - name.count
        where name.indices.allSatisfy({ bytes.uint8(at: start + $0) == name[$0] }) {
            return bytes.uint8(at: start + name.count) != 0x22
        }
        return false
    }

    // MARK: Descriptions

    private mutating func recordCut(_ message: SignalingMessage, in bytes: RawSpan, call: Int?) {
        guard let body = message.outline.body.range, body.upperBound + message.outline.bytesBeyond <= bytes.byteCount
        else { return }
        let beyond = body.upperBound..<body.upperBound + message.outline.bytesBeyond
        // Line ends behind a body, and the next message, are no part of it.
        guard SignalingRemarks.holdsLine(bytes, beyond),
            message.outline.sessionDescription.isPresent
                || message.outline.contentTypeName(in: bytes) == "application/sdp"
        else { return }
        let status = message.status
        let isKnown = found.contains {
            $0.kind == .descriptionCut && $0.call == call && $0.source == message.source && $0.status == status
        }
        guard !isKnown else { return }
        guard found.count < limit else {
            unlisted += 1
            return
        }
        var remark = SignalingRemark(
            kind: .descriptionCut, call: call, method: SignalingTexts.printable(bytes.text(message.outline.methodName)),
            status: status, source: message.source, at: message.at, packet: message.packet)
        remark.announcedBytes = body.count
        remark.bytesBeyond = beyond.count
        remark.hidesMedia =
            !SignalingRemarks.holdsMediaLine(bytes, body)
            && SignalingRemarks.holdsMediaLine(bytes, body.lowerBound..<beyond.upperBound)
        found.append(remark)
    }

    /// Whether a line of a session description begins in `range`: a letter and `=`.
    private static func holdsLine(_ bytes: RawSpan, _ range: Range<Int>) -> Bool {
        var offset = range.lowerBound
        while offset + 1 < range.upperBound {
            let isStart = offset == range.lowerBound || bytes.uint8(at: offset - 1) == 10
            if isStart, (0x61...0x7A).contains(bytes.uint8(at: offset)), bytes.uint8(at: offset + 1) == 0x3D {
                return true
            }
            offset += 1
        }
        return false
    }

    private static func holdsMediaLine(_ bytes: RawSpan, _ range: Range<Int>) -> Bool {
        var offset = range.lowerBound
        while offset + 1 < range.upperBound {
            let isStart = offset == range.lowerBound || bytes.uint8(at: offset - 1) == 10
            if isStart, bytes.uint16(at: offset) == 0x6D3D { return true }
            offset += 1
        }
        return false
    }
}
