import Glibc

/// How much greater the odds of trouble are with a property than without it, from a table of two by two counts.
///
/// Half is added to each count, so that an empty cell gives no infinity (Haldane 1956, Anscombe 1956); the interval is
/// Woolf's (1955), on the logarithm.
public struct OddsRatio: Equatable, Sendable {
    /// The ratio: 1 means no difference.
    public let value: Double
    /// The lower end of its 95 % interval.
    public let lower: Double
    /// The upper end.
    public let upper: Double

    /// The ratio for counts of affected and other cases, with the property and without it; negative counts as none.
    public init(affectedWith: Int, othersWith: Int, affectedWithout: Int, othersWithout: Int) {
        func cell(_ count: Int) -> Double { Double(max(0, count)) + 0.5 }
        let cells = [affectedWith, othersWith, affectedWithout, othersWithout].map(cell)
        let logarithm = log(cells[0]) + log(cells[3]) - log(cells[1]) - log(cells[2])
        let error = cells.reduce(0) { $0 + 1 / $1 }.squareRoot()
        value = exp(logarithm)
        lower = exp(logarithm - 1.96 * error)
        upper = exp(logarithm + 1.96 * error)
    }
}
