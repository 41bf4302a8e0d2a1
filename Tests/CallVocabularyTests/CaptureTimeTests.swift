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

@Test(arguments: [
    ("2026-11-22T14:03:00Z", "2026-11-22T14:03:00Z"), ("2026-11-22T14:03:00.1205Z", "2026-11-22T14:03:00.120500Z"),
    ("2026-11-22 15:03:00+01:00", "2026-11-22T14:03:00Z"), ("2024-02-29T23:59:60-00:30", "2024-03-01T00:30:00Z"),
])
func rfc3339IsRead(text: String, expected: String) throws {
    #expect(try #require(CaptureTime(rfc3339: text)).description == expected)
}

@Test(arguments: [
    "", "2026-11-22", "2026-11-22T14:03Z", "2026-13-01T00:00:00Z", "2025-02-29T00:00:00Z", "2026-11-22T24:00:00Z",
    "2026-11-22T14:03:00", "2026-11-22T14:03:00.Z", "2026-11-22T14:03:00+1:00", "2026-11-22T14:03:00Zx",
])
func otherTimesAreRefused(text: String) {
    #expect(CaptureTime(rfc3339: text) == nil)
}
