import QualityMeasures
import Testing

/// Reckoned by hand: 4.5 · 19.5 / (1.5 · 1.5) = 39, and e^(ln 39 ± 1.96 · √(1/4.5 + 1/1.5 + 1/1.5 + 1/19.5)).
@Test func oddsWithHalfAddedToEachCount() {
    let odds = OddsRatio(affectedWith: 4, othersWith: 1, affectedWithout: 1, othersWithout: 19)
    #expect(abs(odds.value - 39) < 1e-9)
    #expect(abs(odds.lower - 3.25) < 0.1 && odds.upper > odds.value)
}

@Test func emptyCellsGiveNoInfinity() {
    let odds = OddsRatio(affectedWith: 3, othersWith: 0, affectedWithout: 0, othersWithout: 2)
    #expect(abs(odds.value - 35) < 1e-9 && odds.lower < 1 && odds.upper.isFinite)
    #expect(OddsRatio(affectedWith: 0, othersWith: 0, affectedWithout: 0, othersWithout: 0).value == 1)
}
