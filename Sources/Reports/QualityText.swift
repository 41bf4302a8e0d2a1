import JSONText
import ReportModel

/// Ratings for people: a MOS always with its scale, where that is not the usual one.
enum QualityText {
    /// `4.4`, `4.3 WB`, `—`.
    static func mos(_ quality: AnalysisQuality?) -> String {
        guard let quality else { return "—" }
        let scale: String
        switch quality.model {
        case "G.107.1": scale = " WB"
        case "G.107.2": scale = " FB"
        default: scale = ""
        }
        return DecimalText.fixed(quality.mosCQE, places: 1) + scale
    }
}
