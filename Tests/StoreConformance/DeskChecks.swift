import CallVocabulary
import Cases

/// What a store has to do for a desk: filters, numbers in any spelling, pairs, similar cases, returned submissions.
extension StoreChecks {
    private static func numbers(_ store: any CaseStore, _ fill: (inout CaseQuery) -> Void) throws -> [String] {
        var query = CaseQuery()
        fill(&query)
        return try store.page(query).cases.map(\.number)
    }

    private static func event(_ kind: CaseEvent.Kind, _ text: String = "x", at seconds: Int64 = 1_795_000_001)
        -> CaseEvent
    {
        CaseEvent(at: CaptureTime(seconds: seconds), kind: kind, actor: "Bob", text: text)
    }

    static let deskChecks: [Check<StorePlace>] =
        [
            Check("lists are filtered by severity, region, nobody, and the time of the opening") { place in
                let store = try place.open()
                for seed in 1...3 {
                    var new = try store.new(seed)
                    new.severity = "S\(seed)"
                    new.region = seed == 3 ? "us" : "europe"
                    _ = try store.open(new, clock: FixedClock(CaptureTime(seconds: 1_795_000_000 + Int64(seed) * 100)))
                }
                try store.change("2") { _ in CaseChange(events: [], owner: "Eve") }
                try expectEqual(try numbers(store) { $0.severities = ["S1", "S3"] }, ["CASE-000003", "CASE-000001"])
                try expectEqual(try numbers(store) { $0.regions = ["us"] }, ["CASE-000003"])
                try expectEqual(try numbers(store) { $0.isUnassigned = true }, ["CASE-000003", "CASE-000001"])
                try expectEqual(try numbers(store) { $0.owner = "EVE" }, ["CASE-000002"])
                try expectEqual(try numbers(store) { $0.customer = "example 1" }, ["CASE-000001"])
                try expectEqual(
                    try numbers(store) { $0.openedFrom = CaptureTime(seconds: 1_795_000_200) },
                    ["CASE-000003", "CASE-000002"])
                try expectEqual(
                    try numbers(store) { $0.openedBefore = CaptureTime(seconds: 1_795_000_200) }, ["CASE-000001"])
            },
            Check("numbers are found by the digits they end in, whatever their spelling") { place in
                let store = try place.open()
                var new = try store.new(1)
                new.representative.phone = "(020) 7946 0955"
                let number = try store.open(new, clock: opened)
                try store.change(number) { _ in CaseChange(events: [event(.note, "call 0161-496 0123 back")]) }
                func finds(_ digits: String) throws -> Bool {
                    try numbers(store) {
                        $0.search = "nothing of that"
                        $0.numberEnding = digits
                    } == [number]
                }
                for digits in ["079460018", "79460018", "442079460018", "125550142", "079460955", "614960123"] {
                    try expect(try finds(digits), digits)
                }
                for digits in ["0018", "79460019", "946001"] { try expect(try !finds(digits), digits) }
                try store.erase(number, reason: "asked", clock: opened, by: "")
                try expect(try !finds("79460018"))
            },
            Check("two cases are changed together or not at all") { place in
                let store = try place.open()
                for seed in 1...2 { _ = try store.open(try store.new(seed), clock: opened) }
                let (first, second) = try store.changeBoth("1", "2") { one, other in
                    (
                        CaseChange(events: [event(.linked, one.number)], state: .closed),
                        CaseChange(events: [event(.linked, other.number)])
                    )
                }
                try expectEqual([first.state, second.state], [.closed, .new])
                try expectEqual(second.events.last?.text, "CASE-000002")
                let before = try [store.record("1"), store.record("2")]
                try expect(.caseConflict) {
                    try store.changeBoth("1", "2") { _, _ in throw CaseStoreError(.caseConflict, "no") }
                }
                try expect(.caseNotFound) {
                    try store.changeBoth("1", "9") { _, _ in (CaseChange(events: []), CaseChange(events: [])) }
                }
                try expectEqual(try [store.record("1"), store.record("2")], before)
            },
            Check("what is written down wrongly is put right, and found by it") { place in
                let store = try place.open()
                let number = try store.open(try store.new(1), clock: opened)
                try store.change(number) { _ in
                    var change = CaseChange(events: [event(.corrected)])
                    change.serviceIdentifier = "Leeds depot"
                    change.summary = "Echo"
                    change.customer = "Other"
                    change.representative = CaseRepresentative(name: "B", email: nil, phone: "2")
                    return change
                }
                let record = try store.record(number)
                try expectEqual(record.summary.serviceIdentifier + record.summary.summary, "Leeds depotEcho")
                try expectEqual(record.summary.customer, "Other")
                try expectEqual(record.representative, CaseRepresentative(name: "B", email: nil, phone: "2"))
                try expectEqual(try numbers(store) { $0.search = "leeds" }, [number])
            },
            Check("an entry's time is put right in lists as well") { place in
                let store = try place.open()
                let number = try store.open(try store.new(1), clock: opened)
                let (wrong, right) = (CaptureTime(seconds: 1_895_000_000), CaptureTime(seconds: 1_795_000_050))
                try store.change(number) { _ in CaseChange(events: [CaseEvent(at: wrong, kind: .response, text: "y")]) }
                try store.change(number) { _ in
                    CaseChange(events: [
                        .correcting(wrong, to: right, at: CaptureTime(seconds: 1_795_000_060), by: "Bob", text: "z")
                    ])
                }
                let listed = try store.page(CaseQuery()).cases[0]
                try expectEqual(listed.timeline.first { $0.kind == .response }?.at, right)
                try expectEqual(try store.record(number).events.first { $0.kind == .response }?.at, wrong)
            },
            Check("cases about the same calls are found by customer, numbers and time") { place in
                let store = try place.open()
                for seed in [1, 1, 2] { _ = try store.open(try store.new(seed), clock: opened) }
                var sample = CaseSample(
                    calling: "+442079460018", called: "+12125550142",
                    startedAt: CaptureTime(nanoseconds: 1_795_000_000_123_456_789 + 3_600_000_000_000), direction: nil,
                    call: nil)
                func similar(_ customer: String?, _ seconds: Int64 = 86_400) throws -> [String] {
                    try store.similar(to: [sample], customer: customer, withinSeconds: seconds)
                }
                try expectEqual(try similar("EXAMPLE 1"), ["CASE-000001", "CASE-000002"])
                try expectEqual(try similar("Example 1", 3_599), [])
                try expectEqual(try similar(nil), [])
                try store.erase("1", reason: "asked", clock: opened, by: "")
                try expectEqual(try similar("Example 1"), ["CASE-000002"])
                sample.called = "+12125550143"
                try expectEqual(try similar("Example 1"), [])
            },
            Check("imported cases are found by the number they had") { place in
                let store = try place.open()
                var new = try store.new(1)
                new.history = CaseHistory(
                    origin: "CASE-000077", openedAt: CaptureTime(seconds: 5), state: .open, severity: "S1",
                    region: "us",
                    owner: nil, closedAt: nil, events: [])
                let number = try store.open(new, clock: opened)
                _ = try store.open(try store.new(2), clock: opened)
                try expectEqual(try numbers(store) { $0.importedFrom = "CASE-000077" }, [number])
                try expectEqual(try numbers(store) { $0.importedFrom = "CASE-000078" }, [])
            },
        ] + returnedDeskChecks

    private static func details(_ reason: String, _ customer: String) -> ReturnedDetails {
        ReturnedDetails(
            reasons: [reason, "sample.call-too-old"], serviceIdentifier: "London HQ", customer: customer,
            representative: CaseRepresentative(name: "A. Example", email: "a@example.com", phone: "1"),
            region: "europe",
            format: "csv")
    }

    private static let returnedDeskChecks: [Check<StorePlace>] = [
        Check("returned submissions are listed with their latest details, newest first, by page") { place in
            let store = try place.open()
            for second in [10, 20, 30] as [Int64] {
                _ = try store.keepReturned(
                    [1], details: details("a", "Example \(second)"), checkJSON: [],
                    receivedAt: CaptureTime(seconds: second), completing: nil)
            }
            _ = try store.keepReturned(
                [2], details: details("b", "Example 20"), checkJSON: [], receivedAt: CaptureTime(seconds: 40),
                completing: "SUBMISSION-000002")
            var query = ReturnedQuery()
            query.limit = 2
            let first = try store.returnedPage(query)
            try expectEqual(first.submissions.map(\.number), ["SUBMISSION-000003", "SUBMISSION-000002"])
            try expectEqual(first.total, 3)
            let second = first.submissions[1]
            try expectEqual(second.details, details("b", "Example 20"))
            try expectEqual(second.versions, 2)
            try expectEqual(second.receivedAt, CaptureTime(seconds: 20))
            query.after = first.next
            try expectEqual(try store.returnedPage(query).submissions.map(\.number), ["SUBMISSION-000001"])
            try expectEqual(try store.returnedPage(query).next, nil)
            query = ReturnedQuery()
            query.customer = "EXAMPLE 10"
            try expectEqual(try store.returnedPage(query).submissions.map(\.number), ["SUBMISSION-000001"])
            query = ReturnedQuery()
            query.receivedFrom = CaptureTime(seconds: 20)
            query.receivedBefore = CaptureTime(seconds: 30)
            try expectEqual(try store.returnedPage(query).submissions.map(\.number), ["SUBMISSION-000002"])
            try expect(.submissionNotFound) {
                _ = try store.keepReturned(
                    [1], checkJSON: [], receivedAt: opened.now, completing: "SUBMISSION-000009")
            }
        },
        Check("returned submissions are worked on, completed, erased") { place in
            let store = try place.open()
            for customer in ["One", "Two"] {
                _ = try store.keepReturned(
                    [1], details: details("a", customer), checkJSON: [0], receivedAt: opened.now, completing: nil)
            }
            let after = try store.changeReturned("submission-1") { summary in
                try expectEqual(summary.state, .returned)
                return ReturnedChange(events: [event(.update, "please"), event(.note)], state: .closed)
            }
            try expectEqual(after.state, .closed)
            try expectEqual(after.reminders.map(\.text), ["please"])
            try expectEqual(after, try store.returned("1").summary)
            try expect(.submissionConflict) {
                try store.changeReturned("1") { _ in throw CaseStoreError(.submissionConflict, "no") }
            }
            try expect(.submissionNotFound) { try store.changeReturned("7") { _ in ReturnedChange(events: []) } }
            var query = ReturnedQuery()
            try expectEqual(try store.returnedPage(query).submissions.map(\.number), ["SUBMISSION-000002"])
            query.states = []
            try expectEqual(try store.returnedPage(query).total, 2)
            var new = try store.new(1)
            new.completes = "SUBMISSION-000001"
            let number = try store.open(new, clock: opened)
            let completed = try store.returned("1").summary
            try expectEqual(completed.state, .completed)
            try expectEqual(completed.caseNumber, number)
            try expect(.submissionConflict) { try store.eraseReturned("1", reason: "asked", clock: opened, by: "") }
            try store.eraseReturned("2", reason: "asked", clock: opened, by: "cron")
            let erased = try store.returned("2")
            try expectEqual(erased.submission, [])
            try expectEqual(erased.checkJSON, [])
            try expectEqual(erased.summary.state, .erased)
            try expectEqual(erased.summary.details.representative, CaseRepresentative())
            try expect(erased.summary.details.customer == nil && erased.summary.details.serviceIdentifier == nil)
            try expectEqual(erased.summary.events.map(\.kind), [.erased])
            try expect(.submissionConflict) { try store.eraseReturned("2", reason: "asked", clock: opened, by: "") }
            try expect(.submissionNotFound) { try store.eraseReturned("9", reason: "asked", clock: opened, by: "") }
            try store.erase(number, reason: "asked", clock: opened, by: "")
            let gone = try store.returned("1").summary
            try expectEqual(gone.state, .erased)
            try expect(gone.events.allSatisfy { $0.text == "(erased)" && $0.actor.isEmpty })
            try expect(gone.details.representative == CaseRepresentative())
        },
    ]
}
