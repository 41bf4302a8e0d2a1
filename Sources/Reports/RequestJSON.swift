import CallAnalysis
import CallVocabulary
import JSONText

/// Requests that belong to no call: registrations, and what else there is.
enum RequestJSON {
    static func write(_ result: CallAnalysisResult, to json: inout JSONWriter) {
        json.member("registrations", array: result.registrations) { json, registration in
            json.object { json in
                json.member("address", registration.address)
                series(registration.series, &json)
            }
        }
        json.member("otherRequests", array: result.otherRequests) { json, one in
            json.object { json in
                json.member("method", one.method)
                series(one, &json)
            }
        }
    }

    /// Fax by T.38.
    static func writeFaxes(_ result: CallAnalysisResult, to json: inout JSONWriter) {
        json.member("faxStreams", array: result.faxStreams) { json, fax in
            json.object { json in
                json.member(
                    "call", fax.call.flatMap { result.calls.indices.contains($0) ? result.calls[$0].id : nil })
                json.member("direction", fax.direction.rawValue)
                for (name, end) in [("source" as StaticString, fax.source), ("destination", fax.destination)] {
                    json.member(name, object: end) { json, end in
                        json.member("address", end.address)
                        json.member("port", Int(end.port))
                    }
                }
                json.member("received", fax.received)
                json.member("lost", fax.lost)
                json.member("recovered", fax.recovered)
                json.member("repeated", fax.repeated)
                json.member("reordered", fax.reordered)
                json.member("redundancy", fax.redundancy)
                json.member("hasParity", fax.hasParity)
                json.member("startedAt", fax.startedAt)
                json.member("endedAt", fax.endedAt)
                json.member("firstPacket", fax.firstPacket.number)
                json.member("lastPacket", fax.lastPacket.number)
            }
        }
    }

    private static func series(_ series: RequestSeries, _ json: inout JSONWriter) {
        for (name, end) in [("source" as StaticString, series.source), ("destination", series.destination)] {
            json.member(name, object: end) { json, end in
                json.member("address", end.address)
                json.member("port", Int(end.port))
            }
        }
        json.member("requests", series.requests)
        json.member("repetitions", series.repetitions)
        json.member("answered", series.answered)
        json.member("refusals", series.refusals)
        json.member("outcome", series.outcome.rawValue)
        json.member("lastStatus", series.lastStatus)
        json.member("lastReason", series.lastReason)
        json.member("firstAt", series.firstAt)
        json.member("lastAt", series.lastAt)
        json.member("firstPacket", series.firstPacket.number)
        json.member("lastPacket", series.lastPacket.number)
    }
}
