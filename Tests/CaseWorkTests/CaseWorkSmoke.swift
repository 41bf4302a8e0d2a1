import Testing

@testable import CaseWork

@Test func moduleLoads() {
    #expect(Bool(true))
}
