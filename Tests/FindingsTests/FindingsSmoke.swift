import Testing

@testable import Findings

@Test func moduleLoads() {
    #expect(Bool(true))
}
