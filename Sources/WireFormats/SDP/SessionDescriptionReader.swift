import CallVocabulary

/// The state while a session description is read: session-level values, then one media line after the other.
struct SessionDescriptionReader {
    /// A media line with what it states itself, before session-level values fill the gaps.
    struct Media {
        var description: MediaDescription
        var direction: MediaDirection?
    }

    var hasVersion = false
    var sessionID: String?
    var version: UInt64?
    var originAddress: String?
    var connection: SDPAddress?
    var direction: MediaDirection?
    var bundles: [[String]] = []
    var isICELite = false
    var iceUserFragment: String?
    var hasFingerprint = false
    var hasKeyManagement = false
    var packetTime: Int?
    var offersRTCPMux = false
    var media: [Media] = []
    var malformedLineCount = 0

    /// Takes one line, `type=value`.
    mutating func read(_ type: UInt8, in bytes: RawSpan, _ value: Range<Int>) throws(WireError) {
        switch type {
        case 0x76: hasVersion = true  // v
        case 0x6F: readOrigin(in: bytes, value)  // o
        case 0x63: readConnection(in: bytes, value)  // c
        case 0x6D: try readMedia(in: bytes, value)  // m
        case 0x61: readAttribute(in: bytes, value)  // a
        default: break
        }
    }

    /// `o=alice 2890844526 2890844527 IN IP4 host.example.com` (RFC 8866 §5.2)
    private mutating func readOrigin(in bytes: RawSpan, _ value: Range<Int>) {
        var rest = value
        guard version == nil, bytes.takeWord(from: &rest) != nil, let session = bytes.takeWord(from: &rest),
            let number = bytes.takeWord(from: &rest)
        else {
            malformedLineCount += 1
            return
        }
        sessionID = bytes.text(session)
        version = bytes.decimal(in: number, limit: UInt64.max)
        originAddress = SDPAddress(parsing: bytes, in: rest)?.text
    }

    private mutating func readConnection(in bytes: RawSpan, _ value: Range<Int>) {
        guard let address = SDPAddress(parsing: bytes, in: value) else {
            malformedLineCount += 1
            return
        }
        // Several are layers of a multicast session; the first is the base layer.
        if media.isEmpty {
            connection = connection ?? address
        } else if media[media.count - 1].description.connection == nil {
            media[media.count - 1].description.connection = address
        }
    }

    /// `m=audio 49170/2 RTP/AVP 0 8 97` (RFC 8866 §5.14)
    private mutating func readMedia(in bytes: RawSpan, _ value: Range<Int>) throws(WireError) {
        guard media.count < SDPLimits.maximumMediaLines else { throw WireError(.limitExceeded, at: value.lowerBound) }
        var rest = value
        let kind = bytes.takeWord(from: &rest)
        let portWord = bytes.takeWord(from: &rest)
        let transport = bytes.takeWord(from: &rest)
        var port: UInt16?
        var portCount = 1
        if let portWord {
            let slash = bytes.firstIndex(of: ASCII.slash, in: portWord)
            port = bytes.decimal(in: portWord.lowerBound..<(slash ?? portWord.upperBound), limit: 65_535)
                .map { UInt16($0) }
            if let slash {
                portCount = Int(bytes.decimal(in: slash + 1..<portWord.upperBound, limit: 65_535) ?? 1)
            }
        }
        if port == nil || transport == nil { malformedLineCount += 1 }
        var formats: [String] = []
        while formats.count < SDPLimits.maximumFormats, let format = bytes.takeWord(from: &rest) {
            formats.append(bytes.text(format))
        }
        // A line that cannot be read still counts, or the lines after it would meet the wrong ones of the answer.
        media.append(
            Media(
                description: MediaDescription(
                    kind: kind.map { MediaDescription.Kind(bytes, $0) } ?? .other, port: port ?? 0,
                    portCount: portCount, transport: transport.map { bytes.text($0) } ?? "", formats: formats)))
    }

    private mutating func readAttribute(in bytes: RawSpan, _ value: Range<Int>) {
        let colon = bytes.firstIndex(of: ASCII.colon, in: value)
        let name = bytes.trimmed(value.lowerBound..<(colon ?? value.upperBound))
        let argument = colon.map { bytes.trimmed($0 + 1..<value.upperBound) } ?? value.upperBound..<value.upperBound
        if media.isEmpty {
            readSessionAttribute(in: bytes, name, argument)
        } else if let stated = MediaDirection(attribute: bytes, in: name) {
            media[media.count - 1].direction = stated
        } else if !media[media.count - 1].description.readAttribute(in: bytes, name, argument) {
            malformedLineCount += 1
        }
    }

    private mutating func readSessionAttribute(in bytes: RawSpan, _ name: Range<Int>, _ argument: Range<Int>) {
        if let stated = MediaDirection(attribute: bytes, in: name) {
            direction = stated
        } else if bytes.equals("group", in: name) {
            var rest = argument
            guard let semantics = bytes.takeWord(from: &rest), bytes.equals("bundle", in: semantics),
                bundles.count < SDPLimits.maximumGroups
            else { return }
            var tags: [String] = []
            while tags.count < SDPLimits.maximumMediaLines, let tag = bytes.takeWord(from: &rest) {
                tags.append(bytes.text(tag))
            }
            bundles.append(tags)
        } else if bytes.equals("ice-ufrag", in: name) {
            iceUserFragment = bytes.text(argument)
        } else if bytes.equals("ice-lite", in: name) {
            isICELite = true
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
}

extension SessionDescription {
    init(_ reader: SessionDescriptionReader) {
        sessionID = reader.sessionID
        version = reader.version
        originAddress = reader.originAddress
        connection = reader.connection
        direction = reader.direction
        bundles = reader.bundles
        isICELite = reader.isICELite
        malformedLineCount = reader.malformedLineCount
        mediaLines = reader.media.map { media in
            var line = media.description
            line.connection = line.connection ?? reader.connection
            line.direction = media.direction ?? reader.direction ?? .sendrecv
            line.iceUserFragment = line.iceUserFragment ?? reader.iceUserFragment
            line.packetTimeMilliseconds = line.packetTimeMilliseconds ?? reader.packetTime
            line.hasFingerprint = line.hasFingerprint || reader.hasFingerprint
            line.hasKeyManagement = line.hasKeyManagement || reader.hasKeyManagement
            line.offersRTCPMux = line.offersRTCPMux || reader.offersRTCPMux
            line.fillStaticPayloadTypes()
            return line
        }
    }
}
