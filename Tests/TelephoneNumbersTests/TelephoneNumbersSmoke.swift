import Testing

@testable import TelephoneNumbers

@Test func moduleLoads() {
    #expect(Bool(true))
}
