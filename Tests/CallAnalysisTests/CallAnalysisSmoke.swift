import Testing

@testable import CallAnalysis

@Test func moduleLoads() {
    #expect(Bool(true))
}
