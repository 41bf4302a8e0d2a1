import JSONText
import SupportProgram

/// Cases as JSON: `earshot.case/1` and `earshot.cases/1`.
extension CaseReport {
    /// A list as JSON.
    public static func listJSON(_ rows: [CaseDocument.Row]) -> [UInt8] {
        var json = JSONWriter(pretty: true)
        json.object { json in
            json.member("schema", "earshot.cases/1")
            json.member("cases", array: rows) { json, row in json.object { write(row, &$0) } }
        }
        return json.bytes + [0x0A]
    }

    /// One case as JSON; an export can be imported from it.
    public static func json(_ document: CaseDocument) -> [UInt8] {
        var json = JSONWriter(pretty: true)
        json.object { json in
            json.member("schema", "earshot.case/1")
            write(document.row, &json)
            json.member("openedSeverity", document.openedSeverity)
            json.member("openedRegion", document.openedRegion)
            json.member("program", document.openedProgram)
            json.member("programVersion", document.programVersion)
            json.member("channelReference", document.channelReference)
            json.member("importedFrom", document.importedFrom)
            let person = document.representative
            json.member("representative", object: person) { json, person in
                json.member("name", person.name)
                json.member("email", person.email)
                json.member("phone", person.phone)
            }
            json.member("clock", object: document.row.clock) { json, clock in
                ProgramReport.write(
                    clock, openedAt: document.row.openedAt, program: document.program, to: &json)
            }
            json.member("samples", array: document.samples) { json, sample in
                json.object { json in
                    json.member("calling", sample.calling)
                    json.member("called", sample.called)
                    json.member("startedAt", sample.startedAt?.description)
                    json.member("direction", sample.direction)
                    json.member("call", sample.call)
                }
            }
            json.member("findings", array: document.findings) { json, finding in
                json.object { json in
                    json.member("code", finding.code)
                    json.member("severity", finding.severity)
                    json.member("cause", finding.cause)
                    json.member("summary", finding.summary)
                }
            }
            if let patterns = document.patterns {
                PatternReport.write(patterns, to: &json)
            } else {
                json.member("patterns", nil as String?)
            }
            json.member("captures", array: document.captures) { json, capture in
                json.object { json in
                    json.member("name", capture.name)
                    json.member("sha256", capture.sha256)
                    json.member("bytes", capture.bytes)
                }
            }
            json.member("events", array: document.events) { json, event in
                json.object { json in
                    json.member("at", event.at.description)
                    json.member("kind", event.kind)
                    json.member("actor", event.actor)
                    json.member("text", event.text)
                    json.member("target", event.target)
                    if event.waitingForCustomer { json.member("waitingForCustomer", true) }
                }
            }
            json.member("deletions", array: document.deletions) { json, deletion in
                json.object { json in
                    json.member("at", deletion.at.description)
                    json.member("what", deletion.what)
                    json.member("sha256", deletion.sha256)
                    json.member("bytes", deletion.bytes)
                    json.member("reason", deletion.reason)
                    json.member("actor", deletion.actor)
                }
            }
        }
        return json.bytes + [0x0A]
    }

    private static func write(_ row: CaseDocument.Row, _ json: inout JSONWriter) {
        json.member("number", row.number)
        json.member("openedAt", row.openedAt.description)
        json.member("state", row.state)
        json.member("severity", row.severity)
        json.member("region", row.region)
        json.member("customer", row.customer)
        json.member("serviceIdentifier", row.serviceIdentifier)
        json.member("summary", row.summary)
        json.member("mainFinding", row.mainFinding)
        json.member("channel", row.channel)
        json.member("owner", row.owner)
        json.member("closedAt", row.closedAt?.description)
        json.member("erasedAt", row.erasedAt?.description)
        json.member("initialResponseDue", row.clock?.initialResponseDue?.description)
        json.member("initialResponseMet", row.clock?.initialResponseMet)
        json.member("nextUpdateDue", row.clock?.nextUpdateDue?.description)
        json.member("escalationOfferedFrom", row.clock?.escalationOfferedFrom?.description)
        json.member("overdue", !row.overdue.isEmpty)
        json.member("escalations", row.escalations)
    }
}
