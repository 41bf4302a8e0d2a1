import CallVocabulary
import Testing

@testable import SampleIntake

/// The short way of reading a time says what reading it word by word says.
@Suite struct StatedTimeTests {
    private static let dates = [
        "22/11/2026", "11/22/2026", "1/2/2026", "2.3.2026", "2026-11-22", "2026/1/2", "31/12/1999", "29/02/2024",
        "29/02/2023", "00/10/2026", "13/13/2026", "2026-02-30", "5/5/2026", "1-2/2026", "22//11/2026", "2026-11",
        "22/11/26", "222/11/2026", "22/11/20266", "٢٢/١١/٢٠٢٦", "22 Nov 2026", "", "9999/12/31", "0000-01-01",
    ]
    private static let joints = [" ", "T", "t", "  ", ", ", "", " at ", "\u{00A0}"]
    private static let clocks = [
        "14:03", "14:03:59", "4:03", "24:00", "23:59:60", "23:59:61", "12:60", "14:3", "14:03:5", "014:03", "14:03:",
        "2:03 pm", "14:03Z", "14:03:00+01:00", "14:03:00.5", "14.03", "14:03 ", " 14:03", "14:03x", "", "0:00",
        "14:03:59:00",
    ]

    @Test(arguments: dates) func theShortWaySaysTheSame(_ date: String) {
        for joint in Self.joints {
            for clock in Self.clocks {
                let text = date + joint + clock
                guard let plain = StatedTime(plain: text) else { continue }
                #expect(plain == StatedTime(worded: text), "\(text)")
            }
        }
    }

    /// So does the short way of clocks of twelve hours and of letters for a zone.
    @Test(arguments: dates) func theShortWayWithAnEndingSaysTheSame(_ date: String) {
        let endings = [
            "AM", "PM", "am", "pm", "Am", "GMT", "UTC", "EST", "PST", "CET", "IST", "XQZT", "MON", "DEC", "PM EST",
            "AM GMT",
            "EST PM", "GMT GMT", "hrs", "Z", "o",
        ]
        for clock in ["14:03", "2:03", "12:00", "12:59:59", "0:30", "00:00:00", "13:00", "2:03:05"] {
            for ending in endings {
                let text = "\(date) \(clock) \(ending)"
                guard let short = StatedTime.ending(text, ZoneHints()) else { continue }
                #expect(short == StatedTime(worded: text), "\(text)")
            }
        }
    }

    @Test func theUsualFormsTakeTheShortWay() throws {
        let usual = try #require(StatedTime(plain: "22/11/2026 14:03:59"))
        #expect(usual.locals == [1_795_356_239] && usual.precision == 1 && usual.offset == nil)
        #expect(try #require(StatedTime(plain: "2026-11-22T14:03")).precision == 60)
        let either = try #require(StatedTime(plain: "1/2/2026 00:00"))
        #expect(either.locals.count == 2)
        #expect(StatedTime(plain: "2026-11-22 14:03 GMT") == nil && StatedTime(plain: "") == nil)
    }

    @Test func duplicatesAreToldByTheFirstOfTheirCall() throws {
        let rows = (0..<40).map { index in
            #"{"callingNumber":"+44207946000\#(index % 3)","calledNumber":"+12125550100","direction":"outgoing","#
                + #""startedAt":"2026-11-22T14:0\#(index % 2):0\#(index % 7)Z"}"#
        }
        let text = "{\"samples\":[" + rows.joined(separator: ",") + "]}"
        let now = try #require(CaptureTime(rfc3339: "2026-11-22T14:10:00Z"))
        let answer = SampleChecker().check(Array(text.utf8), receivedAt: now)
        let told = answer.problems.filter { $0.code.rawValue == "submission.duplicate-sample" }
        // Three numbers in two minutes are six calls; the sample with the same remainder by six came first.
        #expect(told.map(\.sample) == Array(6..<40))
        #expect(told.allSatisfy { $0.message == "This is the same call as sample \(($0.sample ?? 0) % 6 + 1)." })
    }
}
