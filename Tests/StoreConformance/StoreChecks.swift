import CallVocabulary
import Cases

/// A place for a store: opened as often as asked, as another process would.
public struct StorePlace: Sendable {
    /// Opens the store of this place.
    public let open: @Sendable () throws -> any CaseStore

    /// A place by how it is opened.
    public init(open: @escaping @Sendable () throws -> any CaseStore) {
        self.open = open
    }
}

extension CaseStore {
    func held(_ seed: Int, name: String = "call.pcap", count: Int = 10_000) throws -> HeldCapture {
        HeldCapture(held: try captureVault.hold(someBytes(count, seed: seed)), name: name)
    }

    /// An analysis with documents that only this seed has.
    public func analysis(_ seed: Int, captures: [HeldCapture] = [], findings: [String] = ["media.one-way-audio"]) throws
        -> CaseAnalysis
    {
        CaseAnalysis(
            captures: captures,
            findings: findings.map { CaseFinding(code: $0, severity: "fault", cause: "x", summary: "found \(seed)") },
            samples: [
                CaseSample(
                    calling: "+442079460018", called: "+12125550142",
                    startedAt: CaptureTime(nanoseconds: 1_795_000_000_123_456_789), direction: "outgoing",
                    call: "call-\(seed)")
            ], checkJSON: Array("{\"check\":\(seed)}".utf8), patternsJSON: Array("{\"patterns\":[]}".utf8),
            analysis: try documentVault.hold(Array("{\"analysis\":\(seed)}".utf8)),
            report: try documentVault.hold(Array("<p>\(seed)</p>".utf8)))
    }

    /// A case to be opened.
    public func new(_ seed: Int, captures: [HeldCapture] = [], summary: String = "One-way audio") throws -> NewCase {
        var new = NewCase(
            program: "test", serviceIdentifier: "London HQ", severity: "S2", region: "europe", summary: summary,
            submission: Array("{\"submission\":\(seed)}".utf8), analysis: try analysis(seed, captures: captures))
        new.customer = "Example \(seed)"
        new.representative = CaseRepresentative(name: "A. Example", email: "a@example.com", phone: "1")
        new.submissionFormat = "json"
        new.receivedAt = CaptureTime(seconds: 1_794_999_999)
        new.actor = "Ann"
        return new
    }
}

/// What every store of cases has to do.
public enum StoreChecks {
    static let opened = FixedClock(CaptureTime(seconds: 1_795_000_000))

    /// All of them, each against an empty store.
    public static let all: [Check<StorePlace>] =
        openingChecks + changingChecks + listingChecks + deletingChecks + returnedChecks + deskChecks

    private static let openingChecks: [Check<StorePlace>] = [
        Check("a case comes back as it went in") { place in
            let store = try place.open()
            let capture = try store.held(1)
            let number = try store.open(try store.new(1, captures: [capture]), clock: opened)
            let other = try place.open()
            let record = try other.record(number)
            try expectEqual(record.submission, Array("{\"submission\":1}".utf8))
            try expectEqual(record.checkJSON, Array("{\"check\":1}".utf8))
            try expectEqual(record.receivedAt, CaptureTime(seconds: 1_794_999_999))
            try expectEqual(record.submissionFormat, "json")
            try expectEqual(record.findings.map(\.code), ["media.one-way-audio"])
            try expectEqual(record.findingCount, 1)
            try expectEqual(record.samples.first?.startedAt?.nanoseconds, 1_795_000_000_123_456_789)
            try expectEqual(record.events.map(\.kind), [.opened, .captureAttached, .findingAttached])
            try expectEqual(record.summary.mainFinding, "media.one-way-audio")
            try expectEqual(record.summary.state, .new)
            try expectEqual(
                record.captures, [StoredCapture(sha256: capture.held.sha256, bytes: 10_000, name: "call.pcap")])
            try expectEqual(other.captureVault.state(of: capture.held.sha256), .whole)
            let analysis = try other.documentVault.bytes(of: record.analysis?.sha256 ?? "", limit: 100)
            try expectEqual(analysis ?? [], Array("{\"analysis\":1}".utf8))
            let report = try other.documentVault.bytes(of: record.report?.sha256 ?? "", limit: 100)
            try expectEqual(report ?? [], Array("<p>1</p>".utf8))
        },
        Check("numbers are taken as people write them, and unknown ones are told") { place in
            let store = try place.open()
            let number = try store.open(try store.new(1), clock: opened)
            for text in [number, number.lowercased(), "1", "CASE-1"] {
                try expectEqual(try store.record(text).summary.number, number)
            }
            for text in ["CASE-000009", "nonsense", "", "99999999999999999999", "-1"] {
                try expect(.caseNotFound) { _ = try store.record(text) }
                try expect(.caseNotFound) { try store.change(text) { _ in CaseChange(events: []) } }
                try expect(.caseNotFound) { try store.erase(text, reason: "", clock: opened, by: "") }
            }
        },
        Check("texts come back whatever they hold") { place in
            let store = try place.open()
            let odd = "\u{1b}[31m \u{202e}\u{0600}< \u{0} end " + String(repeating: "é", count: 100_000)
            let number = try store.open(try store.new(1, summary: odd), clock: opened)
            try store.change(number) { _ in
                CaseChange(events: [CaseEvent(at: opened.now, kind: .note, text: odd)])
            }
            // Only U+0000, which some readers end at, is another character.
            let kept = odd.replacing("\u{0}", with: "\u{FFFD}")
            let record = try store.record(number)
            try expect(record.summary.summary == kept && record.events.last?.text == kept)
        },
        Check("the same capture is kept once, under each case's own name") { place in
            let store = try place.open()
            let first = try store.open(try store.new(1, captures: [store.held(1, name: "a")]), clock: opened)
            let second = try store.open(try store.new(2, captures: [store.held(1, name: "b")]), clock: opened)
            let hashes = try [first, second].map { try store.record($0).captures.map(\.sha256) }
            try expectEqual(hashes[0], hashes[1])
            try expectEqual(try store.record(second).captures.map(\.name), ["b"])
            try expectEqual(store.captureVault.hashes().count, 1)
        },
        Check("a history of another store is kept, and what follows comes behind it") { place in
            let store = try place.open()
            var new = try store.new(1)
            let event = CaseEvent(at: CaptureTime(seconds: 5), kind: .opened, actor: "Eve", text: "long ago")
            new.history = CaseHistory(
                origin: "CASE-000077", openedAt: CaptureTime(seconds: 5), state: .closed, severity: "S1", region: "us",
                owner: "Eve", closedAt: CaptureTime(seconds: 9), events: [event])
            let record = try store.record(try store.open(new, clock: opened))
            try expectEqual(record.importedFrom, "CASE-000077")
            try expectEqual(record.events.map(\.kind), [.opened, .imported])
            try expectEqual(record.events[0], event)
            try expectEqual(record.summary.state, .closed)
            try expectEqual(record.summary.severity + record.summary.openedSeverity, "S1S2")
            try expectEqual(record.summary.closedAt, CaptureTime(seconds: 9))
        },
    ]

    private static let changingChecks: [Check<StorePlace>] = [
        Check("a change sees the case as it is, and makes one revision") { place in
            let store = try place.open()
            let number = try store.open(try store.new(1), clock: opened)
            let before = try store.record(number).summary.revision
            let after = try store.change(number) { summary in
                CaseChange(
                    events: [CaseEvent(at: opened.now, kind: .closed, text: summary.state.rawValue)], state: .closed,
                    severity: "S1", owner: "Eve")
            }
            try expectEqual(after.state, .closed)
            try expectEqual(after.closedAt, opened.now)
            try expectEqual(after.owner, "Eve")
            try expect(after.revision > before)
            try expectEqual(after, try store.record(number).summary)
            try expectEqual(after.events.last?.text, "new")
        },
        Check("a change that is refused changes nothing") { place in
            let store = try place.open()
            let number = try store.open(try store.new(1), clock: opened)
            let before = try store.record(number)
            try expect(.caseConflict) { try store.change(number) { _ in throw CaseStoreError(.caseConflict, "no") } }
            try expectEqual(try store.record(number), before)
        },
        Check("an analysis replaces the one before, and the documents of that go") { place in
            let store = try place.open()
            let number = try store.open(try store.new(1, captures: [store.held(1)]), clock: opened)
            let before = try store.record(number)
            var later = try store.analysis(2, captures: [store.held(2)], findings: ["media.jitter"])
            later.findings.append(before.findings[0])
            try store.attach(later, to: number, expecting: before.summary.revision, clock: opened, by: "Bob")
            let after = try store.record(number)
            try expectEqual(after.captures.count, 2)
            try expectEqual(after.findings.map(\.code), ["media.jitter", "media.one-way-audio"])
            try expectEqual(after.samples.map(\.call), ["call-2"])
            try expectEqual(after.checkJSON, Array("{\"check\":2}".utf8))
            try expectEqual(
                after.events.suffix(2).map(\.text),
                ["Capture \(after.captures[1].sha256.prefix(12)) attached.", "media.jitter"])
            try expect(after.analysis != before.analysis)
            // What nobody names is gone once somebody opens the store to write.
            let reopened = try place.open()
            try expect(!reopened.documentVault.holds(before.analysis?.sha256 ?? ""))
            try expect(reopened.documentVault.holds(after.analysis?.sha256 ?? ""))
        },
        Check("an analysis of a case as it was is refused whole") { place in
            let store = try place.open()
            let number = try store.open(try store.new(1), clock: opened)
            let read = try store.record(number).summary.revision
            try store.change(number) { _ in CaseChange(events: [CaseEvent(at: opened.now, kind: .note, text: "x")]) }
            let before = try store.record(number)
            let capture = try store.held(7)
            try expect(.caseChanged) {
                try store.attach(
                    try store.analysis(2, captures: [capture]), to: number, expecting: read, clock: opened, by: "")
            }
            try expectEqual(try store.record(number), before)
            try expect(!store.captureVault.holds(capture.held.sha256))
        },
        Check("of two writers the later has the later time") { place in
            let store = try place.open()
            let clock = MovedClock(1_795_000_000)
            let number = try store.open(try store.new(1), clock: clock)
            clock.now = CaptureTime(seconds: 1_795_000_100)
            try store.change(number) { summary in
                CaseChange(events: [
                    CaseEvent(at: clock.now(notBefore: summary.events.last?.at), kind: .note, text: "a")
                ])
            }
            // The machine's clock is set back.
            clock.now = CaptureTime(seconds: 1_795_000_050)
            try store.attach(
                try store.analysis(2), to: number, expecting: try store.record(number).summary.revision, clock: clock,
                by: "")
            let times = try store.record(number).events.map(\.at)
            try expectEqual(times, times.sorted())
        },
    ]

    private static let listingChecks: [Check<StorePlace>] = [
        Check("pages go by key, whatever is added meanwhile") { place in
            let store = try place.open()
            for seed in 1...5 { _ = try store.open(try store.new(seed), clock: opened) }
            var query = CaseQuery()
            query.limit = 2
            var found: [String] = []
            while true {
                let page = try store.page(query)
                found += page.cases.map(\.number)
                guard let next = page.next else { break }
                query.after = next
                _ = try store.open(try store.new(9), clock: opened)
            }
            try expectEqual(found, (1...5).reversed().map { "CASE-00000\($0)" })
            query.after = "CASE-000006"
            query.order = .oldestFirst
            try expectEqual(try store.page(query).cases.map(\.number), ["CASE-000007"])
            try expectEqual(try store.page(CaseQuery()).total, 7)
        },
        Check("lists are filtered by state, owner and customer") { place in
            let store = try place.open()
            for seed in 1...3 { _ = try store.open(try store.new(seed), clock: opened) }
            try store.change("2") { _ in CaseChange(events: [], state: .closed, owner: "Eve") }
            func numbers(_ fill: (inout CaseQuery) -> Void) throws -> [String] {
                var query = CaseQuery()
                fill(&query)
                return try store.page(query).cases.map(\.number)
            }
            try expectEqual(try numbers { $0.states = [.closed, .open] }, ["CASE-000002"])
            try expectEqual(try numbers { $0.states = Set(CaseState.active) }, ["CASE-000003", "CASE-000001"])
            try expectEqual(try numbers { $0.owner = "Eve" }, ["CASE-000002"])
            try expectEqual(try numbers { $0.customer = "Example 3" }, ["CASE-000003"])
        },
        Check("searches find words by their beginnings, and nothing in them is an operator") { place in
            let store = try place.open()
            let number = try store.open(try store.new(1), clock: opened)
            try store.change(number) { _ in
                CaseChange(events: [CaseEvent(at: opened.now, kind: .note, text: "Zürich firewall \"OR\" 1=1")])
            }
            func finds(_ words: String) throws -> Bool {
                var query = CaseQuery()
                query.search = words
                query.order = .bestFirst
                return try store.page(query).cases.map(\.number) == [number]
            }
            for words in ["london", "LOND", "4420794600", "one way", "zurich", "a@example.com", "firewall OR"] {
                try expect(try finds(words), words)
            }
            for words in ["paris", "\"", "NEAR(", "london paris", "*", ""] { try expect(try !finds(words), words) }
        },
        Check("a list has what moves clocks, and no words") { place in
            let store = try place.open()
            let number = try store.open(try store.new(1), clock: opened)
            try store.change(number) { _ in
                CaseChange(events: [
                    CaseEvent(at: opened.now, kind: .note, text: "x"),
                    CaseEvent(at: opened.now, kind: .response, text: "y", waitingForCustomer: true),
                    CaseEvent(at: opened.now, kind: .escalated, text: "z", target: "1"),
                ])
            }
            let events = try store.page(CaseQuery()).cases[0].events
            try expectEqual(events.map(\.kind), [.response, .escalated])
            try expectEqual(events.map(\.text), ["", ""])
            try expect(events[0].waitingForCustomer && events[1].target == "1")
        },
    ]

    private static let deletingChecks: [Check<StorePlace>] = [
        Check("captures are deleted with proof, but not those that another case names") { place in
            let store = try place.open()
            let first = try store.open(
                try store.new(1, captures: [store.held(1), store.held(2)]), clock: opened)
            let second = try store.open(try store.new(2, captures: [store.held(1)]), clock: opened)
            let captures = try store.record(first).captures
            try expectEqual(try store.deleteCaptures(of: first, reason: "old", clock: opened, by: "cron"), 2)
            let record = try store.record(first)
            try expectEqual(record.captures, [])
            try expectEqual(record.deletions.map(\.sha256), captures.map(\.sha256))
            try expect(record.deletions.allSatisfy { $0.what == "capture" && $0.reason == "old" && $0.actor == "cron" })
            try expectEqual(store.captureVault.state(of: captures[0].sha256), .whole)
            try expectEqual(store.captureVault.state(of: captures[1].sha256), .missing)
            try expectEqual(try store.record(second).captures.count, 1)
        },
        Check("what is erased is gone, but for number, times, states and proofs") { place in
            let store = try place.open()
            let number = try store.open(try store.new(1, captures: [store.held(1)]), clock: opened)
            try store.change(number) { _ in
                CaseChange(
                    events: [CaseEvent(at: opened.now, kind: .assigned, actor: "Bob", text: "to Eve", target: "Eve")],
                    state: .open, owner: "Eve")
            }
            let before = try store.record(number)
            try store.erase(number, reason: "asked", clock: opened, by: "cron")
            let after = try store.record(number)
            try expectEqual(after.submission + after.checkJSON, [])
            try expectEqual(after.samples, [])
            try expectEqual(after.captures, [])
            try expect(after.analysis == nil && after.report == nil && after.patternsJSON == nil)
            try expect(after.summary.owner == nil && after.summary.customer == nil)
            try expectEqual(after.representative, CaseRepresentative())
            try expectEqual(after.summary.summary + after.summary.serviceIdentifier, "(erased)(erased)")
            try expectEqual(after.summary.state, .erased)
            try expectEqual(after.summary.openedAt, before.summary.openedAt)
            try expect(after.findings.allSatisfy { $0.summary == "(erased)" })
            try expectEqual(after.events.prefix(4).map(\.kind), before.events.map(\.kind))
            try expect(
                after.events.dropLast().allSatisfy { $0.text == "(erased)" && $0.actor.isEmpty && $0.target == nil })
            for what in [
                "capture", "analysis", "report", "submission", "check", "details", "owner", "samples", "history",
                "search-index",
            ] {
                try expect(after.deletions.contains { $0.what == what && $0.reason == "asked" }, what)
                try expect(after.events.last?.text.contains(what) == true, "\(what) is not named")
            }
            try expectEqual(store.captureVault.hashes() + store.documentVault.hashes(), [])
            var query = CaseQuery()
            query.search = "london"
            try expectEqual(try store.page(query).cases, [])
        },
        Check("erasing beside an opening of the same capture takes nothing away") { place in
            let store = try place.open()
            let number = try store.open(try store.new(1, captures: [store.held(1)]), clock: opened)
            // It is in the vault already when it comes in again; then the first case is erased.
            let held = try store.held(1)
            try store.erase(number, reason: "asked", clock: opened, by: "")
            try expect(!store.captureVault.holds(held.held.sha256))
            let second = try store.open(try store.new(2, captures: [held]), clock: opened)
            try expectEqual(store.captureVault.state(of: held.held.sha256), .whole)
            // Nor does what is left of the first erasing.
            let reopened = try place.open()
            try expectEqual(
                reopened.captureVault.state(of: try reopened.record(second).captures[0].sha256), .whole)
        },
        Check("documents that two cases share go with the second") { place in
            let store = try place.open()
            let first = try store.open(try store.new(1), clock: opened)
            let second = try store.open(try store.new(1), clock: opened)
            let report = try store.record(first).report?.sha256 ?? ""
            try store.erase(first, reason: "asked", clock: opened, by: "")
            try expectEqual(store.documentVault.state(of: report), .whole)
            try store.erase(second, reason: "asked", clock: opened, by: "")
            try expectEqual(store.documentVault.state(of: report), .missing)
        },
        Check("a check says what is missing or changed, and in which case") { place in
            let store = try place.open()
            let number = try store.open(try store.new(1, captures: [store.held(1), store.held(2)]), clock: opened)
            let whole = try store.check { _ in }
            try expectEqual(whole.problems, [])
            try expectEqual([whole.cases, whole.captures, whole.documents, whole.unnamed], [1, 2, 2, 0])
            let sha256 = try store.record(number).captures[0].sha256
            try store.captureVault.delete(sha256)
            let broken = try store.check { _ in }
            try expectEqual(broken.problems, ["The capture \(sha256.prefix(12)) of \(number) is missing."])
        },
    ]

    private static let returnedChecks: [Check<StorePlace>] = [
        Check("returned submissions are kept, completed, and erased with their case") { place in
            let store = try place.open()
            func keep(_ byte: UInt8, completing: String? = nil) throws -> String {
                try store.keepReturned([byte], checkJSON: [0], receivedAt: opened.now, completing: completing)
            }
            let first = try keep(1)
            try expectEqual(first, "SUBMISSION-000001")
            try expectEqual(try keep(2, completing: first), first)
            let kept = try store.returned(first)
            try expectEqual(kept.submission, [2])
            try expectEqual(kept.versions, 2)
            try expect(.submissionNotFound) { _ = try store.returned("SUBMISSION-000002") }
            try expect(.submissionNotFound) { _ = try store.returned("nonsense") }
            var new = try store.new(1)
            new.completes = first
            let number = try store.open(new, clock: opened)
            try expectEqual(try store.returned(first).caseNumber, number)
            try expect(.submissionNotFound) { _ = try store.open(new, clock: opened) }
            try store.erase(number, reason: "asked", clock: opened, by: "")
            try expectEqual(try store.returned(first).submission, [])
            try expectEqual(try store.record(number).deletions.count { $0.what == "returned-submission" }, 2)
        },
        Check("returned submissions that were never completed are deleted by age") { place in
            let store = try place.open()
            for second in [10, 20, 30] as [Int64] {
                _ = try store.keepReturned(
                    [1], checkJSON: [], receivedAt: CaptureTime(seconds: second), completing: nil)
            }
            let limit = CaptureTime(seconds: 25)
            try expectEqual(try store.deleteReturned(before: limit, reason: "old", clock: opened, by: "cron"), 2)
            try expectEqual(try store.deleteReturned(before: limit, reason: "old", clock: opened, by: "cron"), 0)
            try expectEqual(try store.returned("SUBMISSION-000001").submission, [])
            try expectEqual(try store.returned("SUBMISSION-000003").submission, [1])
        },
    ]
}
