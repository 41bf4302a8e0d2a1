import CallVocabulary

/// The payload types that need no `a=rtpmap` (RFC 3551 §6, tables 4 and 5).
package enum StaticPayloadTypes {
    /// The codec of a static payload type; `nil` for reserved, unassigned and dynamic ones.
    ///
    /// G.722 is sampled at 16 kHz, yet its RTP clock is 8000 (RFC 3551 §4.5.2).
    package static func codec(_ payloadType: UInt8) -> Codec? {
        guard let clockRate = clockRate(payloadType), let name = encodingName(payloadType) else { return nil }
        return Codec(encoding: name, clockRate: clockRate, channels: payloadType == 10 ? 2 : 1)
    }

    /// The RTP clock rate of a static payload type in hertz; `nil` for reserved, unassigned and dynamic ones.
    @inlinable
    package static func clockRate(_ payloadType: UInt8) -> Int? {
        switch payloadType {
        case 0, 3, 4, 5, 7, 8, 9, 12, 13, 15, 18: return 8_000
        case 6: return 16_000
        case 10, 11: return 44_100
        case 16: return 11_025
        case 17: return 22_050
        case 14, 25, 26, 28, 31, 32, 33, 34: return 90_000
        default: return nil
        }
    }

    /// True for a static payload type that carries video.
    @inlinable
    package static func isVideo(_ payloadType: UInt8) -> Bool {
        switch payloadType {
        case 25, 26, 28, 31, 32, 33, 34: return true
        default: return false
        }
    }

    private static func encodingName(_ payloadType: UInt8) -> String? {
        switch payloadType {
        case 0: return "PCMU"
        case 3: return "GSM"
        case 4: return "G723"
        case 5, 6, 16, 17: return "DVI4"
        case 7: return "LPC"
        case 8: return "PCMA"
        case 9: return "G722"
        case 10, 11: return "L16"
        case 12: return "QCELP"
        case 13: return "CN"
        case 14: return "MPA"
        case 15: return "G728"
        case 18: return "G729"
        case 25: return "CelB"
        case 26: return "JPEG"
        case 28: return "nv"
        case 31: return "H261"
        case 32: return "MPV"
        case 33: return "MP2T"
        case 34: return "H263"
        default: return nil
        }
    }
}
