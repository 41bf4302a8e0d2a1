import CallAnalysis
import JSONText
import QualityMeasures

/// Ratings for people: a MOS always with its scale, where that is not the usual one.
enum QualityText {
    /// `4.4`, `4.3 WB`, `—`.
    static func mos(_ quality: QualityEstimate) -> String {
        guard case .rated(let rating) = quality else { return "—" }
        let scale: String
        switch rating.model {
        case .g107: scale = ""
        case .g1071: scale = " WB"
        case .g1072: scale = " FB"
        }
        return DecimalText.fixed(rating.mosCQE, places: 1) + scale
    }
}
