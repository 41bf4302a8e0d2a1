import CallVocabulary
import SampleIntake
import Testing

/// Forms made up without a look at the reader, each with a call from +442079460018 to +12125550142 at 14:03 GMT, or back.
private let forms: [(text: String, direction: SampleDirection)] = [
    ("Our number,Number dialled,When,In/Out\n+442079460018,+12125550142,2026-11-23 14:03 GMT,Out\n", .outgoing),
    ("from_number,to_number,time,direction\n+442079460018,+12125550142,1795442580,outbound\n", .outgoing),
    ("caller,callee,started,type\n+442079460018,+12125550142,1795442580000,out\n", .outgoing),
    (
        "Calling party,Called party,Call made at,Direction\n+442079460018,+12125550142,2026-11-23 14:03 UTC,From us\n",
        .outgoing
    ),
    (
        "Calling party,Called party,Call made at,Direction\n+12125550142,+442079460018,2026-11-23 14:03 UTC,To us\n",
        .incoming
    ),
    (
        "Phone number (from),Phone number (to),Date of call,Time of call (GMT),Direction of call\n+442079460018,+12125550142,23/11/2026,14:03,outgoing\n",
        .outgoing
    ),
    ("From,To,Start,End,Direction\n+442079460018,+12125550142,2026-11-23 14:03 GMT,14:09,Outbound\n", .outgoing),
    ("A-party,B-party,Setup time,Dir\n+442079460018,+12125550142,2026-11-23T14:03:00+00:00,MO\n", .outgoing),
    (
        "Who called,Who was called,When was the call,Which way\n+442079460018,+12125550142,2026-11-23 14:03 GMT,outgoing\n",
        .outgoing
    ),
    (
        "From (CLI),To (DDI),Call started,Leg direction\n+12125550142,+442079460018,2026-11-23 14:03 GMT,inbound\n",
        .incoming
    ),
    (
        "Our number: +44 20 7946 0018\nTheir number: +1 212 555 0142\nDate/time: 23/11/2026 14:03 GMT\nDirection: outbound\n",
        .outgoing
    ),
    (
        "Example 1:\nA number +44 20 7946 0018\nB number +1 212 555 0142\nStart 23/11/2026 14:03 GMT\nDirection outgoing\n",
        .outgoing
    ),
    (
        #"{"data":{"items":[{"caller":{"phone":"+442079460018"},"callee":{"phone":"+12125550142"},"timestamp":1795442580,"direction":"OUTBOUND"}]}}"#,
        .outgoing
    ),
]

@Test(arguments: forms.indices)
func inventedFormsAreRead(index: Int) throws {
    let form = forms[index]
    let received = try #require(CaptureTime(rfc3339: "2026-11-23T14:30:00Z"))
    let answer = SampleChecker().check(Array(form.text.utf8), receivedAt: received)
    #expect(answer.verdict != .returned, "\(answer.problems)")
    let sample = try #require(answer.samples.first)
    let (own, other) = ("+442079460018", "+12125550142")
    let isOut = form.direction == .outgoing
    #expect(sample.callingNumber.number?.e164 == (isOut ? own : other))
    #expect(sample.calledNumber.number?.e164 == (isOut ? other : own))
    #expect(sample.startedAt == CaptureTime(rfc3339: "2026-11-23T14:03:00Z"))
    #expect(sample.direction == form.direction)
}

/// What completes a submission may be less than a call, in any form.
@Test(arguments: [
    "direction\nout\n", "sample,direction\n1,out\n", "Call;Direction\n1;outgoing\n", "Direction: outgoing\n",
    "Sample 1\nDirection: outgoing\n", #"{"samples":[{"direction":"out"}]}"#,
    "Number called;Direction\n+12125550142;out\n",
])
func aForgottenWordIsEnough(completion: String) throws {
    let received = try #require(CaptureTime(rfc3339: "2026-11-23T14:30:00Z"))
    let form =
        #"{"samples":[{"callingNumber":"+442079460018","calledNumber":"+12125550142","startedAt":"2026-11-23T14:03:00Z"}]}"#
    let later = received.advanced(byNanoseconds: 86_400_000_000_000)
    let completed = SampleChecker().complete(
        EarlierSubmission(bytes: Array(form.utf8), receivedAt: received), with: Array(completion.utf8),
        receivedAt: later, purpose: .check)
    #expect(completed.checked.answer.verdict != .returned, "\(completed.checked.answer.problems)")
    #expect(completed.checked.answer.samples.map(\.direction) == [.outgoing])
}

@Test func severalTicketsAreSeveralSubmissions() throws {
    let export =
        #"{"tickets":[{"id":1,"subject":"a","description":"Direction: out","requester_id":1},{"id":2,"subject":"b","description":"x","requester_id":1}]}"#
    let tickets = SubmissionTicket.all(in: Array(export.utf8))
    #expect(tickets.map(\.id) == ["1", "2"])
    #expect(tickets[0].text.contains("Summary: a\n") && tickets[0].text.contains("Direction: out"))
    #expect(SubmissionTicket.all(in: Array(#"{"samples":[]}"#.utf8)).isEmpty)
    #expect(SubmissionTicket.all(in: Array("calling,called,description\n1,2,3\n".utf8)).isEmpty)
}
