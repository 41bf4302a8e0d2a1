/// Numbers as the writer leaves them.
package enum WrittenNumber {
    /// The number that is read where `value` was written with at most `places` decimals; `nil` where null was.
    package static func rounded(_ value: Double, places: Int) -> Double? {
        guard value.isFinite, abs(value) < 1e15 else { return nil }
        let scale = DigitsOutput.scale(places)
        let product = value.magnitude * scale
        guard product < 9e15 else { return Double(DecimalText.shortest(value, places: places)) }
        // As it is written: both are exact here, and a whole number by a power of ten is the decimal nearest.
        let floor = product.rounded(.down)
        let magnitude = (product - floor >= 0.5 ? floor + 1 : floor) / scale
        return value < 0 && magnitude > 0 ? -magnitude : magnitude
    }
}
