"""Submissions that go back to their sender, each for one reason."""

from .forms import FormSample, advice, blocking, sample
from .forms_accepted import LONDON, NEW_YORK

SAMPLES = [
    FormSample(
        "returned-too-old", "Received too late", "2026-11-23T15:00:00Z", "returned",
        {"samples": [
            sample(LONDON, NEW_YORK, "2026-11-23T12:45:00Z", "outgoing"),
            sample(LONDON, NEW_YORK, "2026-11-23T14:20:00Z", "outgoing"),
        ]},
        problems=[blocking("sample.call-too-old", "/samples/0/startedAt")],
        story="The first call began 2 h 15 min before it was received, and no end is given: the age counts from the"
              " start. The second is fine and is kept."),
    FormSample(
        "returned-missing-fields", "Half of it is missing", "2026-11-23T15:00:00Z", "returned",
        {"samples": [
            {"calledNumber": NEW_YORK, "direction": "outgoing"},
            {"callingNumber": LONDON, "calledNumber": " ", "startedAt": "2026-11-23T14:20:00Z", "direction": ""},
        ]},
        problems=[
            blocking("sample.missing-calling-number", "/samples/0/callingNumber"),
            blocking("sample.missing-time", "/samples/0/startedAt"),
            blocking("sample.missing-called-number", "/samples/1/calledNumber"),
            blocking("sample.missing-direction", "/samples/1/direction"),
        ],
        story="All that is missing is named at once, sample by sample. Blanks count as missing."),
    FormSample(
        "returned-number-incomplete", "Numbers without their area code, or clipped", "2026-11-23T15:00:00Z",
        "returned",
        {"country": "GB",
         "samples": [
             sample("7946 0018", NEW_YORK, "2026-11-23T14:03:07Z", "outgoing"),
             sample("+1 212 555 0160", "+44 20 7946 001", "2026-11-23T14:12:30Z", "incoming"),
         ]},
        problems=[
            blocking("sample.number-incomplete", "/samples/0/callingNumber"),
            blocking("sample.number-incomplete", "/samples/1/calledNumber"),
        ],
        story="A London number without 020, and one whose last digit got lost. Both look possible to the usual number"
              " libraries."),
    FormSample(
        "returned-time-zone-missing", "Which clock?", "2026-11-23T15:00:00Z", "returned",
        {"country": "GB", "samples": [sample(LONDON, NEW_YORK, "2026-11-23T14:03:07", "outgoing")]},
        problems=[blocking("sample.time-zone-missing", "/samples/0/startedAt")],
        story="The time has no offset and the submission names no time zone. A country is not a time zone."),
    FormSample(
        "returned-time-does-not-exist", "An hour that the clocks left out", "2026-03-29T02:10:00Z", "returned",
        {"timeZone": "Europe/London",
         "samples": [sample(LONDON, NEW_YORK, "2026-03-29T01:30:00", "outgoing")]},
        problems=[blocking("sample.time-does-not-exist", "/samples/0/startedAt")],
        story="On 29 March 2026 the clocks in London went from 01:00 straight to 02:00. There was no 01:30."),
    FormSample(
        "returned-too-many-withheld", "Two callers of four withheld", "2026-11-23T15:00:00Z", "returned",
        {"samples": [
            sample("withheld", LONDON, "2026-11-23T14:05:00Z", "incoming"),
            sample("+1 212 555 0160", LONDON, "2026-11-23T14:11:30Z", "incoming"),
            sample("Anonymous", LONDON, "2026-11-23T14:20:10Z", "incoming"),
            sample(LONDON, NEW_YORK, "2026-11-23T14:33:45Z", "outgoing"),
        ]},
        problems=[
            blocking("submission.too-many-withheld"),
            advice("sample.withheld-number", "/samples/0/callingNumber"),
            advice("sample.withheld-number", "/samples/2/callingNumber"),
        ],
        story="Of four samples one may have a withheld caller."),
    FormSample(
        "returned-direction-contradicts", "Outgoing, but from somebody else", "2026-11-23T15:00:00Z", "returned",
        {"ownNumbers": ["+442079460018"],
         "samples": [sample("+1 212 555 0160", LONDON, "2026-11-23T14:12:30Z", "outgoing")]},
        problems=[blocking("sample.direction-contradicts-numbers", "/samples/0/direction")],
        story="The customer’s own number was called, so the call was incoming, or the numbers are swapped."),
    FormSample(
        "returned-csv-missing-column", "A spreadsheet without a direction", "2026-11-23T15:00:00Z", "returned",
        "Number calling,Number called,Date and time of call\n"
        "+44 20 7946 0018,+1 212 555 0142,2026-11-23T14:03:07Z\n"
        "+1 212 555 0160,+44 20 7946 0018,2026-11-23T14:12:30Z\n",
        "submission.csv", [blocking("submission.missing-column")],
        story="One problem with the headings, and not one for each row."),
    FormSample(
        "returned-future", "A call that has not happened yet", "2026-11-23T14:30:00Z", "returned",
        {"samples": [sample(LONDON, NEW_YORK, "2026-11-23T14:45:30Z", "outgoing")]},
        problems=[blocking("sample.call-in-future", "/samples/0/startedAt")],
        story="A quarter of an hour ahead is more than the five minutes allowed for clocks that go wrong."),
    FormSample(
        "returned-unreadable", "Broken JSON", "2026-11-23T15:00:00Z", "returned",
        '{\n  "samples": [\n    {\n      "callingNumber": "+44 20 7946 0018"\n'
        '      "calledNumber": "+1 212 555 0142",\n      "startedAt": "2026-11-23T14:03:07Z",\n'
        '      "direction": "outgoing"\n    }\n  ]\n}\n',
        problems=[blocking("submission.unreadable")],
        story="A comma is missing at the end of line 4, so line 5 cannot be read. The answer names the place."),
]
