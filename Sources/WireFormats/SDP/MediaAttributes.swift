import CallVocabulary

extension MediaDescription.Kind {
    init(_ bytes: RawSpan, _ range: Range<Int>) {
        if bytes.equals("audio", in: range) {
            self = .audio
        } else if bytes.equals("video", in: range) {
            self = .video
        } else if bytes.equals("image", in: range) {
            self = .image
        } else {
            self = .other
        }
    }
}

extension MediaDescription {
    /// Takes one attribute of the line, `a=name:argument`; false if it is known and cannot be read.
    mutating func readAttribute(in bytes: RawSpan, _ name: Range<Int>, _ argument: Range<Int>) -> Bool {
        if bytes.equals("rtpmap", in: name) {
            guard let map = RTPMap(parsing: bytes, in: argument) else { return false }
            payloadTypes[map.payloadType] = map.codec
        } else if bytes.equals("fmtp", in: name) {
            return readFormatParameters(in: bytes, argument)
        } else if bytes.equals("ptime", in: name) {
            packetTimeMilliseconds = bytes.milliseconds(in: argument)
            return packetTimeMilliseconds != nil
        } else if bytes.equals("maxptime", in: name) {
            maximumPacketTimeMilliseconds = bytes.milliseconds(in: argument)
        } else if bytes.equals("rtcp", in: name) {
            return readRTCP(in: bytes, argument)
        } else if bytes.equals("rtcp-mux", in: name) {
            offersRTCPMux = true
        } else if bytes.equals("candidate", in: name) {
            guard let candidate = MediaCandidate(parsing: bytes, in: argument) else { return false }
            if candidates.count < SDPLimits.maximumCandidates { candidates.append(candidate) }
        } else if bytes.equals("crypto", in: name) {
            hasCrypto = true
            if cryptoAttributes.count < SDPLimits.maximumCryptoAttributes {
                guard let crypto = CryptoAttribute(parsing: bytes, in: argument) else { return false }
                cryptoAttributes.append(crypto)
            }
        } else if bytes.equals("fingerprint", in: name) {
            hasFingerprint = true
        } else if bytes.equals("key-mgmt", in: name) {
            hasKeyManagement = true
        } else if bytes.equals("ice-ufrag", in: name) {
            iceUserFragment = bytes.text(argument)
        } else if bytes.equals("mid", in: name) {
            mid = bytes.text(argument)
        } else if bytes.equals("ssrc", in: name) {
            return readSource(in: bytes, argument)
        }
        return true
    }

    /// Gives each listed payload type that has no `a=rtpmap` its static codec.
    mutating func fillStaticPayloadTypes() {
        guard isRTP else { return }
        for format in formats {
            guard let number = UInt8(format), payloadTypes[number] == nil,
                let codec = StaticPayloadTypes.codec(number)
            else { continue }
            payloadTypes[number] = codec
        }
    }

    private mutating func readFormatParameters(in bytes: RawSpan, _ argument: Range<Int>) -> Bool {
        var rest = argument
        guard let format = bytes.takeWord(from: &rest) else { return false }
        // Formats of transports without RTP are names.
        guard let number = bytes.decimal(in: format, limit: 127) else { return true }
        formatParameters[UInt8(number)] = bytes.text(bytes.trimmed(rest))
        return true
    }

    /// `a=rtcp:53020 IN IP4 192.0.2.4` (RFC 3605 §2.1), the address being optional.
    private mutating func readRTCP(in bytes: RawSpan, _ argument: Range<Int>) -> Bool {
        var rest = argument
        guard let port = bytes.takeWord(from: &rest), let number = bytes.decimal(in: port, limit: 65_535)
        else { return false }
        statedRTCPPort = UInt16(number)
        statedRTCPAddress = SDPAddress(parsing: bytes, in: rest)
        return true
    }

    /// `a=ssrc:11111 cname:user@example.com` (RFC 5576 §4.1).
    private mutating func readSource(in bytes: RawSpan, _ argument: Range<Int>) -> Bool {
        var rest = argument
        guard let source = bytes.takeWord(from: &rest),
            let number = bytes.decimal(in: source, limit: UInt64(UInt32.max))
        else { return false }
        let ssrc = UInt32(number)
        if !sources.contains(ssrc) {
            guard sources.count < SDPLimits.maximumSources else { return true }
            sources.append(ssrc)
        }
        let attribute = bytes.trimmed(rest)
        if bytes.hasPrefix("cname:", in: attribute) {
            canonicalNames[ssrc] = bytes.text(attribute.lowerBound + 6..<attribute.upperBound)
        }
        return true
    }
}

extension RawSpan {
    /// A time in milliseconds; a fraction, which RFC 4566 leaves open and some devices write, is cut off.
    func milliseconds(in range: Range<Int>) -> Int? {
        let whole = trimmed(range)
        let end = firstIndex(of: 0x2E, in: whole) ?? whole.upperBound
        return decimal(in: whole.lowerBound..<end, limit: 10_000).map { Int($0) }
    }
}
