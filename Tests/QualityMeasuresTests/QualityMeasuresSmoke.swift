import Testing

@testable import QualityMeasures

@Test func moduleLoads() {
    #expect(Bool(true))
}
