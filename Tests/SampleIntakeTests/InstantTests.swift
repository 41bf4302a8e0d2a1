import CallVocabulary
import Testing

@testable import SampleIntake

private func time(_ text: String) -> CaptureTime { CaptureTime(rfc3339: text) ?? CaptureTime(nanoseconds: 0) }

/// The answer to one call at `written`, received at 15:00 UTC on Monday 23 November 2026 unless said otherwise.
private func check(
    _ written: String, received: String = "2026-11-23T15:00:00Z", top: String = "", more: String = ""
) -> CheckAnswer {
    let text =
        "{\(top)\"samples\":[{\"callingNumber\":\"+442079460018\",\"calledNumber\":\"+12125550142\","
        + "\"direction\":\"outgoing\",\"startedAt\":\"\(written)\"\(more)}]}"
    return SampleChecker().check(Array(text.utf8), receivedAt: time(received))
}

private func codes(_ answer: CheckAnswer) -> [String] { answer.problems.map(\.code.rawValue) }

/// Times as people and systems write them, each 14:03 UTC on 23 November 2026.
@Test(arguments: [
    "23/11/26 14:03 GMT", "23-Nov-26 14:03 GMT", "11/23/26 2:03 PM GMT", "26-11-23 14:03 UTC", "23 Nov '26 14:03 GMT",
    "23Nov2026 14:03Z", "20261123 1403 UTC", "20261123T140300Z", "14:03 GMT 23/11/2026",
    "14:03 on 23 November 2026 GMT",
    "23/11/2026 2.03pm GMT", "23/11/2026 2:03 p.m. GMT", "23.11.2026 14.03 GMT", "23/11/2026 14h03 GMT",
    "23/11/2026 14:03 UK time", "23/11/2026 14:03 (GMT)", "23/11/2026 14:03 GMT+0", "23/11/2026 15:03 UTC+1",
    "2026-11-23T14:03+00", "2026-11-23T09:03-0500", "11/23/2026 9:03 AM EST", "11/23/2026 6:03 AM PST",
    "11/23/2026 9:03 AM Eastern Time", "23/11/2026 15:03 CET", "23/11/2026 14:03 Europe/London",
    "23/11/2026 14:03 London", "Mon Nov 23 2026 14:03:00 GMT+0000 (Greenwich Mean Time)",
    "Mon, 23 Nov 2026 14:03:00 +0000", "Monday, November 23rd, 2026 at 2:03 PM GMT", "23/11/2026 1403 hrs GMT",
    "23/11/2026 14:03 GMT Standard Time", "2026/11/23 14:03:00,000 +00:00", "Mon 11/23/2026 8:03 AM CST",
    "23/11/2026 14:03:00\u{202F}GMT", "23/11/2026 14:03 (UTC+00:00) Dublin",
])
func timesAsPeopleWriteThem(written: String) {
    let answer = check(written)
    #expect(answer.samples.first?.startedAt == time("2026-11-23T14:03:00Z"), "\(written): \(answer.problems)")
    #expect(answer.verdict != .returned)
}

/// What is no time is returned, and the words say what is wrong with it.
@Test(arguments: [
    ("23/11 14:03 GMT", "no year"), ("9999-12-31 23:59 GMT", "year 9999"), ("0026-11-23 14:03 GMT", "year 26"),
    ("31/11/2026 14:03 GMT", "no such date"), ("23/11/2026 25:03 GMT", "no such date or time"),
    ("around 14:03 GMT on 23/11/2026", "around"), ("46349.585474537", "spreadsheet"), ("1795442585", "since 1970"),
    ("1795442585000", "since 1970"), ("23/11/2026", "without a time of day"), ("14:03 GMT", "without a date"),
    ("23/11/2026 14:03 - 14:20 GMT", "more than one"), ("23/11/2026 14:03 XQZT", "XQZT"),
    ("this morning", "this morning"),
])
func whatIsNoTime(written: String, words: String) {
    let answer = check(written)
    let said = answer.problems.map { $0.message + " " + $0.remedy }.joined(separator: " ")
    #expect(answer.verdict == .returned && answer.samples.first?.startedAt == nil, "\(written)")
    #expect(said.contains(words), "\(written): \(said)")
}

@Test func abbreviationsAreReadByRegionAndNamed() {
    let summer = "2026-07-01T15:00:00Z"
    // Clocks in Los Angeles show daylight-saving time: the letters name the region's time, as the program does.
    let pacific = check("7/1/2026 7:30 AM PST", received: summer)
    #expect(pacific.samples[0].startedAt == time("2026-07-01T14:30:00Z"))
    #expect(pacific.problems.contains { $0.message.contains("PST") && $0.message.contains("America/Los_Angeles") })
    // Unless only the offset of the letters can be meant.
    let fixed = check("7/1/2026 5:50 AM PST", received: summer)
    #expect(fixed.samples[0].startedAt == time("2026-07-01T13:50:00Z"))
    #expect(check("1/7/2026 15:40 BST", received: summer).samples[0].startedAt == time("2026-07-01T14:40:00Z"))
    // The same letters elsewhere.
    let dhaka = check("23/11/2026 20:03 BST", top: "\"country\":\"BD\",")
    #expect(dhaka.samples[0].startedAt == time("2026-11-23T14:03:00Z"))
    let india = check("23/11/2026 19:33 IST", top: "\"country\":\"India\",")
    #expect(india.samples[0].startedAt == time("2026-11-23T14:03:00Z"))
    #expect(codes(check("23/11/2026 19:33 IST")).contains("sample.time-zone-missing"))
    // Words for the whole submission are named once.
    let eastern = check("11/23/2026 9:03", top: "\"timeZone\":\"Eastern\",")
    #expect(eastern.samples[0].startedAt == time("2026-11-23T14:03:00Z"))
    #expect(eastern.problems.map(\.field) == ["/timeZone"])
}

@Test func weekdays() {
    let wrong = check("Sunday 23 November 2026 14:03 GMT")
    #expect(wrong.verdict == .acceptedWithAdvice)
    #expect(wrong.problems.map(\.message) == ["23 November 2026 is a Monday, not a Sunday; the date was taken."])
    // It settles which of the two figures is the day.
    let settled = check("Thu 11/12/2026 14:03 GMT", received: "2026-11-12T15:00:00Z")
    #expect(settled.verdict == .accepted && settled.samples[0].startedAt == time("2026-11-12T14:03:00Z"))
}

@Test func bothOrdersOutOfTheWindowAreSaid() {
    let answer = check("10/11/2026 14:03 GMT")
    #expect(codes(answer) == ["sample.time-ambiguous"])
    #expect(answer.problems[0].message.contains("10 November 2026 or 11 October 2026, and neither"))
    // One in the future leaves the other.
    #expect(codes(check("11/12/2026 14:03 GMT")) == ["sample.time-assumed", "sample.call-too-old"])
}

@Test(arguments: [
    ("920", 920.0), ("15:20", 920), ("0:15:20", 920), ("15m 20s", 920), ("15m20s", 920), ("15 min 20 sec", 920),
    ("1 hour and 2 minutes", 3_720), ("PT15M20S", 920), ("15 min", 900), ("92.5", 92.5), ("1h2m3s", 3_723),
])
func durations(written: String, seconds: Double) {
    #expect(StatedDuration.seconds(written) == seconds)
}

@Test func durationsThatAreNone() {
    for text in ["15 apples", "-5", "1:75", "20s 15m", "15m 15m", "long", "1:2:3:4", ":"] {
        #expect(StatedDuration.seconds(text) == nil, "\(text)")
    }
}

@Test(arguments: [
    ("Duration (min)", "20", 1_200.0), ("Talk time (minutes)", "1.5", 90), ("durationMs", "1500", 1.5),
    ("Duration (hh:mm)", "0:20", 1_200), ("Duration (mm:ss)", "20:00", 1_200),
    ("Duration (hh:mm:ss)", "0:20:00", 1_200),
    ("Length", "20", 20), ("Hours", "2", 7_200), ("Talk Time (s)", "20", 20), ("Minimum", "20", 20),
])
func durationsByHeading(heading: String, written: String, seconds: Double) {
    #expect(StatedDuration.seconds(written, heading: heading) == seconds)
}

@Test func lengthsDecideTheAge() {
    // Two hours and ten minutes ago, and a quarter of an hour long.
    let read = check("2026-11-23T12:50:00Z", more: ",\"durationSeconds\":\"15m 20s\"")
    #expect(read.verdict == .acceptedWithAdvice && read.problems[0].message.contains("15m 20s"))
    let unread = check("2026-11-23T12:50:00Z", more: ",\"durationSeconds\":\"long\"")
    #expect(codes(unread) == ["sample.time-not-understood"] && unread.problems[0].severity == .blocking)
    #expect(unread.problems[0].field == "/samples/0/durationSeconds")
    // Where it decides nothing it is only told.
    let spare = check("2026-11-23T14:50:00Z", more: ",\"durationSeconds\":\"long\"")
    #expect(spare.verdict == .acceptedWithAdvice && codes(spare) == ["sample.time-not-understood"])
}

@Test func precisionOfEnds() {
    // The end is as sharp as the start it is counted from: 12:59 is until 12:59:59.
    let counted = check("2026-11-23T12:49Z", received: "2026-11-23T14:59:30Z", more: ",\"durationSeconds\":600")
    #expect(counted.verdict == .accepted)
    #expect(counted.samples[0].acceptableUntil == time("2026-11-23T14:59:59Z"))
    // 14:03 as an end means until 14:03:59.
    #expect(check("2026-11-23T14:03:40Z", more: ",\"endedAt\":\"2026-11-23T14:03Z\"").verdict == .accepted)
    #expect(
        codes(check("2026-11-23T14:04:40Z", more: ",\"endedAt\":\"2026-11-23T14:03Z\"")) == ["sample.ends-before-start"]
    )
}

@Test func offsetsThereAreNot() {
    for text in ["23/11/2026 14:03-14:20", "23/11/2026 14:03 +15:00", "23/11/2026 14:03 UTC+1:20"] {
        #expect(check(text).samples.first?.startedAt == nil, "\(text)")
    }
}

@Test(arguments: [
    ("(UTC+00:00) Dublin, Edinburgh, Lisbon, London", "Europe/Dublin"),
    ("(UTC-05:00) Eastern Time (US & Canada)", "America/New_York"), ("Pacific Standard Time", "America/Los_Angeles"),
    ("europe/london", "Europe/London"), ("New York", "America/New_York"), ("British Summer Time", "Europe/London"),
    ("UTC+1", "+01:00"), ("US/Eastern", "US/Eastern"), ("Etc/GMT+5", "Etc/GMT+5"),
    ("Central European Time", "Europe/Berlin"),
])
func zonesInPeoplesWords(written: String, name: String) {
    #expect(ZoneWords.read(written, hints: ZoneHints())?.rules.name == name)
}

@Test(arguments: ["", "Narnia", "my time", "the office", "UTC+1:20", "-14:20", "+99", "London Bridge Station Road"])
func whatIsNoZone(written: String) {
    #expect(ZoneWords.read(written, hints: ZoneHints()) == nil)
}
