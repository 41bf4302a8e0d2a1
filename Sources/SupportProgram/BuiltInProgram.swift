extension Program {
    /// The built-in program as a program file, to be shown and to start one's own from.
    public static let builtInText = """
        {
          "schema": "earshot.program/1",
          "id": "8x8-enterprise-support",
          "name": "8x8 Enterprise Support",
          "version": "2026-11-23",
          "hoursReading": "civil-time",
          "criteria": {
            "maximumAgeSeconds": 7200, "ageFrom": "end", "futureToleranceSeconds": 300, "creditStatedPrecision": true,
            "maximumSamples": 200, "preferredSamples": null, "maximumFieldCharacters": 1024, "maximumBytes": 16777216,
            "duplicateWindowSeconds": 60, "maximumClockOffsetSeconds": 300,
            "withheld": {
              "words": ["withheld", "anonymous", "private", "restricted", "unknown", "unavailable", "blocked",
                        "nocallerid", "hidden", "suppressed", "undisclosed", "notavailable", "numberwithheld", "callerwithheld", "outofarea", "privatenumber",
                        "withheldnumber", "unknownnumber"],
              "codes": ["266696687", "7378742833", "2562533", "8656696", "86282452253", "7748283"],
              "floor": 1, "fraction": 0.25, "countMatched": false
            },
            "mobile": "advice", "shortCodes": "advice",
            "reasons": {
              "age": "Carriers and platforms keep the traces of a call for a short time.",
              "numbers": "A call is found by both of its numbers in full, with area code.",
              "mobile": "Mobile calls have too many variables to take into account; landline examples are preferred.",
              "withheld": "Finding calls from withheld numbers can be time consuming; they are accepted where they are few."
            }
          },
          "checklist": [
            { "id": "symptoms", "question": "What is happening?", "fields": ["symptoms"],
              "answers": ["no-audio", "one-way-audio", "break-up", "delayed-speech", "echo", "robotic", "static-noise",
                          "other"], "words": { "no-audio": ["no sound", "silence", "dead air"],
                         "one-way-audio": ["one way audio", "one-sided audio"],
                         "break-up": ["break up of audio", "breaking up", "audio breaks up", "broken audio", "choppy", "choppy audio"],
                         "delayed-speech": ["delay", "delayed audio", "delayed"],
                         "echo": ["echoes", "echoing"],
                         "robotic": ["robotic voice", "robotic audio", "robot voice"],
                         "static-noise": ["static", "noise", "static noises", "crackling"] },
              "required": "blocking" },
            { "id": "frequency", "question": "Is it on all calls, or intermittent?", "fields": ["frequency"],
              "answers": ["all-calls", "intermittent"], "words": { "all-calls": ["on all calls", "every call", "all"],
                         "intermittent": ["it is intermittent", "intermittently", "sometimes", "some calls"] },
              "required": "advice" },
            { "id": "phones-affected", "question": "Does it affect one phone, several, or all?",
              "fields": ["phonesAffected"], "answers": ["one", "several", "all"], "words": { "one": ["one single phone", "one phone", "a single phone", "single", "1"],
                         "several": ["a few", "a few phones", "several phones", "some", "some phones"],
                         "all": ["all phones", "every phone"] },
              "required": "advice" },
            { "id": "tried-another-phone", "question": "Has the call been tried on another phone?",
              "fields": ["triedAnotherPhone"], "answers": ["yes", "no"], "required": "advice" },
            { "id": "directions-affected", "question": "Incoming calls, outgoing, or both?",
              "fields": ["directionsAffected"], "answers": ["incoming", "outgoing", "both"], "words": { "incoming": ["incoming calls", "inbound"],
                         "outgoing": ["outgoing calls", "outbound"],
                         "both": ["both directions", "incoming and outgoing"] },
              "required": "advice" },
            { "id": "internal-calls", "question": "Does it happen on internal calls?",
              "fields": ["internalCallsAffected"], "answers": ["yes", "no"], "required": "advice" },
            { "id": "phone-display", "question": "What did the phone display during the call and afterward?",
              "fields": ["phoneDisplayDuring", "phoneDisplayAfter"], "answers": [], "required": "advice" },
            { "id": "pattern", "question": "Is there a pattern, such as the time of day?", "fields": ["pattern"],
              "answers": [], "required": "advice" },
            { "id": "internet", "question": "Is the internet connection stable, and was it checked?",
              "fields": ["internetStable", "internetChecksRun"], "answers": ["yes", "no"], "required": "advice" }
          ],
          "responsibilities": [
            { "id": "serviceIdentifier", "required": "blocking",
              "statement": "Provide a valid service identifier: site name, address or telephone number." },
            { "id": "representative", "required": "blocking",
              "statement": "Keep a list of authorized technical representatives who act for the organization." },
            { "id": "equipmentChecked", "required": "blocking",
              "statement": "Check that phones, routers and other equipment are cabled and powered correctly." },
            { "id": "firstLevelDiagnosticsDone", "required": "blocking",
              "statement": "Complete first-level diagnostic checks before raising a case." }
          ],
          "reminders": ["Review the product user manuals before contacting support."],
          "channels": [
            { "id": "web", "name": "Case in the support portal", "preferred": true },
            { "id": "phone", "name": "Premium help desk line", "preferred": false },
            { "id": "status-alert", "name": "Alert of the status page", "preferred": false }
          ],
          "roles": [
            { "id": "engineer", "name": "Enterprise Support Engineer", "aliases": ["ESE", "NSE"] },
            { "id": "senior-engineer", "name": "Senior Enterprise Support Engineer", "aliases": ["Sr ESE"] },
            { "id": "technical-account-manager", "name": "Technical Account Manager", "aliases": ["TAM", "CEM"] }
          ],
          "regions": [
            { "id": "us", "name": "United States", "zone": "America/Los_Angeles", "zoneAsWritten": "PST",
              "fixedOffset": "-08:00", "phone": "+1 866 204 8720",
              "hours": { "monday": ["06:00-18:00"], "tuesday": ["06:00-18:00"], "wednesday": ["06:00-18:00"],
                         "thursday": ["06:00-18:00"], "friday": ["06:00-18:00"] },
              "holidays": [
                { "name": "New Year's Day", "month": 1, "day": 1, "observed": "nearest-weekday" },
                { "name": "Independence Day", "month": 7, "day": 4, "observed": "nearest-weekday" },
                { "name": "Thanksgiving Day", "month": 11, "weekday": "thursday", "week": 4 },
                { "name": "The Day After Thanksgiving", "month": 11, "weekday": "thursday", "week": 4,
                  "offsetDays": 1 },
                { "name": "Christmas Day", "month": 12, "day": 25, "observed": "nearest-weekday" }
              ] },
            { "id": "europe", "name": "Europe", "zone": "Europe/London", "zoneAsWritten": "GMT",
              "fixedOffset": "+00:00", "phone": "+44 20 7096 6060",
              "hours": { "monday": ["06:00-17:00"], "tuesday": ["06:00-17:00"], "wednesday": ["06:00-17:00"],
                         "thursday": ["06:00-17:00"], "friday": ["06:00-17:00"] },
              "holidays": [
                { "name": "New Year's Day", "month": 1, "day": 1, "observed": "next-free-weekday" },
                { "name": "Easter Monday", "easterOffsetDays": 1 },
                { "name": "May Day", "month": 5, "weekday": "monday", "week": 1 },
                { "name": "Spring Bank Holiday", "month": 5, "weekday": "monday", "week": "last" },
                { "name": "Summer Bank Holiday", "month": 8, "weekday": "monday", "week": "last" },
                { "name": "Christmas Day", "month": 12, "day": 25, "observed": "next-free-weekday" },
                { "name": "St. Stephen's Day / Boxing Day", "month": 12, "day": 26, "observed": "next-free-weekday" }
              ] }
          ],
          "severities": [
            { "id": "S1", "name": "Production down",
              "definition": "Production system, application or business critical feature or function is down.",
              "initialResponse": { "seconds": 1800, "clock": "support-hours" },
              "update": { "seconds": 14400, "clock": "elapsed" } },
            { "id": "S2", "name": "Production impaired",
              "definition": "A major feature or function is not working correctly and blocks the full use of the system, but basic functions and features are working.",
              "initialResponse": { "seconds": 7200, "clock": "support-hours" },
              "update": { "seconds": 86400, "clock": "business-days" } },
            { "id": "S3", "name": "Minor issue",
              "definition": "A minor issue impacts the usability of the system, but a workaround is available and major features and functions are working correctly.",
              "initialResponse": { "seconds": 14400, "clock": "support-hours" },
              "update": { "seconds": 129600, "clock": "business-days" } }
          ],
          "escalation": {
            "afterSeconds": 86400, "clock": "elapsed", "methods": ["portal", "email"], "alias": null,
            "fields": [
              { "id": "caseNumber", "label": "Case Number", "required": true },
              { "id": "expectedNextStep", "label": "Expected Next Step", "required": true },
              { "id": "pointOfContact", "label": "Point of Contact", "required": true },
              { "id": "contactDetails", "label": "Phone Number or Email for POC", "required": true },
              { "id": "comments", "label": "Additional Comments", "required": false }
            ],
            "ladder": [
              { "role": "Regional leader", "contacts": [
                { "region": "us", "hours": "6:00 AM - 6:00 PM PT", "name": null, "phone": null, "email": null },
                { "region": "europe", "hours": "6:00 AM - 17:00 GMT", "name": null, "phone": null, "email": null } ] },
              { "role": "Enterprise Support Experience director", "contacts": [
                { "region": "us", "hours": "6:00 AM - 6:00 PM PT", "name": null, "phone": null, "email": null } ] },
              { "role": "Technical account management senior director", "contacts": [
                { "region": "us", "hours": "6:00 AM - 6:00 PM PT", "name": null, "phone": null, "email": null } ] }
            ]
          },
          "networkRequirements": {
            "maximumOneWayDelayMilliseconds": 150, "maximumJitterMilliseconds": null, "maximumLossPercent": null
          },
          "retention": {
            "capturesDaysAfterClosing": 30, "casesDaysAfterClosing": 365, "returnedSubmissionsDays": 30
          },
          "thresholds": {},
          "customers": []
        }

        """

    /// 8x8 Enterprise Support, as its public description has it.
    public static let builtIn: Program = {
        switch ProgramReader.read(Array(builtInText.utf8)) {
        case .success(let program): return program
        case .failure: return ProgramReader.emptyProgram
        }
    }()
}
