/// Numbers as text, without locale.
package enum DecimalText {
    /// With exactly `places` decimals, halves rounded away from zero; an em dash for what is no number.
    package static func fixed(_ value: Double, places: Int) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return "—" }
        let scale = power(places)
        let scaled = Int64((abs(value) * Double(scale)).rounded())
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard places > 0 else { return sign + String(scaled) }
        let fraction = String(scaled % scale)
        return sign + String(scaled / scale) + "." + String(repeating: "0", count: places - fraction.count) + fraction
    }

    /// With at most `places` decimals and no trailing zeros.
    package static func shortest(_ value: Double, places: Int) -> String {
        var text = fixed(value, places: places)
        guard text.utf8.contains(0x2E) else { return text }
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return text
    }

    /// A whole number with a space between groups of three digits.
    package static func grouped(_ value: Int) -> String {
        let digits = Array(String(value.magnitude))
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append("\u{202F}") }
            text.append(digit)
        }
        return (value < 0 ? "-" : "") + text
    }

    private static func power(_ places: Int) -> Int64 {
        (0..<min(max(places, 0), 9)).reduce(Int64(1)) { value, _ in value * 10 }
    }
}
