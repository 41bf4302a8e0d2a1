import JSONText

/// Numbers of pictures and tables in words.
enum PlotWords {
    /// `3.1 %`, `under 0.1 %`.
    static func percent(_ part: Int, of whole: Int) -> String {
        guard whole > 0 else { return "—" }
        let value = 100 * Double(part) / Double(whole)
        if value > 0, value < 0.1 { return "under 0.1 %" }
        return DecimalText.shortest(value, places: value < 10 ? 1 : 0) + " %"
    }

    /// A number with as many places as its size wants.
    static func number(_ value: Double) -> String {
        guard value.isFinite else { return "—" }
        return DecimalText.shortest(value, places: abs(value) < 10 ? 1 : 0).replacing("-", with: "−")
    }
}
