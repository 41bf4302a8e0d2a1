/// Digits written where there is room for them, two at a time.
enum DigitsOutput {
    /// A whole number, of at most 20 digits and a sign; answers where it ends.
    @inline(__always)
    static func put(_ value: Int64, at start: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        var to = start
        if value < 0 {
            to.storeBytes(of: 0x2D, as: UInt8.self)
            to += 1
        }
        return put(value.magnitude, at: to)
    }

    /// A finite number with at most `places` decimals (9 at most), halves away from zero, no trailing zeros; answers where
    /// it ends, or `nil` if it is too large for this. At most 31 bytes.
    static func put(_ value: Double, places: Int, at start: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
        let places = min(max(places, 0), 9)
        let scale = power(places)
        let product = value.magnitude * Double(scale)
        guard product < 9.2e18 else { return nil }
        let floor = Int64(product)
        // Exact: below 2⁵³ both are, and above there is no fraction.
        let scaled = UInt64(bitPattern: floor) &+ (product - Double(floor) >= 0.5 ? 1 : 0)
        var to = start
        if value < 0, scaled > 0 {
            to.storeBytes(of: 0x2D, as: UInt8.self)
            to += 1
        }
        guard places > 0 else { return put(scaled, at: to) }
        let whole = scaled / scale
        var rest = scaled &- whole &* scale
        to = put(whole, at: to)
        guard rest > 0 else { return to }
        to.storeBytes(of: 0x2E, as: UInt8.self)
        to += 1
        var at = places
        while at > 1 {
            let next = rest / 100
            at &-= 2
            putPair(rest &- next &* 100, at: to + at)
            rest = next
        }
        if at == 1 { to.storeBytes(of: 0x30 &+ UInt8(truncatingIfNeeded: rest), as: UInt8.self) }
        var last = places &- 1
        while to.load(fromByteOffset: last, as: UInt8.self) == 0x30 { last &-= 1 }
        return to + last + 1
    }

    /// At most 20 digits; answers where they end.
    @inline(__always)
    private static func put(_ value: UInt64, at to: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        if value < 10 {
            to.storeBytes(of: 0x30 &+ UInt8(truncatingIfNeeded: value), as: UInt8.self)
            return to + 1
        }
        if value < 100 {
            putPair(value, at: to)
            return to + 2
        }
        return putMany(value, at: to)
    }

    private static func putMany(_ value: UInt64, at to: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        var count = 3
        var limit: UInt64 = 1_000
        while count < 20, value >= limit {
            count &+= 1
            limit &*= 10
        }
        var rest = value
        var at = count
        while rest >= 100 {
            let next = rest / 100
            at &-= 2
            putPair(rest &- next &* 100, at: to + at)
            rest = next
        }
        if rest >= 10 {
            putPair(rest, at: to)
        } else {
            to.storeBytes(of: 0x30 &+ UInt8(truncatingIfNeeded: rest), as: UInt8.self)
        }
        return to + count
    }

    /// Two digits of a number below 100.
    @inline(__always)
    private static func putPair(_ value: UInt64, at to: UnsafeMutableRawPointer) {
        // The tens by multiplying: exact below 100.
        let tens = (value &* 103) >> 10
        let pair = 0x3030 &+ tens &+ (value &- tens &* 10) << 8
        to.storeBytes(of: UInt16(truncatingIfNeeded: pair).littleEndian, as: UInt16.self)
    }

    /// What a number is multiplied by to be written with `places` decimals.
    static func scale(_ places: Int) -> Double { Double(power(min(max(places, 0), 9))) }

    /// Ten to the power of 0 to 9.
    @inline(__always)
    private static func power(_ places: Int) -> UInt64 {
        switch places {
        case 0: 1
        case 1: 10
        case 2: 100
        case 3: 1_000
        case 4: 10_000
        case 5: 100_000
        case 6: 1_000_000
        case 7: 10_000_000
        case 8: 100_000_000
        default: 1_000_000_000
        }
    }
}
