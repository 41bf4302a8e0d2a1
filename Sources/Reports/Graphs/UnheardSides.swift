import Plots

/// Whom a finding says that could not hear, for drawings: a picture must not show as heard what a verdict says was not.
enum UnheardSides {
    /// The sides, by a finding's code and its `cannotHear`.
    static func of(code: String, cannotHear: String?) -> [PlottedCall.Side] {
        if let side = cannotHear.flatMap(PlottedCall.Side.init(rawValue:)) { return [side] }
        return code == "media.no-audio" ? [.calling, .called] : []
    }
}
