import CallVocabulary
import WireFormats

/// What a datagram of a known kind says, in a few words; of one that is cut or odd, as much as can be told.
enum DatagramWords {

    /// The kinds of packets in a compound of RTCP: `SR SDES`. Of an encrypted one, only the first can be told.
    static func rtcp(_ bytes: RawSpan, from start: Int, to end: Int) -> String {
        var names: [String] = []
        var at = start
        while at + 4 <= end, names.count < CloseLookLimits.datagramNames {
            guard bytes.uint8(at: at) >> 6 == 2, let name = rtcpName(bytes.uint8(at: at + 1)) else { break }
            names.append(name)
            at += 4 * (Int(bytes.uint16(at: at + 2)) + 1)
        }
        return names.joined(separator: " ")
    }

    private static func rtcpName(_ type: UInt8) -> String? {
        switch type {
        case 200: return "SR"
        case 201: return "RR"
        case 202: return "SDES"
        case 203: return "BYE"
        case 204: return "APP"
        case 205: return "RTPFB"
        case 206: return "PSFB"
        case 207: return "XR"
        default: return nil
        }
    }

    /// Method and class of a message of STUN or TURN: `Binding request`.
    static func stun(_ bytes: RawSpan, from start: Int, to end: Int) -> String {
        guard start + 2 <= end else { return "" }
        let type = bytes.uint16(at: start)
        // RFC 8489 §5: the class stands in bits 4 and 8.
        let kind = (type >> 4) & 1 | (type >> 7) & 2
        let method = type & 0x000F | (type >> 1) & 0x0070 | (type >> 2) & 0x0F80
        let names: [UInt16: String] = [
            1: "Binding", 3: "Allocate", 4: "Refresh", 6: "Send", 7: "Data", 8: "CreatePermission", 9: "ChannelBind",
        ]
        let classes = ["request", "indication", "success", "error"]
        return "\(names[method] ?? "method \(method)") \(classes[Int(kind)])"
    }

    /// The records of a DTLS datagram: `ClientHello`, `ServerHello Certificate`.
    static func dtls(_ bytes: RawSpan, from start: Int, to end: Int) -> String {
        var names: [String] = []
        var at = start
        while at + 13 <= end, names.count < CloseLookLimits.datagramNames {
            let content = bytes.uint8(at: at)
            let epoch = bytes.uint16(at: at + 3)
            names.append(dtlsName(content, epoch: epoch, handshake: at + 13 < end ? bytes.uint8(at: at + 13) : 0))
            at += 13 + Int(bytes.uint16(at: at + 11))
        }
        var unique: [String] = []
        for name in names where unique.last != name { unique.append(name) }
        return unique.joined(separator: " ")
    }

    private static func dtlsName(_ content: UInt8, epoch: UInt16, handshake: UInt8) -> String {
        switch content {
        case 20: return "ChangeCipherSpec"
        case 21: return epoch == 0 ? "Alert" : "encrypted alert"
        case 23: return "application data"
        case 22 where epoch > 0: return "encrypted handshake"
        case 22:
            switch handshake {
            case 0: return "HelloRequest"
            case 1: return "ClientHello"
            case 2: return "ServerHello"
            case 3: return "HelloVerifyRequest"
            case 4: return "NewSessionTicket"
            case 11: return "Certificate"
            case 12: return "ServerKeyExchange"
            case 13: return "CertificateRequest"
            case 14: return "ServerHelloDone"
            case 15: return "CertificateVerify"
            case 16: return "ClientKeyExchange"
            case 20: return "Finished"
            default: return "handshake \(handshake)"
            }
        default: return "record \(content)"
        }
    }
}
