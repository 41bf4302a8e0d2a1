import Testing

@testable import SampleIntake

/// Headings, labels and JSON names mean a field by their words; none of these stands in a list.
@Suite struct FieldNameTests {
    /// Thirty headings that were made up before the rules were read.
    private static let invented: [(String, FieldMeaning)] = [
        ("Phone number of the caller", .sample(.callingNumber)), ("CALLING NO.", .sample(.callingNumber)),
        ("caller_phone", .sample(.callingNumber)), ("From number", .sample(.callingNumber)),
        ("Originating party", .sample(.callingNumber)), ("A-Party", .sample(.callingNumber)),
        ("sourcePhoneNumber", .sample(.callingNumber)), ("Number that called", .sample(.callingNumber)),
        ("Called from", .sample(.callingNumber)), ("Calling party number (E.164)", .sample(.callingNumber)),
        ("Phone no. called", .sample(.calledNumber)), ("To Number", .sample(.calledNumber)),
        ("dialled_no", .sample(.calledNumber)), ("Destination phone", .sample(.calledNumber)),
        ("Number we called", .sample(.calledNumber)), ("B party number", .sample(.calledNumber)),
        ("Recipient number", .sample(.calledNumber)), ("calleeNumber", .sample(.calledNumber)),
        ("Start of call", .sample(.startedAt)), ("Call started at", .sample(.startedAt)),
        ("Time & date", .sample(.startedAt)), ("DateTime (UTC)", .sample(.startedAt)), ("When", .sample(.startedAt)),
        ("Day of call", .part(.startDate)), ("Time of the call", .part(.startTime)), ("Hang-up time", .part(.endTime)),
        ("Call length (mins)", .sample(.durationSeconds)), ("Inbound / Outbound", .sample(.direction)),
        ("Direction of call", .sample(.direction)), ("Your time zone", .sample(.timeZone)),
    ]

    /// Made up later, likewise.
    @Test(arguments: [
        ("Placed by", FieldMeaning.sample(.callingNumber)), ("Dialled from", .sample(.callingNumber)),
        ("Who made the call?", .sample(.callingNumber)), ("What number was calling?", .sample(.callingNumber)),
        ("CLI Presented", .sample(.callingNumber)), ("caller_did_number", .sample(.callingNumber)),
        ("2. Number calling", .sample(.callingNumber)),
        ("Number calling e.g. +44 20 7946 0000", .sample(.callingNumber)),
        ("Number you called from", .sample(.callingNumber)), ("Received by", .sample(.calledNumber)),
        ("Dialled to", .sample(.calledNumber)), ("Number of the person called", .sample(.calledNumber)),
        ("Who received the call", .sample(.calledNumber)), ("Callee DID", .sample(.calledNumber)),
        ("Answering phone", .sample(.calledNumber)), ("Called Pty", .sample(.calledNumber)),
        ("Activity date", .part(.startDate)), ("start_epoch", .sample(.startedAt)),
        ("When did it happen", .sample(.startedAt)),
        ("conversationStart", .sample(.startedAt)), ("AM/PM", .part(.startHalf)),
        ("Route Direction", .sample(.direction)),
        ("Was the call incoming or outgoing?", .sample(.direction)),
    ])
    func headingsMadeUpLater(heading: String, meaning: FieldMeaning) {
        #expect(FieldNameReader.read(heading)?.meaning == meaning)
    }

    @Test func thereAreThirty() { #expect(Self.invented.count == 30) }

    @Test(arguments: invented)
    func inventedHeadings(heading: String, meaning: FieldMeaning) {
        #expect(FieldNameReader.read(heading)?.meaning == meaning)
    }

    @Test(arguments: [
        "Caller name", "caller_number_type", "Ring time", "Forwarded to", "Call status", "Queue", "Agent",
        "Hangup cause",
        "Destination country", "User", "Result", "Extension", "Answered by", "", "2026", "Total cost", "call rating",
        "No.",
        "Today", "dstchannel", "lastapp", "Hold time", "Recording", "Transferred from agent",
    ])
    func otherHeadings(heading: String) {
        #expect(FieldNameReader.read(heading) == nil)
    }

    @Test(arguments: [
        ("serviceIdentifier", CaseField.serviceIdentifier), ("Site name", .serviceIdentifier), ("Company", .customer),
        ("Priority", .severity), ("Support region", .region), ("Contact e-mail", .representativeEmail),
        ("Contact number", .representativePhone), ("Reported by", .representative), ("Our numbers", .ownNumbers),
        ("Is it all calls or intermittent?", .frequency), ("Have you tried another phone?", .triedAnotherPhone),
        ("phonesAffected", .phonesAffected), ("Internal calls affected", .internalCallsAffected),
        ("Phone display during the call", .phoneDisplayDuring), ("Any pattern?", .pattern),
        ("Internet stable", .internetStable), ("Equipment checked", .equipmentChecked),
        ("First-level diagnostics done", .firstLevelDiagnosticsDone),
    ])
    func fieldsOfTheWhole(name: String, field: CaseField) {
        #expect(FieldNameReader.read(name)?.meaning == .whole(field))
    }

    /// Every name of the JSON form is read as itself.
    @Test(arguments: CaseField.allCases)
    func namesOfTheForm(field: CaseField) throws {
        let name = try #require(field.path.last)
        guard field.path.count == 1 || field.path[0] != "representative" else { return }
        let meaning = FieldNameReader.read(name)?.meaning
        if case .sample(let sample)? = meaning {
            #expect(CaseFieldNames.whole(sample) == field)
        } else {
            #expect(meaning == .whole(field))
        }
    }

    @Test func exactNamesBeatWeakerOnes() throws {
        let pairs = [
            ("caller", "callerId"), ("Direction", "Type"), ("Called Number", "Dialled Number"), ("callee", "dnis"),
        ]
        for (exact, weak) in pairs {
            let one = try #require(FieldNameReader.read(exact))
            let other = try #require(FieldNameReader.read(weak))
            #expect(one.meaning == other.meaning && one.strength > other.strength, "\(exact) \(weak)")
        }
    }

    @Test func headingsStateUnitsAndZones() {
        #expect(FieldNameReader.read("Duration (min)")?.unit == .minutes)
        #expect(FieldNameReader.read("duration_ms")?.unit == .milliseconds)
        #expect(FieldNameReader.read("Duration (hh:mm:ss)")?.unit == nil)
        #expect(FieldNameReader.read("Start time (UTC)")?.zone == "UTC")
        #expect(FieldNameReader.read("Start time (Europe/London)")?.zone == "Europe/London")
        #expect(FieldNameReader.read("Start time (dd/mm/yyyy hh:mm)")?.zone == nil)
    }
}
