import Testing

@testable import CaptureFiles

@Test func moduleLoads() {
    #expect(Bool(true))
}
