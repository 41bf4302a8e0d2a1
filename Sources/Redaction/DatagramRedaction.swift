import CallVocabulary
import WireFormats

/// A datagram: between whom, and where its bytes lie.
struct DatagramPlace {
    var source: TransportEndpoint
    var destination: TransportEndpoint
    var range: Range<Int>
    var wireLength: Int
    var depth: Int
    var isQuoted = false
    /// Whether it was found inside another datagram; those end there.
    var isCarried = false

    func involves(_ ports: UInt16...) -> Bool { ports.contains(source.port) || ports.contains(destination.port) }
}

/// What datagrams carry, told apart in the order in which the analysis does it.
extension CaptureRedactor {
    mutating func datagram(_ bytes: inout [UInt8], _ place: DatagramPlace) {
        let range = place.range
        guard let first = range.first else { return }
        let isVersionTwo = range.count >= 12 && bytes[first] >> 6 == 2
        if isVersionTwo, !(192...223).contains(bytes[first + 1]), media(&bytes, place) { return }
        if !place.isCarried, tunnel(&bytes, place) { return }
        if !place.isCarried, carried(&bytes, place) { return }
        if range.count >= 4, bytes[first] >> 6 == 2, (192...223).contains(bytes[first + 1]), isControl(bytes, place) {
            control(&bytes, range)
            return note("RTCP")
        }
        let isSIP = bytes.withUnsafeBytes {
            SIPFraming.looksLikeSIP($0.bytes, from: range.lowerBound, to: range.upperBound)
        }
        if isSIP {
            signaling.replace(&bytes, range)
            return note("SIP messages")
        }
        if (20...25).contains(bytes[first]), range.count >= 13,
            [0xFEFF, 0xFEFD, 0x0100].contains(bytes.number16(first + 1))
        {
            handshake(&bytes, range)
            return note("DTLS")
        }
        if range.count >= 12, bytes[first] >> 4 == 1, bytes.number32(first + 4) == 0x5A52_5450 {
            bytes.blank(min(range.upperBound, first + 24)..<range.upperBound)
            return note("ZRTP")
        }
        otherText(&bytes, place)
    }

    private func isControl(_ bytes: [UInt8], _ place: DatagramPlace) -> Bool {
        place.wireLength >= 4 * (Int(bytes.number16(place.range.lowerBound + 2)) + 1)
    }

    private mutating func otherText(_ bytes: inout [UInt8], _ place: DatagramPlace) {
        let range = place.range
        let (start, end) = (range.lowerBound, range.upperBound)
        let isGatewayControl = bytes.withUnsafeBytes { MGCPText.begins($0.bytes, from: start, to: end) }
        if place.involves(2_427, 2_727), isGatewayControl {
            signaling.replaceGatewayControl(&bytes, range)
            return note("MGCP messages")
        }
        let isStreaming = bytes.withUnsafeBytes { RTSPText.begins($0.bytes, from: start, to: end) }
        if place.involves(554, 8_554), isStreaming {
            signaling.replace(&bytes, range)
            return note("RTSP messages")
        }
        if bytes[range].allSatisfy({ $0 == 0 || $0 == 0x0D || $0 == 0x0A }) { return }
        // What it is, as far as the first bytes say so, stays visible.
        var kept = 0
        var what = "other UDP"
        if place.involves(1_718, 1_719) {
            kept = 3
            what = "H.323"
        } else if place.involves(51_820) {
            kept = 3
            what = "encrypted tunnels"
        } else if place.involves(443) {
            kept = 5
            what = "encrypted web traffic"
        }
        fill(&bytes, min(end, start + kept)..<end, what)
    }

    /// Leaves out what a datagram holds: nothing anybody reads, and the same for the same alone, so that what was no copy of
    /// another does not become one.
    private mutating func fill(_ bytes: inout [UInt8], _ range: Range<Int>, _ what: String) {
        guard let first = range.first else { return }
        let hasHead = first > 0 && range.count > 2
        var stream = NumberStream(media.key.number(.payload, bytes[range]))
        let mark = stream.next()
        bytes.blank(range)
        // Behind a head like that of an empty question to a name server, which no reader takes offence at.
        for index in range where index >= first + 12 { bytes[index] = UInt8(truncatingIfNeeded: stream.next()) }
        if hasHead {
            bytes[first] = 0x60 | UInt8(truncatingIfNeeded: mark & 0x0F)
            bytes[first + 1] = UInt8(truncatingIfNeeded: mark >> 8)
        }
        noise.append(range)
        tally.leftOut[what, default: 0] += 1
    }

    // MARK: RTP

    /// Replaces what a packet of RTP carries; false if it is none.
    private mutating func media(_ bytes: inout [UInt8], _ place: DatagramPlace) -> Bool {
        let range = place.range
        let start = range.lowerBound
        let header = bytes.withUnsafeBytes {
            RTPHeader(
                parsing: $0.bytes, from: start, to: range.upperBound, wireLength: place.wireLength, mayBeEncrypted: true
            )
        }
        guard let header else { return false }
        let flow = SourceCounts.Flow(source: place.source, destination: place.destination, ssrc: header.ssrc)
        if pass == .survey, !place.isQuoted { sources.add(flow) }
        let described = signaling.media.byEndpoint
        let isDescribed = described[place.destination] != nil || described[place.source] != nil
        let isStream = isDescribed || place.isQuoted || sources.isStream(flow)
        // Services below 1024 are not asked with RTP, whatever their first byte is.
        let isService = min(place.source.port, place.destination.port) < 1_024 && sources.count(of: flow) < 3
        if !isDescribed, isService || place.involves(53, 5_353, 137, 1_900) {
            guard pass == .writing else { return true }
            fill(&bytes, range, place.involves(443) ? "encrypted web traffic" : "other UDP")
            return true
        }
        guard pass == .writing else { return true }
        var payload = header.capturedPayload(to: range.upperBound)
        // The last byte tells whether this can be padding.
        if header.hasImpossiblePadding, !payload.isEmpty { payload = payload.dropLast() }
        let fixed = start + 12..<min(range.upperBound, header.payloadOffset)
        if !isStream {
            bytes.blank(fixed)
        } else if header.hasExtension {
            blankExtension(&bytes, fixed, csrcs: Int(header.csrcCount))
        }
        var codec = signaling.media.codec(header.payloadType, from: place.source, to: place.destination)
        if codec == nil, header.payloadType >= 96, MediaReplacement.mayBeEvent(bytes, payload) {
            codec = "telephone-event"
        }
        let behind = min(payload.upperBound, range.upperBound)..<range.upperBound
        media.replace(&bytes, payload, codec: codec)
        if isStream { speech.append(payload.lowerBound..<max(payload.lowerBound, range.upperBound)) }
        if !behind.isEmpty, !header.hasImpossiblePadding {
            // Padding: its count stays.
            bytes.blank(behind.lowerBound..<behind.upperBound - 1)
        }
        // Counters and clocks in front may read as anything, too.
        noise.append(start..<max(start, min(payload.upperBound, range.upperBound)))
        tally.payloads[codec ?? "type \(header.payloadType)", default: 0] += 1
        return true
    }

    /// The elements of a header extension (RFC 8285 §4.2) keep their headers; what they say is blanked.
    private func blankExtension(_ bytes: inout [UInt8], _ range: Range<Int>, csrcs: Int) {
        let start = range.lowerBound + 4 * csrcs
        guard start + 4 <= range.upperBound else { return }
        guard bytes.number16(start) == 0xBEDE else { return bytes.blank(start + 4..<range.upperBound) }
        var at = start + 4
        while at < range.upperBound {
            guard bytes[at] != 0 else {
                at += 1
                continue
            }
            let length = Int(bytes[at] & 0x0F) + 1
            bytes.blank(at + 1..<min(range.upperBound, at + 1 + length))
            at += 1 + length
        }
    }

    // MARK: RTCP

    /// Names and reasons are replaced, figures stay (RFC 3550 §6).
    mutating func control(_ bytes: inout [UInt8], _ range: Range<Int>) {
        var at = range.lowerBound
        while range.upperBound - at >= 4, bytes[at] >> 6 == 2, (192...223).contains(bytes[at + 1]) {
            let end = min(range.upperBound, at + 4 * (Int(bytes.number16(at + 2)) + 1))
            switch bytes[at + 1] {
            case 202: descriptions(&bytes, at..<end)
            case 203:
                let reason = at + 4 + 4 * Int(bytes[at] & 0x1F)
                if reason < end {
                    let text = reason + 1..<min(end, reason + 1 + Int(bytes[reason]))
                    signaling.text.replace(&bytes, text, .free, .text)
                }
            case 204: bytes.blank(min(end, at + 12)..<end)
            case 192...199, 208...223:
                if bytes[at + 1] != 192, bytes[at + 1] != 193 { bytes.blank(min(end, at + 8)..<end) }
            default: break
            }
            at = end
        }
        // What is no RTCP: the index and the tag of SRTCP, or ciphertext.
        if at < range.upperBound { media.opaque(&bytes, at..<range.upperBound, keeping: min(4, range.upperBound - at)) }
        noise.append(at..<range.upperBound)
    }

    private mutating func descriptions(_ bytes: inout [UInt8], _ range: Range<Int>) {
        var at = range.lowerBound + 4
        while range.upperBound - at >= 8 {
            at += 4
            while at + 2 <= range.upperBound, bytes[at] != 0 {
                let text = at + 2..<min(range.upperBound, at + 2 + Int(bytes[at + 1]))
                // A tool is a product; the others name somebody.
                let isTool = bytes[at] == 6
                signaling.text.replace(&bytes, text, isTool ? .free : .identity, isTool ? .text : .identifier)
                at += 2 + Int(bytes[at + 1])
            }
            at += 4 - (at - range.lowerBound) % 4
        }
    }

    // MARK: DTLS

    /// Records and the kinds of handshake messages stay, and hellos but for their random numbers; the rest is left out, as
    /// certificates are.
    private mutating func handshake(_ bytes: inout [UInt8], _ range: Range<Int>) {
        var at = range.lowerBound
        while range.upperBound - at >= 13 {
            let end = min(range.upperBound, at + 13 + Int(bytes.number16(at + 11)))
            let isPlain = bytes.number16(at + 3) == 0
            if bytes[at] == 22, isPlain, end - at >= 25 {
                let kind = bytes[at + 13]
                if kind == 1 || kind == 2 {
                    bytes.blank(at + 27..<max(at + 27, min(end, at + 59)))
                    blankNames(&bytes, at + 59..<max(at + 59, end))
                } else {
                    bytes.blank(at + 25..<end)
                }
            } else if bytes[at] != 20 {
                bytes.blank(at + 13..<end)
            }
            at = end
        }
    }

    /// The name of a server in a hello (RFC 6066 §3): extension 0, type of name 0.
    private mutating func blankNames(_ bytes: inout [UInt8], _ range: Range<Int>) {
        for at in range where at + 9 <= range.upperBound && bytes.number16(at) == 0 && bytes[at + 6] == 0 {
            let length = Int(bytes.number16(at + 7))
            if length > 3, Int(bytes.number16(at + 2)) == length + 5, Int(bytes.number16(at + 4)) == length + 3 {
                bytes.blank(at + 9..<min(range.upperBound, at + 9 + length))
            }
        }
    }
}
