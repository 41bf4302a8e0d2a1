import CallVocabulary
import Foundation
import SampleIntake
import Testing

private let received = CaptureTime(rfc3339: "2026-11-23T12:00:00Z") ?? CaptureTime(nanoseconds: 0)

private func submission(_ changes: [String: Any?] = [:]) throws -> [UInt8] {
    var whole: [String: Any] = [
        "serviceIdentifier": "London HQ", "severity": "S2", "region": "europe", "summary": "One-way audio",
        "country": "GB", "representative": ["name": "A. Example", "email": "a@example.com"],
        "checklist": [
            "symptoms": ["one-way-audio"], "frequency": "intermittent", "phonesAffected": "several",
            "triedAnotherPhone": true, "directionsAffected": "outgoing", "internalCallsAffected": "unknown",
            "phoneDisplayDuring": "Connected", "pattern": "none", "internetStable": true,
        ],
        "responsibilities": ["equipmentChecked": true, "firstLevelDiagnosticsDone": "yes"],
        "samples": [
            [
                "callingNumber": "020 7946 0018", "calledNumber": "+12125550142", "startedAt": "2026-11-23T11:00:00Z",
                "direction": "outgoing",
            ]
        ],
    ]
    for (name, value) in changes { whole[name] = value }
    return Array(try JSONSerialization.data(withJSONObject: whole))
}

private func codes(_ policy: SamplePolicy = SamplePolicy(), _ changes: [String: Any?] = [:]) throws -> [String] {
    SampleChecker(policy: policy).check(try submission(changes), receivedAt: received, purpose: .submit)
        .problems.map(\.code.rawValue)
}

@Test func wholeSubmissionIsAccepted() throws {
    #expect(try codes() == [])
}

@Test(arguments: [
    ("020 7946 0018", true), ("+44 20 7946 0018", true), ("20 7946", false), ("1 High Street, London", true),
    ("123456789012345678", false),
])
func servicesThatLookLikeNumbers(service: String, isGood: Bool) throws {
    let found = try codes(SamplePolicy(), ["serviceIdentifier": service])
    #expect(found == (isGood ? [] : ["submission.missing-service-identifier"]))
}

@Test func answersThatAreNone() throws {
    let answer = SampleChecker().check(
        try submission(["checklist": ["symptoms": ["one way"], "frequency": "often"]]), receivedAt: received,
        purpose: .submit)
    #expect(answer.problems.filter { $0.severity == .blocking }.map(\.field) == ["/checklist/symptoms"])
    #expect(answer.problems.contains { $0.field == "/checklist/frequency" && $0.given == "often" })
    #expect(answer.problems.filter { $0.severity == .advice }.count == 8)
}

@Test func checklistAgainstSamples() throws {
    #expect(
        try codes(SamplePolicy(), ["checklist": ["symptoms": "echo", "directionsAffected": "incoming"]])
            .contains("submission.checklist-contradicts-samples"))
}

@Test func requirementsAreData() throws {
    var policy = SamplePolicy()
    policy.caseRequirements.equipmentChecked = .advice
    policy.caseRequirements.representative = .no
    policy.caseRequirements.severities = [.init(id: "P1", meaning: "all is down")]
    policy.caseRequirements.checklist = []
    let found = SampleChecker(policy: policy).check(
        try submission(["responsibilities": nil, "representative": nil, "severity": "p1", "checklist": nil]),
        receivedAt: received, purpose: .submit)
    #expect(
        found.problems.map(\.code.rawValue) == ["submission.equipment-not-checked", "submission.diagnostics-not-done"])
    #expect(found.problems[0].severity == .advice)
}

private func customers(_ people: [CustomerEntry.Person]) -> SamplePolicy {
    var policy = SamplePolicy()
    policy.customers = [
        CustomerEntry(
            name: "Example Ltd", sites: ["London HQ", "Leeds"], ownNumbers: ["+44 20 7946 0018"], people: people),
        CustomerEntry(
            name: "Other", sites: ["Paris"], ownNumbers: [],
            people: [.init(name: "O", email: "o@o.example", phone: nil)]),
    ]
    return policy
}

@Test func rosters() throws {
    let listed = CustomerEntry.Person(name: "A", email: "A@Example.com", phone: nil)
    #expect(try codes(customers([listed])) == [])
    #expect(
        try codes(customers([.init(name: "B", email: "b@example.com", phone: nil)])) == [
            "submission.unauthorized-representative"
        ])
    // A customer without a list lets anybody act.
    #expect(try codes(customers([])) == [])
    // By telephone, however it is written.
    let byPhone = customers([.init(name: "A", email: nil, phone: "+44 20 7946 0019")])
    #expect(try codes(byPhone, ["representative": ["name": "A", "phone": "020 7946 0019"]]) == [])
    // Entries have a first and a last day.
    var over = listed
    over.until = "2026-11-22"
    #expect(try codes(customers([over])) == ["submission.unauthorized-representative"])
    // Somebody else's representative is nobody's.
    let other = ["name": "O", "email": "o@o.example"]
    #expect(try codes(customers([listed]), ["representative": other]) == ["submission.unauthorized-representative"])
    #expect(try codes(customers([listed]), ["representative": other, "serviceIdentifier": "Paris"]) == [])
    // The service may be one of the customer's numbers.
    #expect(try codes(customers([listed]), ["serviceIdentifier": "020 7946 0018"]) == [])
}

@Test func unknownSitesAreAdvice() throws {
    let policy = customers([.init(name: "A", email: "a@example.com", phone: nil)])
    let answer = SampleChecker(policy: policy).check(
        try submission(["serviceIdentifier": "London Office"]), receivedAt: received, purpose: .submit)
    let problem = try #require(answer.problems.first)
    #expect(problem.code.rawValue == "submission.service-not-known" && problem.severity == .advice)
    #expect(problem.remedy.contains("London HQ"))
}

@Test func ageFromTheStart() throws {
    var policy = SamplePolicy()
    policy.countsAgeFromEnd = false
    let sample: [String: Any] = [
        "callingNumber": "020 7946 0018", "calledNumber": "+12125550142", "startedAt": "2026-11-23T09:00:00Z",
        "endedAt": "2026-11-23T11:00:00Z", "direction": "outgoing",
    ]
    #expect(try codes(policy, ["samples": [sample]]) == ["sample.call-too-old"])
    #expect(try codes(SamplePolicy(), ["samples": [sample]]) == [])
}

@Test func manySamplesAreCheckedInLinearTime() throws {
    var policy = SamplePolicy()
    policy.maximumSamples = 100_000
    var table = "calling,called,date and time,direction\n"
    for index in 0..<5_000 {
        table += "bad\(index),+1212555\(1_000 + index % 9_000),2026-11-23T11:\(10 + index % 50):00Z,sideways\n"
    }
    let answer = SampleChecker(policy: policy).check(Array(table.utf8), receivedAt: received)
    #expect(answer.samples.count == 5_000)
    #expect(answer.problems.filter { $0.severity == .blocking }.count >= 10_000)
    #expect(answer.samples.allSatisfy { $0.verdict == .returned })
}
