/// The words headings are made of, by what they mean. Rules combine them; there is no list of whole headings.
enum FieldWords {
    /// Who called, plainly said.
    static let calling: Set<String> = ["calling", "caller"]
    /// Who was called, plainly said.
    static let called: Set<String> = ["called", "callee"]
    /// Words of systems for the calling side.
    static let origin: Set<String> = [
        "from", "source", "src", "originating", "originator", "origination", "origin", "orig", "dialing", "initiator",
    ]
    /// Words of systems for the called side.
    static let target: Set<String> = [
        "to", "destination", "dest", "dst", "dialed", "terminating", "terminator", "termination", "term", "recipient",
        "receiver", "receiving", "target", "answering",
    ]
    /// Names of what a network signals about the caller.
    static let callerID: Set<String> = ["cli", "clid", "ani", "clip"]
    /// Names of what a network signals about the called side.
    static let calledID: Set<String> = ["dnis", "ddi", "did"]
    /// The customer's side, whichever way the call went.
    static let own: Set<String> = ["own", "our", "my", "internal"]
    /// The far side, whichever way the call went.
    static let other: Set<String> = ["other", "external", "remote", "their"]
    /// What a side of a call is called by.
    static let nouns: Set<String> = ["number", "party", "phone", "digit", "line", "address", "uri", "e164", "identity"]
    /// Who stands at the customer's side, beside those of ``otherPeople``: in a table of calls alone.
    static let ownPeople: Set<String> = [
        "agent", "user", "employee", "staff", "operator", "advisor", "adviser", "handler", "business", "company",
        "local",
        "8x8", "talkdesk", "justcall", "aircall", "dialpad", "ringcentral", "openphone", "quo", "zoom", "vonage",
        "webex",
        "grasshopper", "cloudtalk", "ringover", "kixie", "nextiva", "ooma", "twilio",
    ]
    /// Who stands at the far side.
    static let otherPeople: Set<String> = [
        "customer", "client", "contact", "consumer", "guest", "patient", "lead", "prospect", "visitor", "remote",
    ]
    /// Who did something by the word behind it: "placed by", "received by".
    static let placing: Set<String> = ["placed", "made", "dialed", "initiated", "originated", "called"]
    static let receiving: Set<String> = ["received", "answered"]

    static let dates: Set<String> = ["date", "day"]
    static let times: Set<String> = ["time", "clock"]
    static let instants: Set<String> = ["datetime", "timestamp", "when", "moment"]
    /// Seconds since 1970, in a column beside the same instant in words.
    static let epochs: Set<String> = ["epoch", "unix", "unixtime"]
    /// What else a call is called, beside a date or a start.
    static let occasions: Set<String> = [
        "activity", "event", "interaction", "session", "conversation", "record", "log",
    ]
    /// What a sentence about the moment adds.
    static let happenings: Set<String> = [
        "did", "happen", "happened", "occur", "occurred", "take", "took", "place", "made", "called", "dialed", "we",
        "you",
        "they", "i",
    ]
    static let starts: Set<String> = [
        "start", "started", "starting", "begin", "began", "beginning", "begun", "commenced",
    ]
    static let ends: Set<String> = [
        "end", "ended", "ending", "stop", "stopped", "finish", "finished", "hangup", "hang", "hung", "disconnect",
        "disconnected", "disconnection", "release", "released",
    ]
    /// Moments near the start, where nothing says the start itself.
    static let setups: Set<String> = [
        "origination", "originated", "setup", "initiated", "initiation", "invite", "created", "placed",
    ]
    static let answers: Set<String> = ["answer", "answered", "connect", "connected"]
    static let durations: Set<String> = ["duration", "length", "dur", "elapsed"]
    static let talks: Set<String> = ["talk", "talking", "conversation", "billsec", "billable", "billed"]
    static let seconds: Set<String> = ["second", "sec"]
    static let minutes: Set<String> = ["minute", "min"]
    static let hours: Set<String> = ["hour", "hr"]
    static let milliseconds: Set<String> = ["ms", "millisecond", "msec"]

    static let directions: Set<String> = ["direction", "dir", "way"]
    /// What a direction may be said of.
    static let directed: Set<String> = [
        "leg", "traffic", "route", "trunk", "session", "interaction", "conversation", "initial", "original",
        "originating",
        "voice",
    ]
    static let incoming: Set<String> = ["in", "inbound", "incoming"]
    static let outgoing: Set<String> = ["out", "outbound", "outgoing"]
    static let symptoms: Set<String> = ["symptom", "issue", "problem", "fault"]
    static let notes: Set<String> = ["note", "comment", "description", "remark", "detail"]
    static let captures: Set<String> = ["capture", "pcap", "pcapng", "file"]

    /// Words that add nothing to what a heading means.
    static let fillers: Set<String> = [
        "the", "of", "and", "or", "call", "at", "on", "with", "full", "area", "code", "is", "was", "were", "it",
        "please",
        "sample", "a", "an", "for", "this", "your", "which",
    ]

    /// Spellings of one word.
    static let spellings: [String: String] = [
        "no": "number", "num": "number", "nr": "number", "nbr": "number", "telephone": "phone",
        "tel": "phone", "dialled": "dialed", "dialling": "dialing", "identifier": "id", "ident": "id", "ids": "id",
        "parties": "party", "stamp": "timestamp", "mail": "mail", "organisation": "organization", "sites": "site",
        "tz": "zone", "timezone": "zone", "idd": "id", "sn": "number", "addr": "address", "dialled_number": "number",
        "pty": "party", "rang": "called", "rung": "called", "phoned": "called", "telephoned": "called",
    ]

    /// All words that are known, to part compounds such as `calldate`.
    static let all: Set<String> = {
        var all: Set<String> = [
            "id", "sid", "uuid", "zone", "utc", "gmt", "offset", "country", "name", "type", "email", "heard", "by",
            "who",
            "unique", "sip", "local", "site", "service", "region", "severity", "priority", "summary", "subject",
            "customer", "company", "organization", "account", "contact", "representative", "reporter", "affected",
            "frequency", "pattern", "checked", "checks", "check", "stable", "internet", "equipment", "diagnostic",
            "level", "first", "done", "display", "during", "after", "tried", "another", "run", "you", "we", "that",
            "total", "bill", "support", "handset", "result", "original", "final", "screen", "title", "person",
            "presented",
            "presentation",
        ]
        for words in [
            calling, called, origin, target, callerID, calledID, own, other, nouns, dates, times, instants, starts,
            ends,
            setups, answers, durations, talks, seconds, minutes, hours, milliseconds, directions, incoming, outgoing,
            symptoms, notes, captures, fillers, ownPeople, otherPeople, placing, receiving, epochs, occasions,
        ] { all.formUnion(words) }
        return all
    }()
}
