import Testing

@testable import SampleIntake

@Test func moduleLoads() {
    #expect(Bool(true))
}
