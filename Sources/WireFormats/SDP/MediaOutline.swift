import CallVocabulary

/// One media line of a ``SessionOutline``, with session-level values where it states none.
package struct MediaOutline: Sendable {
    /// A connection address (RFC 8866 §5.7).
    package enum Connection: Equatable, Sendable {
        case none
        /// A domain name stands there.
        case name
        case address(IPAddress)

        /// The address, if there is one.
        package var address: IPAddress? {
            if case .address(let address) = self { return address }
            return nil
        }
    }

    /// What is described.
    package private(set) var kind = MediaDescription.Kind.other
    /// The port, 0 for a line that is refused or cannot be read.
    package private(set) var port: UInt16 = 0
    /// Names transport, formats and `a=rtpmap` lines, and so what ``MediaDescription/payloadTypes`` are: lines with the
    /// same name have the same.
    package private(set) var payloadName: UInt64
    /// The packetization time in milliseconds, if stated.
    package internal(set) var packetTimeMilliseconds: Int?
    /// Whether RTP and RTCP may share the port (RFC 5761).
    package internal(set) var offersRTCPMux = false
    /// True if keys of SDES stand in the line (RFC 4568).
    package private(set) var hasCrypto = false
    /// Those keys.
    package private(set) var cryptoAttributes: [CryptoAttribute] = []
    /// The sources the side announces (RFC 5576 §4.1).
    package private(set) var sources: [UInt32] = []
    /// The candidates.
    package private(set) var candidates: [MediaCandidate] = []
    /// True if a DTLS certificate fingerprint applies to the line (RFC 5763).
    package internal(set) var hasFingerprint = false
    /// True if MIKEY data applies to the line (RFC 4567).
    package internal(set) var hasKeyManagement = false
    /// The connection address in force for the line.
    package internal(set) var connection = Connection.none

    var hasICEUserFragment = false
    var statedDirection: MediaDirection?
    private var statedRTCPPort: UInt16?
    private var statedRTCPConnection = Connection.none

    /// Whether the side says it sends.
    package var sends: Bool { (statedDirection ?? .sendrecv).sends }

    /// Whether the side says it receives, at an address that is not the one of a hold.
    package var receives: Bool {
        let isHeldByAddress =
            connection.address?.isUnspecified == true && candidates.isEmpty && !hasICEUserFragment
        return (statedDirection ?? .sendrecv).receives && !isHeldByAddress
    }

    /// Where the side wants RTP; `nil` if the address is a domain name or missing.
    package var endpoint: TransportEndpoint? {
        connection.address.map { TransportEndpoint(address: $0, port: port) }
    }

    /// Where the side wants RTCP if it says so; `nil` where the default, RTP's port + 1, applies.
    package var statedRTCPEndpoint: TransportEndpoint? {
        let connection = statedRTCPConnection == .none ? connection : statedRTCPConnection
        guard let port = statedRTCPPort, let address = connection.address else { return nil }
        return TransportEndpoint(address: address, port: port)
    }

    /// `m=audio 49170/2 RTP/AVP 0 8 97` (RFC 8866 §5.14)
    init(parsing bytes: RawSpan, in value: Range<Int>, naming: TextHash) {
        var rest = value
        if let word = bytes.takeWord(from: &rest) { kind = MediaDescription.Kind(bytes, word) }
        if let word = bytes.takeWord(from: &rest) {
            let end = bytes.firstIndex(of: ASCII.slash, in: word) ?? word.upperBound
            port = bytes.decimal(in: word.lowerBound..<end, limit: 65_535).map { UInt16($0) } ?? 0
        }
        payloadName = naming.of(bytes, bytes.trimmed(rest))
    }

    /// Takes one attribute of the line, `a=name:argument`.
    mutating func readAttribute(
        in bytes: RawSpan, _ name: Range<Int>, _ argument: Range<Int>, _ naming: TextHash
    ) {
        switch name.count {
        case 4:
            if bytes.equals("rtcp", in: name) {
                readRTCP(in: bytes, argument)
            } else if bytes.equals("ssrc", in: name) {
                readSource(in: bytes, argument)
            }
        case 5: if bytes.equals("ptime", in: name) { packetTimeMilliseconds = bytes.milliseconds(in: argument) }
        case 6:
            if bytes.equals("rtpmap", in: name) {
                payloadName = naming.mixed(payloadName, naming.of(bytes, argument))
            } else if bytes.equals("crypto", in: name) {
                hasCrypto = true
                if cryptoAttributes.count < SDPLimits.maximumCryptoAttributes,
                    let crypto = CryptoAttribute(parsing: bytes, in: argument)
                {
                    cryptoAttributes.append(crypto)
                }
            }
        case 8:
            if let stated = MediaDirection(attribute: bytes, in: name) {
                statedDirection = stated
            } else if bytes.equals("rtcp-mux", in: name) {
                offersRTCPMux = true
            } else if bytes.equals("key-mgmt", in: name) {
                hasKeyManagement = true
            }
        case 9:
            if bytes.equals("candidate", in: name) {
                if candidates.count < SDPLimits.maximumCandidates,
                    let candidate = MediaCandidate(parsing: bytes, in: argument)
                {
                    candidates.append(candidate)
                }
            } else if bytes.equals("ice-ufrag", in: name) {
                hasICEUserFragment = true
            }
        case 11: if bytes.equals("fingerprint", in: name) { hasFingerprint = true }
        default: break
        }
    }

    private mutating func readRTCP(in bytes: RawSpan, _ argument: Range<Int>) {
        var rest = argument
        guard let port = bytes.takeWord(from: &rest), let number = bytes.decimal(in: port, limit: 65_535)
        else { return }
        statedRTCPPort = UInt16(number)
        statedRTCPConnection = Connection(parsing: bytes, in: rest) ?? .none
    }

    private mutating func readSource(in bytes: RawSpan, _ argument: Range<Int>) {
        var rest = argument
        guard let source = bytes.takeWord(from: &rest),
            let number = bytes.decimal(in: source, limit: UInt64(UInt32.max)), !sources.contains(UInt32(number)),
            sources.count < SDPLimits.maximumSources
        else { return }
        sources.append(UInt32(number))
    }
}

extension MediaOutline.Connection {
    /// Reads `IN IP4 host`; `nil` where ``SDPAddress`` reads none.
    init?(parsing bytes: RawSpan, in range: Range<Int>) {
        guard let host = SDPAddress.host(parsing: bytes, in: range) else { return nil }
        if let v4 = bytes.dottedAddress(in: host) {
            self = .address(IPAddress(v4: v4))
        } else {
            self = IPAddress(bytes.text(host)).map { .address($0) } ?? .name
        }
    }
}

extension RawSpan {
    /// The address of four numbers of one to three digits, up to 255, between dots, that fills `range`.
    fileprivate func dottedAddress(in range: Range<Int>) -> UInt32? {
        var value: UInt32 = 0
        var part: UInt32 = 0
        var digits = 0
        var dots = 0
        for index in range {
            let byte = uint8(at: index)
            if ASCII.isDigit(byte) {
                digits &+= 1
                part = part &* 10 &+ UInt32(byte &- 0x30)
                guard digits <= 3, part <= 255 else { return nil }
            } else {
                dots &+= 1
                guard byte == 0x2E, digits > 0, dots <= 3 else { return nil }
                value = value << 8 | part
                part = 0
                digits = 0
            }
        }
        return dots == 3 && digits > 0 ? value << 8 | part : nil
    }
}
