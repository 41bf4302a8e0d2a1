import Testing

@testable import WireFormats

@Test func moduleLoads() {
    #expect(Bool(true))
}
