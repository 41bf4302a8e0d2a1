import Cases
import JSONText
import SupportProgram

/// Cases as JSON: `earshot.case/1` and `earshot.cases/1`.
extension CaseReport {
    /// A part of a list as JSON; `next` is where it goes on, `total` how many the whole list has.
    public static func listJSON(_ rows: [CaseStanding], next: String? = nil, total: Int? = nil) -> [UInt8] {
        var json = JSONWriter(pretty: true)
        json.object { json in
            json.member("schema", "earshot.cases/1")
            json.member("cases", array: rows) { json, row in json.object { write(row, &$0) } }
            json.member("total", total ?? rows.count)
            json.member("next", next)
        }
        return json.bytes + [0x0A]
    }

    /// One case as JSON; an export can be imported from it.
    public static func json(_ view: CaseView) -> [UInt8] {
        let record = view.record
        var json = JSONWriter(pretty: true)
        json.object { json in
            json.member("schema", "earshot.case/1")
            write(view.standing, &json)
            json.member("openedSeverity", record.summary.openedSeverity)
            json.member("openedRegion", record.summary.openedRegion)
            json.member("program", record.program)
            json.member("programVersion", record.programVersion)
            json.member("channelReference", record.channelReference)
            json.member("importedFrom", record.importedFrom)
            let person = record.representative
            json.member("representative", object: person) { json, person in
                json.member("name", person.name)
                json.member("email", person.email)
                json.member("phone", person.phone)
            }
            json.member("receivedAt", record.receivedAt?.description)
            json.member("submissionFormat", record.submissionFormat)
            json.member("clock", object: view.standing.clock) { json, clock in
                ProgramReport.write(
                    clock, openedAt: record.summary.openedAt, program: view.program, to: &json)
            }
            json.member("answers", array: view.statements.answers) { json, answer in
                json.object { json in
                    json.member("question", answer.question)
                    json.member("field", answer.field)
                    json.member("answer", answer.text)
                }
            }
            let calls = view.statements.calls
            json.member("samples", array: record.samples.enumerated()) { json, entry in
                let sample = entry.element
                json.object { json in
                    if calls.indices.contains(entry.offset), !calls[entry.offset].isEmpty {
                        json.member("symptoms", texts: calls[entry.offset].symptoms)
                        json.member("heardBy", calls[entry.offset].heardBy)
                        json.member("note", calls[entry.offset].note)
                    }
                    json.member("calling", sample.calling)
                    json.member("called", sample.called)
                    json.member("startedAt", sample.startedAt?.description)
                    json.member("direction", sample.direction)
                    json.member("call", sample.call)
                }
            }
            json.member("findings", array: record.findings) { json, finding in
                json.object { json in
                    json.member("code", finding.code)
                    json.member("severity", finding.severity)
                    json.member("cause", finding.cause)
                    json.member("summary", finding.summary)
                }
            }
            json.member("findingCount", record.findingCount)
            if let patterns = view.patterns {
                PatternReport.write(patterns, to: &json)
            } else {
                json.member("patterns", nil as String?)
            }
            json.member("captures", array: record.captures) { json, capture in
                json.object { json in
                    json.member("name", capture.name)
                    json.member("sha256", capture.sha256)
                    json.member("bytes", capture.bytes)
                }
            }
            json.member("checklist", array: view.checklist) { json, one in json.object { one.write(to: &$0) } }
            json.member("links", array: record.summary.links) { json, link in
                json.object { json in
                    json.member("kind", link.kind.rawValue)
                    json.member("case", link.number)
                }
            }
            json.member("missing", texts: view.missing)
            json.member("events", array: record.events) { json, event in
                json.object { json in
                    json.member("at", event.at.description)
                    json.member("kind", event.kind.rawValue)
                    json.member("actor", event.actor)
                    json.member("text", event.text)
                    json.member("target", event.target)
                    if event.waitingForCustomer { json.member("waitingForCustomer", true) }
                }
            }
            json.member("deletions", array: record.deletions) { json, deletion in
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

    /// What came of an escalation as JSON: `earshot.escalation/1`.
    public static func escalationJSON(
        _ standing: CaseStanding, role: String, contact: Escalation.Contact?, isOnDuty: Bool, email: String?
    ) -> [UInt8] {
        var json = JSONWriter(pretty: true)
        json.object { json in
            json.member("schema", "earshot.escalation/1")
            json.member("case", object: standing) { json, standing in write(standing, &json) }
            json.member("role", role)
            json.member("contact", object: contact) { json, contact in
                json.member("region", contact.region)
                json.member("name", contact.name)
                json.member("phone", contact.phone)
                json.member("email", contact.email)
                json.member("hours", contact.hours)
            }
            json.member("onDuty", isOnDuty)
            json.member("mail", email)
        }
        return json.bytes + [0x0A]
    }

    private static func write(_ standing: CaseStanding, _ json: inout JSONWriter) {
        let row = standing.summary
        json.member("number", row.number)
        json.member("openedAt", row.openedAt.description)
        json.member("state", row.state.rawValue)
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
        json.member("initialResponseDue", standing.clock?.initialResponseDue?.description)
        json.member("initialResponseMet", standing.clock?.initialResponseMet)
        json.member("nextUpdateDue", standing.clock?.nextUpdateDue?.description)
        json.member("escalationOfferedFrom", standing.clock?.escalationOfferedFrom?.description)
        json.member("nextDue", standing.nextDue?.description)
        json.member("overdue", !standing.overdue.isEmpty)
        json.member("escalations", row.escalations)
    }
}
