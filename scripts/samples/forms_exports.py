"""Exports of telephone systems as submissions: the headings are the systems', the calls are made up."""

from .forms import FormSample, advice, blocking

RECEIVED = "2026-11-23T15:00:00Z"


def export(name, title, rows, story, verdict="accepted", file="submission.csv", problems=(), look=()):
    """One export, handed in within the hour."""
    form = rows if isinstance(rows, (str, dict)) else "".join(row + "\n" for row in rows)
    return FormSample("export-" + name, title, RECEIVED, verdict, form, file, problems, story, look)


EXPORTS = [
    export(
        "8x8-work", "8x8 Work: call detail report",
        ["Call ID,Leg ID,Start Time,Answer Time,Stop Time,Talk Time,Caller,Callee,Direction,Cause,Status",
         "1795442585001,1,2026-11-23T14:03:05.493+0000,2026-11-23T14:03:15.100+0000,2026-11-23T14:05:00.000+0000,"
         "00:01:45,+442079460018,+12125550142,Outgoing,Normal,Completed"],
        "The provider’s own report, as it is saved. The start is the start, not the moment of answering."),
    export(
        "8x8-api", "8x8 Work Analytics: the answer of its API",
        {"meta": {"totalRecordCount": 1}, "data": [
            {"callId": "1795442585002", "startTime": "2026-11-23T14:03:05.493+0000",
             "disconnectedTime": "2026-11-23T14:05:00.000+0000", "caller": "+12125550142", "callerName": "A. Example",
             "callee": "+442079460018", "direction": "Incoming", "callerId": "A. Example,+12125550142",
             "dnis": "442079460018"}]},
        "JSON under names of its own: the calls stand in the list `data`. `caller` is more exact than `callerId`.",
        file="submission.json"),
    export(
        "ringcentral", "RingCentral: call log",
        ["Type,Direction,From,To,Extension,Forwarded To,Name,Date,Time,Action,Action Result,Result Description,"
         "Duration,Time Zone",
         "Voice,Outgoing,+44 20 7946 0018,+1 212 555 0142,101 - A. Example,,,11/23/2026,2:03 PM,VoIP Call,"
         "Call connected,,0:01:25,Europe/London"],
        "Date and time in two columns, American order, and a column `Type` that is no direction. The log names no zone;"
        " the column was added."),
    export(
        "ringcentral-api", "RingCentral: the answer of its API",
        {"records": [
            {"id": "x1", "startTime": "2026-11-23T14:03:05Z", "duration": 54, "type": "Voice", "direction": "Outbound",
             "from": {"phoneNumber": "+442079460018", "name": "A. Example"},
             "to": {"phoneNumber": "+12125550142"}}]},
        "Each side is an object of its own.", file="submission.json"),
    export(
        "zoom-phone", "Zoom Phone: call log",
        ["email,dept,job_title,caller_number,caller_number_type,caller_name,callee_number,callee_number_type,"
         "callee_name,direction,duration,result,date_time",
         "a@example.com,Sales,,+442079460018,2,A. Example,+12125550142,2,B. Example,outbound,85,Call connected,"
         "2026-11-23T14:03:05Z"],
        "Names with underscores; types and names of the sides stand beside their numbers."),
    export(
        "teams-pstn", "Microsoft Teams: PSTN usage",
        ["UsageId,Call ID,Conference ID,User Location,UPN,User Display Name,Caller ID,Call Type,Number Type,"
         "Destination Dialed,Destination Number,Start Time,End Time,Duration Seconds,Charge,Currency",
         "u1,c1,,GB,a@example.com,A. Example,+442079460018,user_out,User,US,+12125550142,2026-11-23T14:03:05+00:00,"
         "2026-11-23T14:04:30+00:00,85,0,GBP"],
        "`Call Type` says the direction, and `Destination Dialed` is a country here, not a number."),
    export(
        "webex-calling", "Webex Calling: detailed call history",
        ["Start time,Answer time,Duration,Calling number,Called number,User,Calling line ID,Called line ID,"
         "Correlation ID,Location,Direction,Call type,Site timezone,Release time",
         "2026-11-23T14:03:05.551Z,2026-11-23T14:03:09.001Z,81,+12125550142,+442079460018,A. Example,"
         "B. Example,A. Example,k1,London,TERMINATING,SIP_INBOUND,0,2026-11-23T14:04:30.000Z"],
        "`TERMINATING` is incoming; the lines’ names stand beside the numbers."),
    export(
        "cisco-cucm", "Cisco Unified CM: call detail records",
        ["cdrRecordType,globalCallID_callId,dateTimeOrigination,callingPartyNumber,originalCalledPartyNumber,"
         "finalCalledPartyNumber,dateTimeConnect,dateTimeDisconnect,duration,origDeviceName",
         "INTEGER,INTEGER,INTEGER,VARCHAR(50),VARCHAR(50),VARCHAR(50),INTEGER,INTEGER,INTEGER,VARCHAR(129)",
         "1,4711,1795442585,+442079460018,+12125550142,+12125550142,1795442590,1795442670,80,SEP001122334455"],
        "Times are seconds since 1970. The records have no direction: a column has to be added.",
        verdict="returned",
        problems=[blocking("submission.missing-column"), advice("submission.rows-left-out")],
        look=["The second line names the type of each column and is no call."]),
    export(
        "avaya-ip-office", "Avaya IP Office: SMDR",
        ["Call Start,Connected Time,Ring Time,Caller,Direction,Called Number,Dialled Number,Account,Is Internal,"
         "Call ID,Time zone",
         "2026/11/23 14:03:05,00:01:25,5,+442079460018,O,+12125550142,+12125550142,,0,1000014160,Europe/London"],
        "`O` is outgoing; two columns hold the called number. The zone was added."),
    export(
        "mitel", "Mitel: usage log",
        ["Date and Time,Duration,Calling Number,Direction,Originating,Dialed Number,Destination,Internal,Time Zone",
         '11/23/2026 02:03 PM,1:25,+442079460018,Outbound,A. Example,+12125550142,"New York, NY, US",No,'
         "Europe/London"],
        "`Destination` is a place. The zone was added."),
    export(
        "3cx", "3CX: call logs report",
        ["Call Logs Report,,,,,", "From 23/11/2026 00:00 To 23/11/2026 23:59,,,,,", ",,,,,",
         "Call Time,Caller ID,Destination,Direction,Zone,Talking",
         "23/11/2026 14:03:05,+442079460018,+12125550142,Outbound,Europe/London,00:01:20", "Totals,,,,,00:01:20"],
        "A report: a title and its filter above, totals below. The zone was added.", verdict="accepted-with-advice",
        problems=[advice("submission.rows-left-out")]),
    export(
        "freepbx", "FreePBX: CDR report",
        ["calldate,clid,src,dst,dcontext,channel,dstchannel,lastapp,duration,billsec,disposition,uniqueid,Direction,"
         "Time zone",
         '2026-11-23 14:03:05,"""A. Example"" <442079460018>",+442079460018,+12125550142,from-internal,SIP/214-98e,'
         "SIP/trunk-5a6,Dial,85,80,ANSWERED,1795442585.12,Outbound,Europe/London"],
        "`src` is the number, `clid` the name with it. Direction and zone were added."),
    export(
        "asterisk", "Asterisk: Master.csv",
        ['"","442079460018","12125550142","from-internal","""A. Example"" <442079460018>","SIP/214-98e",'
         '"SIP/trunk-5a6","Dial","SIP/trunk/12125550142,300","2026-11-23 14:03:05","2026-11-23 14:03:10",'
         '"2026-11-23 14:04:30",85,80,"ANSWERED","DOCUMENTATION","1795442585.12",""'],
        "Asterisk writes no headings. The answer says which columns look like what, and which are to be added.",
        verdict="returned", problems=[blocking("submission.missing-column")]),
    export(
        "freeswitch", "FreeSWITCH: CDR with headings",
        ["caller_id_name,caller_id_number,destination_number,context,start_stamp,answer_stamp,end_stamp,duration,"
         "billsec,hangup_cause,uuid,direction,time_zone",
         '"A. Example","+442079460018","+12125550142","public","2026-11-23 14:03:05","2026-11-23 14:03:10",'
         '"2026-11-23 14:04:30","85","80","NORMAL_CLEARING","a5c9","outbound","Europe/London"'],
        "With a line of headings from its template; direction and zone are columns of it."),
    export(
        "twilio", "Twilio: call log",
        ["Call Sid,Status,From,To,Direction,Start Time,End Time,Duration",
         'CA1,completed,+442079460018,+12125550142,outbound-dial,"Mon, 23 Nov 2026 14:03:05 +0000",'
         '"Mon, 23 Nov 2026 14:04:30 +0000",85'],
        "Times as in mails; directions with the way they were made."),
    export(
        "aircall", "Aircall: calls export",
        ["line,date (TZ offset incl.),time (TZ offset incl.),number timezone,datetime (UTC),country_code,direction,"
         "from,to,answered,missed_call_reason,user,duration (total),duration (in call),via,voicemail,tags",
         "Main,2026-11-23,14:03:05,Europe/London,2026-11-23 14:03:05,GB,outbound,+44 20 7946 0018,+1 212 555 0142,Yes,,"
         "A. Example,85,80,,,"],
        "The whole instant in UTC beats date and time apart; of two durations the total is meant."),
    export(
        "vonage", "Vonage Business Communications: call log",
        ["id,from,to,direction,length,start,end",
         "f27b,+442079460018,+12125550142,Outbound,85,2026-11-23T14:03:05Z,2026-11-23T14:04:30Z"],
        "Short names. Without plus signs the numbers would be returned with the plus in front as suggestion."),
    export(
        "dialpad", "Dialpad: call log",
        ["call_id,date_started,direction,external_number,internal_number,talk_duration",
         "1,2026-11-23 14:03:05+00:00,outbound,+12125550142,+442079460018,85"],
        "Own and other side instead of caller and called: the direction tells who called."),
    export(
        "polycom", "A Polycom telephone’s call list",
        ["Type;Start time;Source;Destination;Duration", "Placed;2026-11-23T14:03:05Z;+442079460018;+12125550142;85"],
        "`Type` is the direction where no better column is."),
]
