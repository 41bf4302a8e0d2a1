import CallVocabulary

/// Figures as findings print them, without locale.
enum Figures {
    /// `number` with `places` decimals, halves rounded away from zero.
    static func decimal(_ number: Double, places: Int) -> String {
        guard number.isFinite, abs(number) < 1e15 else { return "–" }
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        let scaled = Int64((abs(number) * scale).rounded())
        let whole = scaled / Int64(scale)
        let sign = number < 0 && scaled > 0 ? "-" : ""
        guard places > 0 else { return sign + String(whole) }
        let fraction = String(scaled % Int64(scale))
        return sign + String(whole) + "." + String(repeating: "0", count: places - fraction.count) + fraction
    }

    /// `14:03:20`, the time of day in UTC to the second.
    static func clock(_ time: CaptureTime) -> String {
        let text = time.description
        guard let middle = text.firstIndex(of: "T") else { return text }
        return String(text[text.index(after: middle)...].prefix(8))
    }

    /// `n things`, with the singular for one.
    static func count(_ number: Int, _ singular: String, _ plural: String) -> String {
        "\(number) \(number == 1 ? singular : plural)"
    }
}
