import CallVocabulary

/// RTSP as far as its media is found: messages, `$` frames between them, transports, session descriptions
/// (RFC 2326 §§10.12, 12.39, 15).
package enum RTSPText {
    /// What stands at a place in a byte stream that carries RTSP.
    package enum Frame: Equatable, Sendable {
        /// A whole message.
        case message(Range<Int>)
        /// A packet of a channel between the messages.
        case interleaved(channel: UInt8, Range<Int>)
        /// So many bytes of line ends.
        case lineEnds(Int)
        /// The beginning of one of these.
        case needMore
        /// Nothing of RTSP.
        case none
    }

    /// Whether a request or a response begins at `start`.
    package static func begins(_ bytes: RawSpan, from start: Int, to end: Int) -> Bool {
        guard start >= 0, end <= bytes.byteCount, start < end else { return false }
        if bytes.hasPrefix("rtsp/", in: start..<end) { return true }
        guard ASCII.isLetter(bytes.uint8(at: start)) else { return false }
        let space = bytes.firstIndex(of: ASCII.space, in: start..<min(end, start + 20))
        guard let space else { return false }
        return bytes.hasPrefix("rtsp://", in: space + 1..<end) || bytes.hasPrefix("rtspu://", in: space + 1..<end)
            || bytes.hasPrefix("* rtsp/", in: space + 1..<end)
    }

    /// What stands at `start`.
    package static func next(_ bytes: RawSpan, from start: Int, to end: Int) -> Frame {
        guard start >= 0, end <= bytes.byteCount, start < end else { return .needMore }
        switch bytes.uint8(at: start) {
        case 0x24:
            guard end - start >= 4 else { return .needMore }
            let length = Int(bytes.uint16(at: start + 2))
            guard end - start >= 4 + length else { return .needMore }
            return .interleaved(channel: bytes.uint8(at: start + 1), start + 4..<start + 4 + length)
        case ASCII.carriageReturn, ASCII.lineFeed: return .lineEnds(1)
        default: break
        }
        guard begins(bytes, from: start, to: end) else {
            let isLetter = ASCII.isLetter(bytes.uint8(at: start))
            return isLetter && end - start < 28 ? .needMore : .none
        }
        let limit = min(end, start + WireLimits.rtspMessageBytes)
        var offset = start
        var length = 0
        while let line = bytes.line(from: offset, to: limit) {
            offset = line.next
            if line.content.isEmpty {
                guard length <= WireLimits.rtspMessageBytes else { return .none }
                return end - offset >= length ? .message(start..<offset + length) : .needMore
            }
            if bytes.hasPrefix("content-length:", in: line.content) {
                let value = bytes.trimmed(line.content.lowerBound + 15..<line.content.upperBound)
                length = bytes.decimal(in: value, limit: UInt64(WireLimits.rtspMessageBytes)).map { Int($0) } ?? 0
            }
        }
        return limit - start < WireLimits.rtspMessageBytes ? .needMore : .none
    }

    /// What a message says of media.
    package struct Media: Equatable, Sendable {
        /// Where its session description lies.
        package var description: Range<Int>?
        /// The client's port for RTP over UDP, as the server confirms it.
        package var clientPort: UInt16?
        /// Where it is sent instead of to the client.
        package var destination: IPAddress?
    }

    /// Reads the response that fills `range`; `nil` for requests.
    package static func media(_ bytes: RawSpan, in range: Range<Int>) -> Media? {
        guard range.lowerBound >= 0, range.upperBound <= bytes.byteCount, bytes.hasPrefix("rtsp/", in: range) else {
            return nil
        }
        var media = Media()
        var offset = range.lowerBound
        var isDescription = false
        while let line = bytes.line(from: offset, to: range.upperBound) {
            offset = line.next
            if line.content.isEmpty {
                if isDescription, offset < range.upperBound { media.description = offset..<range.upperBound }
                break
            }
            if bytes.hasPrefix("content-type:", in: line.content) {
                let value = bytes.trimmed(line.content.lowerBound + 13..<line.content.upperBound)
                isDescription = bytes.hasPrefix("application/sdp", in: value)
            } else if bytes.hasPrefix("transport:", in: line.content) {
                readTransport(bytes, line.content.lowerBound + 10..<line.content.upperBound, into: &media)
            }
        }
        return media
    }

    /// `RTP/AVP;unicast;client_port=4588-4589;server_port=6256-6257`
    private static func readTransport(_ bytes: RawSpan, _ value: Range<Int>, into media: inout Media) {
        var rest = value
        while !rest.isEmpty {
            let semicolon = bytes.firstIndex(of: ASCII.semicolon, in: rest) ?? rest.upperBound
            let part = bytes.trimmed(rest.lowerBound..<semicolon)
            rest = min(semicolon + 1, rest.upperBound)..<rest.upperBound
            guard let equals = bytes.firstIndex(of: ASCII.equals, in: part) else { continue }
            let name = part.lowerBound..<equals
            let content = equals + 1..<part.upperBound
            if bytes.equals("client_port", in: name) || bytes.equals("port", in: name) {
                let dash = bytes.firstIndex(of: 0x2D, in: content) ?? content.upperBound
                media.clientPort = bytes.decimal(in: content.lowerBound..<dash, limit: 65_535).map { UInt16($0) }
            } else if bytes.equals("destination", in: name) {
                media.destination = IPAddress(bytes.text(content))
            }
        }
    }
}
