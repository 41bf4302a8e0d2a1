import CallVocabulary
import JSONText
import PathComparison

/// The answer of `compare` as the contract has it: schema `earshot.comparison/1`.
enum ComparisonJSON {
    static let schema = "earshot.comparison/1"

    static func write(_ document: ComparisonDocument, to json: inout JSONWriter) {
        let result = document.result
        json.object { json in
            json.member("schema", schema)
            json.member("tool", object: document.toolVersion) { json, version in
                json.member("name", "earshot")
                json.member("version", version)
            }
            json.member("captures", object: document) { json, document in
                capture("near", document.near, result.near, &json)
                capture("far", document.far, result.far, &json)
            }
            json.member("clock", object: result.clock) { json, clock in
                json.member("offsetSeconds", clock.offsetSeconds, places: 9)
                json.member("driftPartsPerMillion", clock.driftPartsPerMillion, places: 3)
                json.member("uncertaintySeconds", clock.uncertaintySeconds, places: 9)
                json.member(
                    "driftUncertaintyPartsPerMillion", clock.driftUncertaintyPartsPerMillion, places: 3)
                json.member("roundTripMilliseconds", clock.roundTripMilliseconds, places: 3)
                json.member("method", clock.method.rawValue)
            }
            json.member("sameTraffic", object: result.sameTraffic) { json, same in
                json.member("packets", same.packets)
                json.member("shiftSeconds", same.shiftSeconds, places: 9)
            }
            json.member("streams", array: result.streams) { stream($1, to: &$0) }
            json.member("verdict", object: result.verdict) { json, verdict in
                self.verdict(verdict, ComparisonWords.summary(result), &json)
            }
        }
    }

    private static func capture(
        _ name: String, _ file: CaptureFileDescription, _ capture: ComparedCapture, _ json: inout JSONWriter
    ) {
        json.member(name, object: file) { json, file in
            json.member("name", file.name)
            json.member("sha256", file.sha256)
            json.member("format", file.format)
            json.member("packets", capture.packets)
            json.member("streams", capture.streams)
            json.member("firstPacketAt", capture.firstPacketAt?.description)
            json.member("lastPacketAt", capture.lastPacketAt?.description)
            json.member("complete", file.isComplete)
            json.member("readError", file.readError)
            json.member("interfaceDrops", capture.interfaceDrops.map { Int(clamping: $0) })
            json.member("limitsMet", object: capture.limitsMet) { json, met in
                for (name, count) in met.sorted(by: { $0.key < $1.key }) { json.member(name, count) }
            }
        }
    }

    private static func stream(_ stream: StreamComparison, to json: inout JSONWriter) {
        json.object { json in
            json.member("id", stream.id)
            json.member("ssrc", (stream.first ?? stream.near ?? stream.far).map { Hexadecimal.ssrc($0.ssrc) })
            json.member("match", stream.match.rawValue)
            json.member("direction", stream.direction.rawValue)
            json.member("directionConfidence", stream.directionConfidence, places: 2)
            json.member("directionEvidence", texts: stream.directionEvidence.map(\.rawValue))
            point("near", stream.near, &json)
            point("far", stream.far, &json)
            json.member("sent", stream.sent)
            json.member("arrived", stream.arrived)
            sequences("vanished", stream.vanished, &json)
            sequences("appearedOnly", stream.appearedOnly, &json)
            json.member("outsideOverlap", stream.outsideOverlap)
            json.member("missingBefore", stream.missingBefore)
            json.member("missingAfter", stream.missingAfter)
            json.member("reordered", stream.reordered)
            json.member("duplicated", stream.duplicated)
            json.member("contentCompared", stream.contentCompared)
            json.member("contentChanged", stream.contentCompared > 0 ? stream.contentChanged : nil)
            json.member("counterpart", stream.counterpart)
            json.member("travel", object: stream.travel) { json, travel in
                json.member("shortestMilliseconds", travel.shortestMilliseconds, places: 3)
                json.member("uncertaintyMilliseconds", travel.uncertaintyMilliseconds, places: 3)
            }
            json.member("delayVariationMilliseconds", object: stream.travel) { json, travel in
                json.member("p50", travel.medianMilliseconds, places: 3)
                json.member("p95", travel.p95Milliseconds, places: 3)
                json.member("max", travel.maximumMilliseconds, places: 3)
            }
            json.member("rewritten", array: stream.rewritten) { json, field in
                json.object { json in
                    json.member("field", field.field.rawValue)
                    json.member("near", field.near)
                    json.member("far", field.far)
                }
            }
            json.member("verdict", object: stream.verdict) { json, verdict in
                self.verdict(verdict, ComparisonWords.summary(stream), &json)
            }
        }
    }

    private static func point(_ name: String, _ point: StreamAtPoint?, _ json: inout JSONWriter) {
        json.member(name, object: point) { json, point in
            json.member("stream", point.id)
            json.member("ssrc", Hexadecimal.ssrc(point.ssrc))
            json.member("source", point.source.description)
            json.member("destination", point.destination.description)
            json.member("payloadType", Int(point.payloadType))
            json.member("packets", point.packets)
            json.member("duplicated", point.duplicated)
            json.member("firstSequence", Int(point.firstSequence))
            json.member("startedAt", point.startedAt.description)
            json.member("endedAt", point.endedAt.description)
            json.member("hopLimit", point.hopLimit.map { Int($0) })
            json.member("dscp", point.dscp.map { Int($0) })
            json.member("jitterMilliseconds", point.jitterMilliseconds, places: 3)
        }
    }

    private static func sequences(_ name: String, _ sequences: SequenceRanges, _ json: inout JSONWriter) {
        json.member(name, object: sequences) { json, sequences in
            json.member("count", sequences.count)
            json.member("ranges", array: sequences.ranges) { json, range in
                json.object { json in
                    json.member("first", Int(range.first))
                    json.member("last", Int(range.last))
                    json.member("count", range.count)
                }
            }
            json.member("unlisted", sequences.unlisted)
        }
    }

    private static func verdict(_ verdict: PathVerdict, _ summary: String, _ json: inout JSONWriter) {
        json.member("segment", verdict.segment.rawValue)
        json.member("summary", summary)
        json.member("confidence", verdict.confidence, places: 2)
        json.member("obstacle", verdict.obstacle?.rawValue)
        json.member("faults", array: verdict.faults) { json, fault in
            json.object { json in
                json.member("segment", fault.segment.rawValue)
                json.member("kind", fault.kind.rawValue)
                json.member("lost", fault.kind == .loss ? fault.lost : nil)
                json.member("of", fault.of)
                json.member("percent", fault.kind == .loss ? fault.percent : nil, places: 4)
                json.member("milliseconds", fault.kind == .delayVariation ? fault.milliseconds : nil, places: 3)
            }
        }
    }
}
