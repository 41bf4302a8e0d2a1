import CallVocabulary
import Testing

@Test func rfc3339KeepsEveryDigitThatMatters() {
    #expect(CaptureTime(seconds: 0).description == "1970-01-01T00:00:00Z")
    #expect(CaptureTime(seconds: 1_582_934_400, nanoseconds: 120_000_000).description == "2020-02-29T00:00:00.120Z")
    #expect(CaptureTime(nanoseconds: -1).description == "1969-12-31T23:59:59.999999999Z")
}

@Test func arithmeticSaturates() {
    let end = CaptureTime(nanoseconds: .max)
    #expect(end.advanced(byNanoseconds: 1) == end)
    #expect(end.nanoseconds(since: CaptureTime(nanoseconds: -5)) == .max)
    #expect(CaptureTime(seconds: .max) == end)
}
