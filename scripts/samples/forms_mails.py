"""Mails as customers write them, each with the calls it holds."""

from base64 import b64encode

from .forms import FormSample, advice, blocking

RECEIVED = "2026-11-23T15:00:00Z"
CALL = ("+44 20 7946 0018", "+1 212 555 0142", "23/11/2026 14:03 GMT", "Outgoing")


def mail(name, title, text, story, verdict="accepted", file="submission.txt", problems=(), look=()):
    """One mail, received within the hour."""
    return FormSample("mail-" + name, title, RECEIVED, verdict, text, file, problems, story, look)


def wrapped(data):
    """Base64 in lines, as mail has it."""
    text = b64encode(data).decode()
    return "\r\n".join(text[at:at + 76] for at in range(0, len(text), 76))


TABLE = ("Number calling,Number called,Date and time of call,Call direction\r\n"
         "+44 20 7946 0018,+1 212 555 0142,2026-11-23 14:03 GMT,outgoing\r\n")

MAILS = [
    mail(
        "criteria-kept", "The criteria kept in front of the answers",
        "Hello,\n\nplease see below.\n\n2. Number calling (Full number with Area code) %s\n"
        "3. Number called (Full number with Area code) %s\n4. Date and time of call %s\n5. Call direction %s\n\n"
        "Kind regards,\nA. Example\nTel: +44 20 7946 0077\n" % CALL,
        "Greeting and signature are neither values nor problems; brackets explain and are dropped."),
    mail(
        "letters", "Points a to e",
        "a) within two hours: yes\nb) %s\nc) %s\nd) %s\ne) %s\n" % CALL,
        "Letters count as numbers do."),
    mail(
        "bold", "Bold labels",
        "**Number calling:** %s\n**Number called:** %s\n**Date and time of call:** %s\n**Call direction:** %s\n" % CALL,
        "Stars around labels, as some mail programs write bold text."),
    mail(
        "value-below", "Each value below its label",
        "Number calling\n%s\n\nNumber called\n%s\n\nDate and time of call\n%s\n\nCall direction\n%s\n" % CALL,
        "A label alone on its line takes the next line."),
    mail(
        "columns-as-lines", "A table that lost its lines",
        "Number calling\n\nNumber called\n\nDate and time of call\n\nCall direction\n\n%s\n\n%s\n\n%s\n\n%s\n" % CALL,
        "Mail programs make lines of a table’s cells: first all headings, then all values."),
    mail(
        "forwarded", "A forwarded mail",
        "FYI, see below.\n\nFrom: A. Example <a@example.com>\nTo: Support <support@example.net>\n"
        "Sent: 23 November 2026 14:20\nSubject: call samples\n\n- Number calling: %s\n- Number called: %s\n"
        "- Date and time of call: %s\n- Call direction: %s\n" % CALL,
        "From, To and Sent are the mail’s, not the call’s."),
    mail(
        "reply", "An answer above the request it answers",
        "Number calling: %s\nNumber called: %s\nDate and time of call: %s\nDirection: %s\n\n"
        "On Mon, 23 Nov 2026 at 14:10, Support <support@example.net> wrote:\n"
        "> Please send samples like this:\n> Number calling: +1 212 555 0100\n> Number called: +1 212 555 0101\n"
        "> Date and time of call: 22/11/2026 10:00 GMT\n> Direction: incoming\n" % CALL,
        "What the request quotes as its example is not the customer’s call.", verdict="accepted-with-advice",
        problems=[advice("submission.line-not-read")]),
    mail(
        "two-calls-one-zone", "Two calls, the zone once for all",
        "Site: London HQ\nAll times are UK time.\n\nCall 1\nNumber calling: +44 20 7946 0018\n"
        "Number called: +1 212 555 0142\nDate: 23/11/2026\nTime: 14:03\nDirection: outgoing\n\n"
        "Call 2\nNumber calling: +1 212 555 0160\nNumber called: +44 20 7946 0018\nDate: 23/11/2026\nTime: 14:20\n"
        "Direction: incoming\n",
        "Date and time stand on two lines; the zone is said once above.", verdict="accepted-with-advice",
        problems=[advice("sample.time-assumed", "/timeZone")]),
    mail(
        "stray-line", "A direction that belongs to no call",
        "Call 1 (nobody answered the direction question)\nNumber calling: +44 20 7946 0018\n"
        "Number called: +1 212 555 0142\nDate and time: 23/11/2026 14:03 GMT\n\nCall 2\nCall direction: incoming\n"
        "Number calling: +1 212 555 0160\nNumber called: +44 20 7946 0018\nDate and time: 23/11/2026 14:20 GMT\n\n"
        "We think the fault is on calls in this direction:\nDirection: outgoing\n",
        "Nothing moves from one call to another: the first call has no direction, and the last line gives it none.",
        verdict="returned",
        problems=[blocking("sample.missing-direction", "/samples/0/direction"), advice("submission.line-not-read")]),
    mail(
        "sentence", "A sentence instead of a form",
        "Hello,\nwe had bad calls today, from +44 20 7946 0018, to +1 212 555 0142, at 14:03 GMT, outgoing.\n",
        "Numbers are not searched for in sentences: the answer shows how a call is written.", verdict="returned",
        problems=[blocking("submission.no-samples")]),
    mail(
        "html-table", "A saved message with a table",
        "From: =?utf-8?Q?A=2E_Ex=C3=A4mple?= <a@example.com>\r\nTo: support@example.net\r\n"
        "Subject: Call samples\r\nDate: Mon, 23 Nov 2026 14:30:00 +0000\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/alternative; boundary="b1"\r\n\r\n'
        "--b1\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nPlease see the table.\r\n\r\n"
        "--b1\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        "<html><body><p>Please see the table.</p><table border=3D\"1\"><tr><td>Number calling</td>"
        "<td>Number called</td><td>Date and time of call</td><td>Call direction</td></tr>\r\n"
        "<tr><td>+44&nbsp;20 7946 0018</td><td>+1 212 555 0142</td><td>23/11/2026 14:03 =\r\nGMT</td>"
        "<td>Outgoing</td></tr></table></body></html>\r\n\r\n--b1--\r\n",
        "The table is read from the page that comes with the plain text.", file="submission.eml"),
    mail(
        "attached-table", "A saved message with the table attached",
        "From: A. Example <a@example.com>\r\nTo: support@example.net\r\nSubject: Call samples\r\n"
        "MIME-Version: 1.0\r\n"
        'Content-Type: multipart/mixed; boundary="outer"\r\n\r\n--outer\r\nContent-Type: text/plain\r\n\r\n'
        "Hello, the calls are attached.\r\n\r\n--outer\r\nContent-Type: application/octet-stream\r\n"
        "Content-Disposition: attachment; filename*0*=utf-8''call%20; filename*1*=samples.csv\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n" + wrapped(TABLE.encode()) + "\r\n--outer--\r\n",
        "The form is in the attachment; its name comes in two encoded pieces.", file="submission.eml"),
]
