import CivilTime
import Testing

@Test func clocksGoForwardAndBack() throws {
    let london = try #require(ZoneRules("Europe/London"))
    // 2026-03-29 01:00 UTC and 2026-10-25 01:00 UTC.
    #expect(london.offset(atSeconds: 1_774_745_999) == 0)
    #expect(london.offset(atSeconds: 1_774_746_000) == 3_600)
    #expect(london.instants(ofLocal: 1_774_746_000 + 1_800).isEmpty)
    #expect(london.instants(ofLocal: 1_792_890_000 + 1_800).count == 2)
    let gap = try #require(london.gap(around: 1_774_746_000 + 1_800))
    #expect(gap.after - gap.before == 3_600)
}

/// Behind the last listed change the year rule holds, however far ahead.
@Test func rulesHoldForEver() throws {
    let angeles = try #require(ZoneRules("America/Los_Angeles"))
    // July and January 2090.
    #expect(angeles.offset(atSeconds: 3_803_068_800) == -7 * 3_600)
    #expect(angeles.offset(atSeconds: 3_787_430_400) == -8 * 3_600)
}

@Test(arguments: ["", "Europe", "../etc/passwd", "/etc/localtime", "Europe/Nowhere", "+25:00", "+01", "Mars/Base"])
func unknownZones(name: String) {
    #expect(ZoneRules(name) == nil)
}

@Test(arguments: [("UTC", 0), ("+05:30", 19_800), ("-0800", -28_800), ("Z", 0)])
func fixedOffsets(name: String, seconds: Int) throws {
    #expect(try #require(ZoneRules(name)).offset(atSeconds: 0) == seconds)
}
