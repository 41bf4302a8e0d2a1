import CallVocabulary
import Foundation
import SupportProgram
import Testing

private func compare(_ one: ClockCase, _ reading: ResponseClock.Reading, _ expected: ClockCase.Expected) {
    #expect(one.clockEvents.count == one.events.count, "\(one.id): every event is understood")
    #expect(reading.initialResponseDue?.description == expected.initialResponseDue, "\(one.id) \(reading.explanation)")
    #expect(reading.initialResponseMet == expected.initialResponseMet, "\(one.id)")
    #expect(reading.nextUpdateDue?.description == expected.nextUpdateDue, "\(one.id) \(reading.explanation)")
    #expect(reading.missedUpdatesDue.map(\.description) == expected.missedUpdatesDue ?? [], "\(one.id)")
    #expect(reading.escalationOfferedFrom?.description == expected.escalationOfferedFrom, "\(one.id)")
    #expect(reading.explanation.count >= 2, "\(one.id)")
}

@Test(.enabled(if: ClockCase.reference != nil, "the corpus of reference cases is not here"))
func referenceClockCases() throws {
    let file = try ClockCase.file(try #require(ClockCase.reference))
    #expect(!file.cases.isEmpty)
    for one in file.cases { compare(one, try #require(try one.read(.builtIn)), one.expected) }
}

@Test func ownClockCases() throws {
    let file = try ClockCase.file(ClockCase.own)
    #expect(file.cases.count >= 80)
    for one in file.cases { compare(one, try #require(try one.read(.builtIn)), one.expected) }
}

/// Which clock a target runs on is data: the other readings of the text are other programs.
@Test func otherReadings() throws {
    var programs: [String: Program] = [:]
    var program = Program.builtIn
    program.severities[0].initialResponse.clock = .elapsed
    programs["s1RoundTheClock"] = program
    program = .builtIn
    program.hoursReading = .fixedOffset
    programs["fixedOffsets"] = program
    program = .builtIn
    for index in 1...2 { program.severities[index].update.clock = .supportHours }
    programs["updatesInSupportHours"] = program
    for file in try ClockCase.files() {
        for one in file.cases {
            for (name, expected) in one.otherReadings ?? [:] {
                let program = try #require(programs[name])
                let reading = try #require(try one.read(program))
                if let due = expected.initialResponseDue {
                    #expect(reading.initialResponseDue?.description == due, "\(one.id) \(name)")
                }
                if let due = expected.nextUpdateDue {
                    #expect(reading.nextUpdateDue?.description == due, "\(one.id) \(name)")
                }
            }
        }
    }
}

@Test func holidaysOfTheYears() throws {
    for file in try ClockCase.files() {
        for (id, years) in file.holidays {
            let region = try #require(Program.builtIn.region(id))
            let calendar = Program.builtIn.calendar(of: region)
            for (year, days) in years {
                let ours = calendar.holidays(inYear: try #require(Int(year))).keys.sorted().map {
                    CivilDateTime(CaptureTime(seconds: Int64($0) * 86_400)).dateText
                }
                #expect(ours == days, "\(id) \(year)")
            }
        }
    }
}

@Test func explanationsSayHow() throws {
    let opened = try #require(CaptureTime(rfc3339: "2026-11-24T01:30:00Z"))
    let reading = try ResponseClock(program: .builtIn).read(openedAt: opened, severity: "s2", region: "US")
    #expect(
        reading.explanation[1]
            == "Initial response: 2 h in support hours from Mon 23 Nov 17:30; 30 min until the office closes Mon 23 Nov 18:00; "
            + "the office opens Tue 24 Nov 06:00; the remaining 1 h 30 min; so Tue 24 Nov 07:30.")
    let holiday = try #require(CaptureTime(rfc3339: "2026-11-26T18:00:00Z"))
    let late = try ResponseClock(program: .builtIn).read(openedAt: holiday, severity: "S3", region: "us")
    #expect(late.explanation[1].contains("Thu 26 Nov (Thanksgiving Day)"))
    #expect(late.explanation[1].contains("Sat 28 Nov, Sun 29 Nov not counted"))
    #expect(late.nextUpdateLastSupportInstant == nil)
}

/// After a change of region every time has its zone, and the lengths add up to the target.
@Test func explanationsOfTwoRegionsAddUp() throws {
    let opened = try #require(CaptureTime(rfc3339: "2026-11-23T15:50:00Z"))
    let moved = try #require(CaptureTime(rfc3339: "2026-11-23T16:30:00Z"))
    let reading = try ResponseClock(program: .builtIn).read(
        openedAt: opened, severity: "S2", region: "europe", events: [ClockEvent(at: moved, kind: .region("us"))])
    #expect(
        reading.explanation[1]
            == "Initial response: 2 h in support hours from Mon 23 Nov 15:50 GMT; 40 min until the case changes region "
            + "Mon 23 Nov 16:30 GMT; then us hours from Mon 23 Nov 08:30 PST; the remaining 1 h 20 min; so Mon 23 Nov 09:50 PST."
    )
    #expect(
        reading.explanation[0].contains("Times of europe are") && reading.explanation[0].contains("Times of us are"))
    // A day that is closed in both is told once.
    let saturday = try #require(CaptureTime(rfc3339: "2026-11-21T12:00:00Z"))
    let over = try ResponseClock(program: .builtIn).read(
        openedAt: try #require(CaptureTime(rfc3339: "2026-11-20T15:50:00Z")), severity: "S3", region: "europe",
        events: [ClockEvent(at: saturday, kind: .region("us"))])
    #expect(over.explanation[1].components(separatedBy: "Sat 21 Nov").count == 3, "\(over.explanation[1])")
    #expect(over.explanation[1].contains("the remaining 2 h 50 min; so Mon 23 Nov 08:50 PST."))
}

@Test func dutyFollowsTheHoursOfTheLadder() throws {
    func onDuty(_ time: String) throws -> [String] {
        Program.builtIn.duty(at: try #require(CaptureTime(rfc3339: time))).filter(\.isOnDuty).map {
            "\($0.rung) \($0.contact.region)"
        }
    }
    #expect(try onDuty("2026-11-24T09:00:00Z") == ["0 europe"])
    #expect(try onDuty("2026-11-24T16:59:59Z") == ["0 us", "0 europe", "1 us", "2 us"])
    #expect(try onDuty("2026-11-24T17:00:00Z") == ["0 us", "1 us", "2 us"])
    // Thanksgiving in the US, a Saturday, and Christmas.
    #expect(try onDuty("2026-11-26T16:00:00Z") == ["0 europe"])
    #expect(try onDuty("2026-11-28T16:00:00Z") == [])
    let closed = Program.builtIn.duty(at: try #require(CaptureTime(rfc3339: "2026-11-28T16:00:00Z")))[1]
    #expect(closed.next?.description == "2026-11-30T06:00:00Z" && closed.areHoursRead)
    var program = Program.builtIn
    program.escalation.ladder[0].contacts[1].hours = "around the clock"
    #expect(program.duty(at: try #require(CaptureTime(rfc3339: "2026-11-24T16:30:00Z")))[1].areHoursRead == false)
    program.escalation.ladder[0].contacts[1].hours = "10pm to 06:00"
    let night = program.duty(at: try #require(CaptureTime(rfc3339: "2026-11-24T23:00:00Z")))[1]
    #expect(night.isOnDuty && night.areHoursRead)
}

@Test func unknownNamesAreRefused() throws {
    let clock = ResponseClock(program: .builtIn)
    let opened = try #require(CaptureTime(rfc3339: "2026-11-24T01:30:00Z"))
    #expect(throws: ResponseClock.UnknownName.self) {
        try clock.read(openedAt: opened, severity: "S4", region: "us")
    }
    #expect(throws: ResponseClock.UnknownName.self) {
        try clock.read(openedAt: opened, severity: "S1", region: "asia")
    }
}

/// The order in which events are handed over says nothing; their times do.
@Test func eventsInAnyOrder() throws {
    let clock = ResponseClock(program: .builtIn)
    func time(_ text: String) throws -> CaptureTime { try #require(CaptureTime(rfc3339: text)) }
    let events = [
        ClockEvent(at: try time("2026-11-23T10:00:00Z"), kind: .response(waitingForCustomer: true)),
        ClockEvent(at: try time("2026-11-23T12:00:00Z"), kind: .customerMessage),
        ClockEvent(at: try time("2026-11-23T12:30:00Z"), kind: .severity("S1")),
        ClockEvent(at: try time("2026-11-23T17:00:00Z"), kind: .response(waitingForCustomer: false)),
        ClockEvent(at: try time("2026-11-23T18:00:00Z"), kind: .resolved),
    ]
    let opened = try time("2026-11-23T09:00:00Z")
    let forward = try clock.read(openedAt: opened, severity: "S2", region: "europe", events: events)
    let backward = try clock.read(openedAt: opened, severity: "S2", region: "europe", events: events.reversed())
    #expect(forward == backward)
    #expect(forward.missedUpdatesDue.map(\.description) == ["2026-11-23T16:30:00Z"])
    #expect(forward.isResolved && forward.nextUpdateDue == nil && forward.escalationOfferedFrom == nil)
}
