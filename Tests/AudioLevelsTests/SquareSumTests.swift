import AudioLevels
import Testing

/// Squares are summed by what the processor does best; the sum is that of the values.
@Test(arguments: G711Law.allCases)
func sumsOfSquaresAreThoseOfTheValues(law: G711Law) {
    let values = G711.values(law).map { UInt64($0.magnitude) }
    var state: UInt32 = 1
    for count in 0..<400 {
        var bytes: [UInt8] = []
        for _ in 0..<count {
            state = state &* 1_664_525 &+ 1_013_904_223
            bytes.append(UInt8(truncatingIfNeeded: state >> 24))
        }
        let expected = bytes.reduce(0) { $0 + values[Int($1)] * values[Int($1)] }
        #expect(G711.sumOfSquares(bytes.span.bytes, law) == expected, "\(count) words")
    }
    for code in UInt8.min ... .max {
        let bytes = [UInt8](repeating: code, count: 64)
        #expect(G711.sumOfSquares(bytes.span.bytes, law) == 64 * values[Int(code)] * values[Int(code)], "word \(code)")
    }
}
