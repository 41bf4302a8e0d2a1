"""Submissions that are accepted, some with advice."""

from .forms import FormSample, advice, sample

LONDON, NEW_YORK = "+44 20 7946 0018", "+1 212 555 0142"

ONE_WAY = {
    "serviceIdentifier": "London HQ",
    "representative": {"name": "Sam Sample", "email": "sam.sample@office.example.com", "phone": "+44 20 7946 0001"},
    "severity": "S2",
    "region": "europe",
    "summary": "People we call cannot hear us, since Monday morning",
    "timeZone": "Europe/London",
    "country": "GB",
    "ownNumbers": ["+442079460018", "+442079460001"],
    "checklist": {
        "symptoms": ["one-way-audio"],
        "frequency": "intermittent",
        "phonesAffected": "several",
        "triedAnotherPhone": True,
        "directionsAffected": "outgoing",
        "internalCallsAffected": False,
        "phoneDisplayDuring": "Connected",
        "phoneDisplayAfter": "Call ended normally",
        "pattern": "Only calls to one branch office in New York",
        "internetStable": True,
        "internetChecksRun": True,
    },
    "responsibilities": {"equipmentChecked": True, "firstLevelDiagnosticsDone": True},
    "samples": [
        sample(LONDON, NEW_YORK, "2026-11-23T14:03:05Z", "outgoing", endedAt=None, symptoms=["one-way-audio"],
               heardBy="called", callID=None, capture="capture.pcap",
               note="They said nothing came through; we heard them well."),
    ],
}

SAMPLES = [
    FormSample(
        "accepted", "Three good call samples", "2026-11-23T15:00:00Z", "accepted",
        {"samples": [
            sample(LONDON, NEW_YORK, "2026-11-23T14:03:07Z", "outgoing"),
            sample("+1 212 555 0160", LONDON, "2026-11-23T12:40:00Z", "incoming", endedAt="2026-11-23T13:20:00Z"),
            sample("+44 20 7946 0018", "+44 20 7946 0077", "2026-11-23T14:31:40+00:00", "internal"),
        ]},
        story="All four facts of each call are there, with area codes, with an offset, and within two hours.",
        look=["The second call began 2 h 20 min before it was received, but ended 1 h 40 min before: the end counts.",
              "American numbers do not tell landlines from mobiles, so they draw no advice."]),
    FormSample(
        "accepted-csv", "A spreadsheet with headings of its own", "2026-11-23T15:00:00Z", "accepted",
        "Caller;Callee;Date;Time;Zone;Call direction;Duration\n"
        "+44 20 7946 0018;+1 212 555 0142;23/11/2026;14:03:07;Europe/London;outgoing;15\n"
        "+1 212 555 0160;+44 20 7946 0018;23/11/2026;14:12:30;Europe/London;incoming;244\n"
        '"+44 (0)20 7946 0077";+1 212 555 0188;23/11/2026;14:40;Europe/London;Outbound;61\n',
        "submission.csv",
        story="Semicolons, the usual words for headings, date and time in two columns, day before month.",
        look=["There is no 23rd month: the order of day and month is certain, so no advice is given.",
              "The duration is in seconds and gives the end of the call."]),
    FormSample(
        "accepted-ndjson", "One sample a line", "2026-11-23T15:00:00Z", "accepted",
        '{"callingNumber":"+442079460018","calledNumber":"+12125550142","startedAt":"2026-11-23T14:03:07.120Z",'
        '"direction":"outgoing"}\n'
        '{"callingNumber":"+442079460211","calledNumber":"+12125550117","startedAt":"2026-11-23T09:12:40-05:00",'
        '"direction":"outgoing"}\n',
        "submission.ndjson",
        story="A file as programs write it: each line a sample of its own.",
        look=["The second time is written with New York’s offset; it is 14:12:40 UTC."]),
    FormSample(
        "accepted-text", "Pasted from an e-mail", "2026-11-23T15:00:00Z", "accepted",
        "2. +44 20 7946 0018\n3. +1 212 555 0142\n4. 2026-11-23 14:03 GMT\n5. outgoing\n",
        "submission.txt",
        story="The points 2 to 5 of the support program’s own list, filled in as text."),
    FormSample(
        "advice-mobile", "A call from a mobile telephone", "2026-11-23T15:00:00Z", "accepted-with-advice",
        {"samples": [sample("+61 491 570 156", LONDON, "2026-11-23T14:22:15Z", "incoming")]},
        problems=[advice("sample.mobile-number", "/samples/0/callingNumber")],
        story="The sample is accepted; samples between landlines are preferred, for a mobile call has too many"
              " variables.",
        look=["The number is one of those that Australia keeps for fiction. Britain’s (07700 900xxx) would not do: in"
              " the numbering plan they are not assigned, so nothing says they are mobile; see `advice-unassigned`."]),
    FormSample(
        "advice-unassigned", "A number that nobody has", "2026-11-23T15:00:00Z", "accepted-with-advice",
        {"samples": [sample("+44 7700 900123", LONDON, "2026-11-23T14:22:15Z", "incoming")]},
        problems=[advice("sample.number-not-assigned", "/samples/0/callingNumber")],
        story="The number has the right length, yet the numbering plan assigns its range to nobody: Britain keeps it"
              " for fiction. Plans grow, so this is advice and no refusal."),
    FormSample(
        "advice-withheld", "One caller of four withheld", "2026-11-23T15:00:00Z", "accepted-with-advice",
        {"samples": [
            sample("+1 212 555 0160", LONDON, "2026-11-23T14:05:00Z", "incoming"),
            sample("withheld", LONDON, "2026-11-23T14:11:30Z", "incoming"),
            sample("+1 212 555 0188", LONDON, "2026-11-23T14:20:10Z", "incoming"),
            sample(LONDON, NEW_YORK, "2026-11-23T14:33:45Z", "outgoing"),
        ]},
        problems=[advice("sample.withheld-number", "/samples/1/callingNumber")],
        story="A call from a withheld number is harder to find. One of four is few enough."),
    FormSample(
        "advice-time-assumed", "A time that happened twice, but only once so far", "2026-10-25T00:45:00Z",
        "accepted-with-advice",
        {"timeZone": "Europe/London",
         "samples": [sample(LONDON, NEW_YORK, "2026-10-25T01:30:00", "outgoing")]},
        problems=[advice("sample.time-assumed", "/samples/0/startedAt")],
        story="On 25 October 2026 the clocks in London go from 02:00 back to 01:00, so 01:30 comes twice: at 00:30 and"
              " at 01:30 UTC. When this was received the second had not come yet, so the first is meant."),
    FormSample(
        "one-way-audio", "The complete case: people we call cannot hear us", "2026-11-23T14:43:00Z", "accepted",
        ONE_WAY,
        with_capture={
            "capture": "../../calls/one-way-private-address/capture.pcap",
            "call": "call-1",
            "problems": [advice("capture.holds-sensitive-data")],
        },
        story="Everything a case needs: who, where, how bad, the whole call quality checklist, both responsibilities,"
              " and one call sample, about 40 minutes old. The call is the one in"
              " `Samples/calls/one-way-private-address`; its capture shows why the called party heard nothing.",
        look=["The stated time is two seconds before the INVITE in the capture, as clocks on desks are.",
              "`earshot submit submission.json --capture ../../calls/one-way-private-address/capture.pcap` opens the"
              " case."]),
]
