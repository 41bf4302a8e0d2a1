/// Where a text stands in the bytes it was read from: what is kept of a text until somebody wants it.
@frozen
package struct TextPlace: BitwiseCopyable, Sendable {
    var lower: Int32
    var upper: Int32

    /// No text, not even an empty one.
    static let absent = TextPlace(lower: -1, upper: -1)

    private init(lower: Int32, upper: Int32) {
        self.lower = lower
        self.upper = upper
    }

    /// The bytes in `range`; the outlines refuse what lies beyond 2 GiB.
    package init(_ range: Range<Int>) {
        lower = Int32(truncatingIfNeeded: range.lowerBound)
        upper = Int32(truncatingIfNeeded: range.upperBound)
    }

    /// False if there is no text.
    package var isPresent: Bool { lower >= 0 }
    /// True if there is no text, or one without bytes.
    package var isEmpty: Bool { lower == upper }
    /// Where the text stands; `nil` if there is none.
    package var range: Range<Int>? { isPresent ? Int(lower)..<Int(upper) : nil }
    /// Where the text stands; empty if there is none.
    package var rangeOrEmpty: Range<Int> { isPresent ? Int(lower)..<Int(upper) : 0..<0 }
}

/// Names texts by a number of 64 bits, so that they are compared and looked up without a `String`.
///
/// The seeds are drawn anew in each run: a capture cannot be made to hold two texts of one number on purpose, and by
/// chance two of a billion texts share one with a probability of 3 %.
package struct TextHash: BitwiseCopyable, Sendable {
    private let first: UInt64
    private let second: UInt64

    /// A naming of its own.
    package init() {
        first = UInt64.random(in: .min ... .max)
        second = UInt64.random(in: .min ... .max) | 1
    }

    /// The number of the numbers `left` and `right`.
    @inline(__always)
    package func mixed(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = (left ^ first).multipliedFullWidth(by: second)
        let again = (product.high ^ product.low ^ right).multipliedFullWidth(by: second)
        return again.high ^ again.low
    }

    /// The number of the bytes in `range`.
    package func of(_ bytes: RawSpan, _ range: Range<Int>) -> UInt64 {
        var state = first ^ UInt64(truncatingIfNeeded: range.count)
        var index = range.lowerBound
        while index &+ 8 <= range.upperBound {
            let product = (state ^ bytes.uint64(at: index)).multipliedFullWidth(by: second)
            state = product.high ^ product.low
            index &+= 8
        }
        var rest: UInt64 = 0
        while index < range.upperBound {
            rest = rest << 8 | UInt64(bytes.uint8(at: index))
            index &+= 1
        }
        let product = (state ^ rest).multipliedFullWidth(by: second)
        return mixed(product.high ^ product.low, state)
    }
}
