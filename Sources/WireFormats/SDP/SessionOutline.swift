import CallVocabulary

/// A session description (RFC 8866) reduced to where each side wants media and how: numbers and places, and texts only
/// of what is rare.
///
/// What ``SessionDescription`` reads, without what calls are not followed by. Both read a description alike, which the
/// fuzzer holds them to.
package struct SessionOutline: Sendable {
    /// The media lines in order.
    package private(set) var lines: [MediaOutline] = []

    private var hasVersion = false
    private var connection = MediaOutline.Connection.none
    private var direction: MediaDirection?
    private var packetTime: Int?
    private var hasICEUserFragment = false
    private var hasFingerprint = false
    private var hasKeyManagement = false
    private var offersRTCPMux = false

    /// Reads the description at `place`; `nil` where ``SessionDescription`` reads none, and where there is no media line.
    ///
    /// `naming` names each line's payload types.
    package init?(parsing bytes: RawSpan, at place: TextPlace, naming: TextHash) {
        guard let range = place.range, range.upperBound <= bytes.byteCount, range.count <= SDPLimits.maximumLength
        else {
            return nil
        }
        var offset = range.lowerBound
        var count = 0
        while offset < range.upperBound {
            guard count < SDPLimits.maximumLines else { return nil }
            count &+= 1
            let feed = bytes.firstIndex(of: ASCII.lineFeed, in: offset..<range.upperBound) ?? range.upperBound
            let hasReturn = feed > offset && bytes.uint8(at: feed &- 1) == ASCII.carriageReturn
            let content = bytes.trimmed(offset..<(hasReturn ? feed &- 1 : feed))
            offset = feed &+ 1
            guard content.count >= 2, bytes.uint8(at: content.lowerBound &+ 1) == ASCII.equals else { continue }
            let value = bytes.trimmed(content.lowerBound &+ 2..<content.upperBound)
            switch bytes.uint8(at: content.lowerBound) {
            case 0x76: hasVersion = true  // v
            case 0x63: readConnection(in: bytes, value)  // c
            case 0x6D:  // m
                guard lines.count < SDPLimits.maximumMediaLines else { return nil }
                lines.append(MediaOutline(parsing: bytes, in: value, naming: naming))
            case 0x61: readAttribute(in: bytes, value, naming)  // a
            default: break
            }
        }
        guard !lines.isEmpty else { return nil }
        for index in lines.indices { fillFromSession(&lines[index]) }
    }

    private mutating func readConnection(in bytes: RawSpan, _ value: Range<Int>) {
        guard let found = MediaOutline.Connection(parsing: bytes, in: value) else { return }
        // Several are layers of a multicast session; the first is the base layer.
        if lines.isEmpty {
            if connection == .none { connection = found }
        } else if lines[lines.count - 1].connection == .none {
            lines[lines.count - 1].connection = found
        }
    }

    private mutating func readAttribute(in bytes: RawSpan, _ value: Range<Int>, _ naming: TextHash) {
        let colon = bytes.firstIndex(of: ASCII.colon, in: value) ?? value.upperBound
        let name = bytes.trimmed(value.lowerBound..<colon)
        let argument = bytes.trimmed(min(colon + 1, value.upperBound)..<value.upperBound)
        if lines.isEmpty {
            readSessionAttribute(in: bytes, name, argument)
        } else {
            lines[lines.count - 1].readAttribute(in: bytes, name, argument, naming)
        }
    }

    private mutating func readSessionAttribute(in bytes: RawSpan, _ name: Range<Int>, _ argument: Range<Int>) {
        if let stated = MediaDirection(attribute: bytes, in: name) {
            direction = stated
        } else if bytes.equals("ice-ufrag", in: name) {
            hasICEUserFragment = true
        } else if bytes.equals("fingerprint", in: name) {
            hasFingerprint = true
        } else if bytes.equals("key-mgmt", in: name) {
            hasKeyManagement = true
        } else if bytes.equals("ptime", in: name) {
            packetTime = bytes.milliseconds(in: argument)
        } else if bytes.equals("rtcp-mux", in: name) {
            offersRTCPMux = true
        }
    }

    private func fillFromSession(_ line: inout MediaOutline) {
        if line.connection == .none { line.connection = connection }
        if line.statedDirection == nil { line.statedDirection = direction }
        if line.packetTimeMilliseconds == nil { line.packetTimeMilliseconds = packetTime }
        line.hasICEUserFragment = line.hasICEUserFragment || hasICEUserFragment
        line.hasFingerprint = line.hasFingerprint || hasFingerprint
        line.hasKeyManagement = line.hasKeyManagement || hasKeyManagement
        line.offersRTCPMux = line.offersRTCPMux || offersRTCPMux
    }
}
