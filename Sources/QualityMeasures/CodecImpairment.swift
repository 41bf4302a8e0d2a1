/// What a codec costs on the scale of its E-model: planning values, each with its source.
public struct CodecImpairment: Equatable, Sendable {
    /// Whose scale the figures are on; figures of different scales are never compared.
    public enum Model: String, Sendable {
        /// Narrowband.
        case g107 = "G.107"
        /// Wideband.
        case g1071 = "G.107.1"
        /// Fullband.
        case g1072 = "G.107.2"
    }

    /// The scale.
    public var model: Model
    /// Equipment impairment factor Ie; `nil` where none is published.
    public var impairment: Double?
    /// Packet-loss robustness factor Bpl; `nil` where none is published.
    public var robustness: Double?
    /// Where the figures come from.
    public var source: String
    /// False where the figures are handed down without a document at hand that prints them.
    public var isConfirmed = true

    /// The figures of a codec by its name in SDP (RFC 3551, IANA), `nil` for one that carries no speech or is not known.
    ///
    /// `bitRate` in bit/s chooses the row where a codec has several; without it the usual mode is taken.
    public static func of(_ encoding: String, bitRate: Double? = nil) -> CodecImpairment? {
        switch encoding.uppercased() {
        case "PCMU", "PCMA":
            return CodecImpairment(
                model: .g107, impairment: 0, robustness: 25.1, source: "G.113 Appendix I, G.711 with concealment")
        case "G726-40":
            return CodecImpairment(
                model: .g107, impairment: 2, source: "G.113 Appendix I, as handed down", isConfirmed: false)
        case "G726-32", "G721":
            return CodecImpairment(model: .g107, impairment: 7, source: "G.113 Appendix I")
        case "G726-24":
            return CodecImpairment(
                model: .g107, impairment: 25, source: "G.113 Appendix I, as handed down", isConfirmed: false)
        case "G726-16":
            return CodecImpairment(
                model: .g107, impairment: 50, source: "G.113 Appendix I, as handed down", isConfirmed: false)
        case "G728": return CodecImpairment(model: .g107, impairment: 7, source: "G.113 Appendix I")
        case "G729", "G729A", "G729AB":
            return CodecImpairment(
                model: .g107, impairment: 11, robustness: 19, source: "G.113 Appendix I, G.729A with VAD")
        case "G723":
            return CodecImpairment(
                model: .g107, impairment: 15, robustness: 16.1, source: "G.113 Appendix I, 6.3 kbit/s")
        case "GSM": return CodecImpairment(model: .g107, impairment: 20, source: "G.113 Appendix I")
        case "GSM-EFR":
            return CodecImpairment(
                model: .g107, impairment: 5, robustness: 10, source: "G.113 Appendix I, as handed down",
                isConfirmed: false)
        case "G722":
            return CodecImpairment(
                model: .g1071, impairment: 13, source: "G.113 Appendix IV, 64 kbit/s, as handed down",
                isConfirmed: false)
        case "AMR-WB": return amrWideband(bitRate)
        case "AMR", "ILBC", "SPEEX", "OPUS", "L16", "EVS":
            return CodecImpairment(
                model: encoding.uppercased() == "OPUS" ? .g1072 : .g107, source: "no published value")
        default: return nil
        }
    }

    private init(
        model: Model, impairment: Double? = nil, robustness: Double? = nil, source: String, isConfirmed: Bool = true
    ) {
        self.isConfirmed = isConfirmed
        self.model = model
        self.impairment = impairment
        self.robustness = robustness
        self.source = source
    }

    /// G.113 (09/2024) Table IV.1, monotic; robustness is published for diotic listening only and not mixed in.
    private static func amrWideband(_ bitRate: Double?) -> CodecImpairment {
        let modes: [(Double, Double)] = [
            (6_600, 41), (8_850, 26), (12_650, 13), (14_250, 10), (15_850, 7), (18_250, 5), (19_850, 3), (23_050, 1),
            (23_850, 8),
        ]
        let rate = bitRate ?? 12_650
        let nearest = modes.min { abs($0.0 - rate) < abs($1.0 - rate) }
        return CodecImpairment(
            model: .g1071, impairment: nearest?.1, source: "G.113 Table IV.1, \(Int(nearest?.0 ?? 12_650)) bit/s")
    }
}
