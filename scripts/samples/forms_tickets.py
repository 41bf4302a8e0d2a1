"""Tickets of other desks, as their exports write them; made by this project, with no line of anybody's export."""

import json

from .forms import FormSample, blocking

RECEIVED = "2026-11-23T15:00:00Z"
LINES = ("Number calling: +44 20 7946 0018\nNumber called: +1 212 555 0142\n"
         "Date and time: 23/11/2026 14:03 GMT\nDirection: outgoing\n")
CELLS = ["+442079460018", "+12125550142", "2026-11-23T14:03:05Z", "Outgoing"]


def ticket(name, title, content, story, file="submission.json", verdict="accepted", problems=()):
    """One export, received within the hour."""
    text = content if isinstance(content, str) else json.dumps(content, indent=1) + "\n"
    return FormSample("ticket-" + name, title, RECEIVED, verdict, text, file, problems, story, ())


def cell(kind, text):
    """A cell of a table in Jira's document format."""
    return {"type": kind, "content": [{"type": "paragraph", "content": [{"type": "text", "text": text}]}]}


def row(kind, texts):
    """A row of such a table."""
    return {"type": "tableRow", "content": [cell(kind, text) for text in texts]}


TICKETS = [
    ticket(
        "zendesk", "A ticket of Zendesk",
        {"ticket": {
            "id": 4711, "subject": "They cannot hear us", "description": "Hello,\n\n" + LINES + "\nThanks, A.",
            "requester": {"name": "A. Example", "email": "a@example.com"}, "organization": {"name": "Example Ltd"},
            "status": "open", "created_at": "2026-11-23T14:10:00Z",
            "custom_fields": [{"id": 1, "title": "Site", "value": "London HQ"}, {"id": 2, "title": "Queue", "value": "7"}]}},
        "The calls are in what the requester wrote; the time of the ticket is not the time of the call."),
    ticket(
        "zendesk-several", "Several tickets of Zendesk in one file",
        {"tickets": [
            {"id": 1, "subject": "One", "description": LINES, "requester_id": 3},
            {"id": 2, "subject": "Two", "description": "It is bad.", "requester_id": 3}], "count": 2},
        "Each ticket is a case of its own: one is chosen with --ticket.", verdict="returned",
        problems=[blocking("submission.unreadable")]),
    ticket(
        "zendesk-table", "A ticket of Zendesk as a table",
        'Id,Subject,Description,Requester,Requester email,Priority,Created at\n55,"Echo","%s",A. Example,'
        "a@example.com,High,2026-11-23 14:11\n" % LINES.strip(),
        "The calls are lines of a cell.", file="submission.csv"),
    ticket(
        "servicenow", "An incident of ServiceNow",
        {"records": [{
            "number": "INC0010023", "short_description": "Echo", "description": "It echoes.", "state": "2",
            "caller_id": {"display_value": "A. Example", "link": "https://example.com/u/1"},
            "opened_at": "2026-11-23 14:12:00", "u_calling_number": CELLS[0], "u_called_number": CELLS[1],
            "u_call_start": CELLS[2], "u_direction": "Outbound", "u_site": "London HQ"}]},
        "Fields of the desk's own begin with u_; opened_at is the ticket's."),
    ticket(
        "servicenow-table", "An incident of ServiceNow as a table",
        "number,short_description,description,caller_id,opened_at,u_calling_number,u_called_number,u_date_and_time,"
        "u_direction\nINC1,Echo,bad,A. Example,2026-11-23 14:12,%s,%s,%s,in\n" % tuple(CELLS[:3]),
        "The same as a table.", file="submission.csv"),
    ticket(
        "jira", "An issue of Jira with a table",
        {"issues": [{"key": "VOX-12", "fields": {
            "summary": "No audio", "reporter": {"displayName": "A. Example", "emailAddress": "a@example.com"},
            "created": "2026-11-23T14:11:00.000+0000",
            "description": {"type": "doc", "version": 1, "content": [
                {"type": "paragraph", "content": [{"type": "text", "text": "See below."}]},
                {"type": "table", "content": [
                    row("tableHeader", ["Caller", "Callee", "Start", "Direction"]), row("tableCell", CELLS)]}]}}}]},
        "The description is a document; its table is read as any other."),
    ticket(
        "jira-wiki", "An issue of Jira in wiki notation",
        {"key": "VOX-13", "fields": {
            "summary": "No audio", "reporter": {"displayName": "A. Example"},
            "description": "{panel}\nh3. Call 1\n*Caller:* %s\n*Called:* %s\n*Time:* %s\n*Direction:* %s\n{panel}\n"
                           % tuple(CELLS)}},
        "Headings and bold marks of the notation are dropped."),
    ticket(
        "jira-table", "An issue of Jira as a table",
        "Summary,Issue key,Status,Created,Reporter,Description,Custom field (Calling number),"
        "Custom field (Called number),Custom field (Call time),Custom field (Direction)\n"
        'No audio,VOX-9,Open,23/Nov/26 2:10 PM,a,"Hi,\nplease look",%s,%s,23/Nov/26 2:03 PM GMT,%s\n'
        % (CELLS[0], CELLS[1], CELLS[3]),
        "Fields of the desk's own stand as Custom field (…).", file="submission.csv"),
    ticket(
        "salesforce", "A case of Salesforce",
        {"totalSize": 1, "done": True, "records": [{
            "attributes": {"type": "Case", "url": "/services/data/1"}, "CaseNumber": "00001026", "Subject": "Robotic",
            "Description": "See the fields.", "Contact": {"Name": "A. Example", "Email": "a@example.com"},
            "Account": {"Name": "Example Ltd"}, "CreatedDate": "2026-11-23T14:12:00.000+0000",
            "Calling_Number__c": CELLS[0], "Called_Number__c": CELLS[1], "Call_Start__c": CELLS[2],
            "Direction__c": CELLS[3]}]},
        "Fields of the desk's own end in __c; CreatedDate is the case's."),
    ticket(
        "salesforce-table", "A case of Salesforce as a table",
        "Case Number,Subject,Description,Contact Name,Contact Email,Date/Time Opened,Calling Number,Called Number,"
        "Call Start,Call Direction\n00001,Echo,bad,A. Example,a@example.com,23/11/2026 14:12,%s,%s,%s,%s\n"
        % tuple(CELLS),
        "A report of cases with fields of the desk's own.", file="submission.csv"),
]
