import CallVocabulary
import WireFormats

/// Directions of TCP connections, kept until they can be replaced as a whole and written back into their segments.
struct StreamMemory: Sendable {
    struct Segment {
        var source: TransportEndpoint
        var destination: TransportEndpoint
        var sequence: UInt32
        var isStart: Bool
        var isReset: Bool
    }

    struct Direction: Hashable {
        var source: TransportEndpoint
        var destination: TransportEndpoint
    }

    /// What a direction carries.
    enum Content { case text, webSocket, relay, report, streaming }

    struct Stream {
        var source: TransportEndpoint
        var destination: TransportEndpoint
        var content: Content
        var base: UInt32
        var pieces: [(offset: Int, bytes: [UInt8])] = []
        /// What hangs together, in order, replaced.
        var runs: [(offset: Int, bytes: [UInt8])] = []
    }

    struct Place {
        var stream: Int32
        var offset: Int
    }

    var streams: [Stream] = []
    var live: [Direction: Int] = [:]
    /// Where each segment with a payload belongs, in the order in which they come; stream -1 for what is not read, -2 for
    /// what did not fit.
    var places: [Place] = []
    var next = 0
    var heldBytes = 0
}

extension CaptureRedactor {
    mutating func segment(_ bytes: inout [UInt8], _ payload: Range<Int>, _ segment: StreamMemory.Segment) {
        if pass == .survey {
            let place = keep(bytes, payload, segment)
            if !payload.isEmpty { streams.places.append(place) }
            return
        }
        guard !payload.isEmpty else { return }
        let known = streams.places.indices.contains(streams.next) ? streams.places[streams.next] : nil
        streams.next += 1
        guard let place = known, place.stream >= 0 else {
            if known?.stream == -2 { tally.beyondLimit += 1 }
            return unread(&bytes, payload, segment)
        }
        let stream = streams.streams[Int(place.stream)]
        for run in stream.runs where run.offset <= place.offset && place.offset < run.offset + run.bytes.count {
            let from = place.offset - run.offset
            let there = min(payload.count, run.bytes.count - from)
            for index in 0..<there { bytes[payload.lowerBound + index] = run.bytes[from + index] }
            if there < payload.count { leaveOut(&bytes, payload.lowerBound + there..<payload.upperBound, "other TCP") }
            return
        }
        leaveOut(&bytes, payload, "other TCP")
    }

    /// What is not read keeps as many bytes as say what it is.
    private mutating func unread(_ bytes: inout [UInt8], _ payload: Range<Int>, _ segment: StreamMemory.Segment) {
        let start = payload.lowerBound
        var kept = 0
        var what = "other TCP"
        let ports = [segment.source.port, segment.destination.port]
        if payload.count >= 5, (20...23).contains(bytes[start]), bytes[start + 1] == 3, bytes[start + 2] <= 4 {
            kept = 5
            what = "TLS"
        } else if payload.count >= 4, [0x4745_5420, 0x504F_5354, 0x4854_5450].contains(bytes.number32(start)) {
            kept = 4
            what = "web traffic"
        } else if ports.contains(1_720), payload.count >= 9, bytes.number16(start) == 0x0300 {
            kept = 6
            what = "H.323"
        } else if ports.contains(2_000), payload.count >= 12 {
            kept = 12
            what = "SCCP"
        }
        leaveOut(&bytes, min(payload.upperBound, start + kept)..<payload.upperBound, what)
    }

    private mutating func keep(
        _ bytes: [UInt8], _ payload: Range<Int>, _ segment: StreamMemory.Segment
    ) -> StreamMemory.Place {
        let direction = StreamMemory.Direction(source: segment.source, destination: segment.destination)
        if segment.isStart { streams.live[direction] = nil }
        guard !payload.isEmpty else { return StreamMemory.Place(stream: -1, offset: 0) }
        if streams.live[direction] == nil {
            guard let content = content(bytes, payload, segment) else {
                return StreamMemory.Place(stream: -1, offset: 0)
            }
            streams.live[direction] = streams.streams.count
            streams.streams.append(
                StreamMemory.Stream(
                    source: segment.source, destination: segment.destination, content: content, base: segment.sequence))
        }
        guard let index = streams.live[direction], streams.heldBytes + payload.count <= options.heldBytes else {
            return StreamMemory.Place(stream: -2, offset: 0)
        }
        let offset = Int(Int32(bitPattern: segment.sequence &- streams.streams[index].base))
        streams.heldBytes += payload.count
        streams.streams[index].pieces.append((offset, Array(bytes[payload])))
        return StreamMemory.Place(stream: Int32(truncatingIfNeeded: index), offset: offset)
    }

    /// What a direction carries whose payload begins so; `nil` for what is not read. As the analysis tells it.
    private func content(_ bytes: [UInt8], _ payload: Range<Int>, _ segment: StreamMemory.Segment) -> StreamMemory
        .Content?
    {
        let (start, end) = (payload.lowerBound, payload.upperBound)
        let ports = [segment.source.port, segment.destination.port]
        return bytes.withUnsafeBytes { buffer -> StreamMemory.Content? in
            let span = buffer.bytes
            if SIPFraming.looksLikeSIP(span, from: start, to: end) { return .text }
            switch bytes[start] {
            case 0x00, 0x01:
                return STUNHeader(parsing: span, from: start, to: end, wireLength: .max) == nil ? nil : .relay
            case 0x24:
                return end - start > 16 && bytes[start + 4] >> 6 == 2 && (ports.contains(554) || ports.contains(8_554))
                    ? .streaming : nil
            case 0x81, 0x82:
                guard case .frame(let frame) = WebSocketFrame.read(span, from: start, to: end), !frame.isExtended,
                    frame.payloadLength > 16
                else { return nil }
                var head: [UInt8] = []
                let from = min(end, start + frame.headerLength)
                frame.appendPayload(span, from: from, to: min(end, from + min(frame.payloadLength, 512)), to: &head)
                let count = head.count
                return head.withUnsafeBytes { SIPFraming.looksLikeSIP($0.bytes, from: 0, to: count) } ? .webSocket : nil
            case 0x40 where end - start > 4 && (ports.contains(3_478) || ports.contains(5_349)): return .relay
            case 0x41...0x5A: break
            default: return nil
            }
            if RTSPText.begins(span, from: start, to: end) { return .streaming }
            if HEPPacket.length(span, at: start, to: end) != nil { return .report }
            if bytes[start] == 0x47 || bytes[start] == 0x48,
                WebSocketHandshake(parsing: span, from: start, to: end) != .other
            {
                return .webSocket
            }
            return SIPFraming.nextMessage(in: span.extracting(start..<end), from: 0) == .needMore ? .text : nil
        }
    }

    // MARK: Replacing

    mutating func settleStreams() {
        for index in streams.streams.indices {
            var runs: [(offset: Int, bytes: [UInt8])] = []
            for piece in streams.streams[index].pieces.sorted(by: { $0.offset < $1.offset }) {
                guard let last = runs.last, piece.offset <= last.offset + last.bytes.count else {
                    runs.append(piece)
                    continue
                }
                let overlap = last.offset + last.bytes.count - piece.offset
                if overlap < piece.bytes.count { runs[runs.count - 1].bytes += piece.bytes[overlap...] }
            }
            streams.streams[index].pieces = []
            let stream = streams.streams[index]
            let place = DatagramPlace(
                source: stream.source, destination: stream.destination, range: 0..<0, wireLength: 0, depth: 1)
            for run in runs.indices { replace(&runs[run].bytes, stream.content, place, isFirst: run == 0) }
            streams.streams[index].runs = runs
        }
        streams.live = [:]
    }

    private mutating func replace(
        _ bytes: inout [UInt8], _ content: StreamMemory.Content, _ place: DatagramPlace, isFirst: Bool
    ) {
        let all = 0..<bytes.count
        switch content {
        case .text: signaling.replace(&bytes, all)
        case .streaming: streaming(&bytes, place)
        case .webSocket: webSocket(&bytes)
        case .relay, .report:
            guard isFirst else { return bytes.blank(all) }
            framed(&bytes, place, isRelay: content == .relay)
        }
    }

    private mutating func streaming(_ bytes: inout [UInt8], _ place: DatagramPlace) {
        var at = 0
        while at < bytes.count {
            let (from, end) = (at, bytes.count)
            let frame = bytes.withUnsafeBytes { RTSPText.next($0.bytes, from: from, to: end) }
            switch frame {
            case .message(let range):
                signaling.replace(&bytes, range)
                at = max(range.upperBound, at + 1)
            case .interleaved(_, let range):
                var inside = place
                inside.range = range
                inside.wireLength = range.count
                inside.isCarried = true
                datagram(&bytes, inside)
                at = max(range.upperBound, at + 1)
            case .lineEnds(let count): at += max(1, count)
            case .needMore, .none:
                if bytes[at] == 0x24 {
                    bytes.blank(min(bytes.count, at + 16)..<bytes.count)
                } else {
                    signaling.replace(&bytes, at..<bytes.count)
                }
                at = bytes.count
            }
        }
    }

    private mutating func framed(_ bytes: inout [UInt8], _ place: DatagramPlace, isRelay: Bool) {
        var at = 0
        while bytes.count - at >= 8 {
            let length: Int
            if isRelay {
                let stated = Int(bytes.number16(at + 2))
                length = bytes[at] <= 3 ? 20 + stated : 4 + (stated + 3) & ~3
                let isMessage =
                    bytes[at] <= 3 ? bytes.number32(at + 4) == 0x2112_A442 && stated % 4 == 0 : bytes[at] >> 4 == 4
                guard isMessage else { break }
            } else {
                guard bytes.number32(at) == 0x4845_5033 else { break }
                length = max(6, Int(bytes.number16(at + 4)))
            }
            guard at + length <= bytes.count else { break }
            var inside = place
            inside.range = at..<at + length
            inside.wireLength = length
            if !carried(&bytes, inside) { bytes.blank(inside.range) }
            at += length
        }
        bytes.blank(at..<bytes.count)
    }

    /// The handshake is text; then frames, whose messages are put together, replaced, and masked again.
    private mutating func webSocket(_ bytes: inout [UInt8]) {
        var at = 0
        if let first = bytes.first, first == 0x47 || first == 0x48 {
            // The header ends with an empty line.
            var end = 0
            while end + 3 < bytes.count, bytes.number32(end) != 0x0D0A_0D0A { end += 1 }
            at = min(bytes.count, end + 4)
            signaling.replace(&bytes, 0..<at)
        }
        var places: [(at: Int, mask: UInt8)] = []
        var isReadable = true
        while at < bytes.count {
            let (from, end) = (at, bytes.count)
            guard case .frame(let frame) = bytes.withUnsafeBytes({ WebSocketFrame.read($0.bytes, from: from, to: end) })
            else { break }
            let payload = at + frame.headerLength
            let limit = min(bytes.count, payload + frame.payloadLength)
            if frame.opcode != 0, frame.opcode < 8 {
                places = []
                isReadable = !frame.isExtended
            }
            for (index, place) in (payload..<max(payload, limit)).enumerated() {
                let key = UInt8(truncatingIfNeeded: (frame.mask ?? 0) >> UInt32(24 - 8 * (index & 3)))
                if frame.opcode >= 8 || !isReadable { bytes[place] = key } else { places.append((place, key)) }
            }
            if frame.opcode < 8, frame.isFinal || limit == bytes.count {
                var message = places.map { bytes[$0.at] ^ $0.mask }
                signaling.replace(&message, 0..<message.count)
                for (place, byte) in zip(places, message) { bytes[place.at] = byte ^ place.mask }
                places = []
            }
            at = max(limit, at + 1)
        }
        bytes.blank(at..<bytes.count)
    }
}
