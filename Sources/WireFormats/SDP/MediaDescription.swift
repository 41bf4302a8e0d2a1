import CallVocabulary

/// One media line of a session description with what belongs to it (RFC 8866 §5.14), session-level values filled in
/// where the line has none of its own.
///
/// Addresses and ports say where the describing side wants to *receive*, payload types what it takes.
package struct MediaDescription: Equatable, Sendable {
    /// What the line carries.
    package enum Kind: String, Sendable {
        case audio
        case video
        /// Fax, as with T.38.
        case image
        case other
    }

    /// What the line carries.
    package internal(set) var kind: Kind
    /// The port for RTP; 0 refuses or disables the line (RFC 3264 §6, §8.2). An unreadable port counts as 0.
    package internal(set) var port: UInt16
    /// How many ports in a row the line asks for, usually 1.
    package internal(set) var portCount: Int
    /// The transport as it stood, such as `RTP/AVP`.
    package internal(set) var transport: String
    /// The formats as they stood: payload type numbers for RTP.
    package internal(set) var formats: [String]
    /// The connection address in force for the line; `nil` if neither level has one.
    package internal(set) var connection: SDPAddress?
    /// The direction in force for the line.
    package internal(set) var direction: MediaDirection = .sendrecv
    /// Payload type to codec: `a=rtpmap`, else the static assignment of those listed.
    package internal(set) var payloadTypes: [UInt8: Codec] = [:]
    /// Payload type to format parameters, `a=fmtp`.
    package internal(set) var formatParameters: [UInt8: String] = [:]
    /// Packetization time in milliseconds, `a=ptime`.
    package internal(set) var packetTimeMilliseconds: Int?
    /// The longest packetization time in milliseconds, `a=maxptime`.
    package internal(set) var maximumPacketTimeMilliseconds: Int?
    /// The port for RTCP where `a=rtcp` states one (RFC 3605).
    package internal(set) var statedRTCPPort: UInt16?
    /// The address for RTCP where `a=rtcp` states one.
    package internal(set) var statedRTCPAddress: SDPAddress?
    /// Whether RTP and RTCP may share the port (RFC 5761); in force only if both sides say so.
    package internal(set) var offersRTCPMux = false
    /// The candidates.
    package internal(set) var candidates: [MediaCandidate] = []
    /// The user name fragment that STUN checks carry (RFC 8839 §5.4).
    package internal(set) var iceUserFragment: String?
    /// The sources the side announces (RFC 5576 §4.1).
    package internal(set) var sources: [UInt32] = []
    /// The canonical names of those sources that state one.
    package internal(set) var canonicalNames: [UInt32: String] = [:]
    /// The identification tag of the line (RFC 5888).
    package internal(set) var mid: String?
    /// True if the description carries SDES keys for the line (RFC 4568).
    package internal(set) var hasCrypto = false
    /// The suites and keys of the line, in its order of preference; they do not show when printed.
    package internal(set) var cryptoAttributes: [CryptoAttribute] = []
    /// True if a DTLS certificate fingerprint applies to the line (RFC 5763).
    package internal(set) var hasFingerprint = false
    /// True if MIKEY data applies to the line (RFC 4567). It is not kept.
    package internal(set) var hasKeyManagement = false
}

extension MediaDescription {
    /// True if the line is refused or disabled.
    package var isRefused: Bool { port == 0 }

    /// Whether the transport carries RTP at all (T.38's UDPTL does not).
    package var isRTP: Bool { transportNames("RTP/") }

    /// Whether `word` stands in the transport, in any case.
    private func transportNames(_ word: StaticString) -> Bool {
        let wanted = word.withUTF8Buffer { Array($0) }
        let bytes = transport.utf8.map { (0x61...0x7A).contains($0) ? $0 - 0x20 : $0 }
        guard bytes.count >= wanted.count else { return false }
        return (0...(bytes.count - wanted.count)).contains { start in
            bytes[start..<(start + wanted.count)].elementsEqual(wanted)
        }
    }

    /// True if the transport or a keying attribute says that the media is to be encrypted.
    package var isSecured: Bool {
        hasSecureTransport || hasCrypto || hasFingerprint || hasKeyManagement
    }

    /// True if the transport is one of SRTP (RFC 3711), such as `RTP/SAVP`.
    package var hasSecureTransport: Bool { transportNames("SAVP") }

    /// True for a hold of RFC 2543: the address 0.0.0.0. With candidates it is a placeholder instead (RFC 8839 §4.3).
    package var isHeldByAddress: Bool {
        connection?.address?.isUnspecified == true && candidates.isEmpty && iceUserFragment == nil
    }

    /// Whether the side says it sends.
    package var sends: Bool { direction.sends }

    /// Whether the side says it receives, at an address that is not the one of a hold.
    package var receives: Bool { direction.receives && !isHeldByAddress }

    /// Where the side wants RTP; `nil` if the address is a domain name or missing.
    package var endpoint: TransportEndpoint? {
        connection?.address.map { TransportEndpoint(address: $0, port: port) }
    }

    /// Where the side wants RTCP if it says so; `nil` where the default, RTP's port + 1, applies.
    package var statedRTCPEndpoint: TransportEndpoint? {
        guard let port = statedRTCPPort, let address = (statedRTCPAddress ?? connection)?.address else { return nil }
        return TransportEndpoint(address: address, port: port)
    }

    /// Where the side wants RTCP without multiplexing: as stated, else RTP's port + 1 (RFC 3550 §11).
    package var rtcpEndpoint: TransportEndpoint? {
        if let statedRTCPEndpoint { return statedRTCPEndpoint }
        guard port > 0, port < UInt16.max, let address = connection?.address else { return nil }
        return TransportEndpoint(address: address, port: port + 1)
    }
}
