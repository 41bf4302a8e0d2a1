import CallAnalysis
import CallVocabulary
import JSONText

/// A ladder as JSON: `earshot.ladder/1`.
enum LadderJSON {
    static let schema = "earshot.ladder/1"

    static func write(_ ladders: [CallLadder], messages: [SeenMessage], to json: inout JSONWriter) {
        json.object { json in
            json.member("schema", schema)
            json.member("ladders", array: ladders) { json, ladder in
                write(ladder, messages: messages, to: &json)
            }
        }
    }

    private static func write(_ ladder: CallLadder, messages: [SeenMessage], to json: inout JSONWriter) {
        json.object { json in
            json.member("headings", texts: ladder.headings)
            json.member("lanes", array: ladder.lanes) { json, lane in
                json.object { json in
                    json.member("name", lane.name)
                    json.member("note", lane.note.isEmpty ? nil : lane.note)
                }
            }
            json.member("steps", array: ladder.rows) { json, row in
                json.object { json in
                    json.member("kind", row.kind.rawValue)
                    json.member("at", row.at)
                    json.member("capture", row.packet.capture)
                    json.member("packet", row.packet.number)
                    json.member("from", row.from)
                    json.member("to", row.to)
                    json.member("title", row.title)
                    json.member("details", texts: row.details)
                    json.member("findings", texts: row.findings)
                    json.member("retransmission", row.tone == .again)
                    json.member("leg", row.leg)
                    if let message = row.message.map({ messages[$0] }) {
                        json.member("callID", message.callID)
                        json.member("method", message.method)
                        json.member("status", message.status)
                        json.member("text", texts: MessageText.lines(message))
                    }
                }
            }
            json.member("streams", array: ladder.bars) { json, bar in
                json.object { json in
                    json.member("stream", bar.stream)
                    json.member("from", bar.from)
                    json.member("to", bar.to)
                    json.member("title", bar.title)
                    json.member("figures", bar.figures)
                    json.member("startSeconds", bar.startSeconds, places: 3)
                    json.member("durationSeconds", bar.durationSeconds, places: 3)
                }
            }
            json.member("omissions", texts: ladder.omissions)
        }
    }
}
