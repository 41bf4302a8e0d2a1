import CallAnalysis
import CallVocabulary
import JSONText

/// A stream as the contract has it.
enum StreamJSON {
    static func write(_ stream: MediaStream, document: AnalysisDocument, to json: inout JSONWriter) {
        json.object { json in
            json.member("id", stream.id)
            json.member("call", stream.call.map { document.result.calls[$0].id })
            json.member("binding", stream.binding.rawValue)
            json.member("direction", stream.direction.rawValue)
            endpoint("source", stream.source, &json)
            endpoint("destination", stream.destination, &json)
            json.member("ssrc", hexadecimal: stream.ssrc)
            json.member("media", stream.media.rawValue)
            json.member("payloadTypes", array: stream.payloadTypes) { json, use in
                json.object { json in
                    json.member("number", Int(use.number))
                    json.member("encoding", use.encoding)
                    json.member("clockRate", use.clockRate)
                    json.member("channels", use.channels)
                    json.member("packets", use.packets)
                    json.member("basis", use.basis?.rawValue)
                }
            }
            json.member("encrypted", stream.knowsEncryption ? stream.encrypted : nil)
            json.member("decrypted", stream.decryption?.isRead ?? false)
            json.member("decryptionBasis", stream.decryption?.basis?.rawValue)
            json.member("decryptionObstacle", stream.decryption?.obstacle?.rawValue)
            json.member("startedAt", stream.startedAt)
            json.member("endedAt", stream.endedAt)
            json.member("durationSeconds", stream.durationSeconds, places: 9)
            json.member("firstPacket", stream.firstPacket.number)
            json.member("lastPacket", stream.lastPacket.number)
            json.member("displayFilter", DisplayFilters.filter(stream))
            counts(stream.counts, &json)
            json.member("captureCopies", stream.captureCopies)
            jitter(stream.jitter, &json)
            json.member("epochs", array: stream.epochs) { json, epoch in
                json.object { json in
                    json.member("startedAt", epoch.startedAt)
                    json.member("reason", epoch.reason.rawValue)
                    counts(epoch.counts, &json)
                    jitter(epoch.jitter, &json)
                }
            }
            QualityJSON.write(stream, to: &json)
            rtcp(stream.rtcp, &json)
            FarEndJSON.write(stream.farEnd, to: &json)
            AudioJSON.write(stream, to: &json)
            json.member("events", array: stream.events) { json, event in
                json.object { json in
                    json.member("kind", event.kind.rawValue)
                    json.member("at", event.at)
                    json.member("digits", event.digits)
                }
            }
            json.member("clockSkewPartsPerMillion", stream.clockSkewPartsPerMillion, places: 1)
            RepairJSON.write(stream, document.result, to: &json)
            IntervalJSON.write(stream.intervals, to: &json)
            SeriesJSON.write(stream, to: &json)
        }
    }

    static func hexadecimal(_ ssrc: UInt32) -> String {
        let digits = String(ssrc, radix: 16, uppercase: true)
        return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
    }

    private static func endpoint(_ name: StaticString, _ endpoint: TransportEndpoint, _ json: inout JSONWriter) {
        json.member(name, object: endpoint) { json, endpoint in
            json.member("address", endpoint.address)
            json.member("port", Int(endpoint.port))
        }
    }

    private static func counts(_ counts: StreamCounts, _ json: inout JSONWriter) {
        json.member("counts", object: counts) { json, counts in
            json.member("expected", counts.expected)
            json.member("received", counts.received)
            json.member("lost", counts.lost)
            json.member("duplicated", counts.duplicated)
            json.member("reordered", counts.reordered)
            json.member("missingFromCapture", counts.missingFromCapture)
            json.member("lossPercent", counts.lossPercent, places: 4)
        }
    }

    private static func jitter(_ jitter: JitterSummary?, _ json: inout JSONWriter) {
        json.member("jitter", object: jitter) { json, jitter in
            json.member("meanMilliseconds", jitter.meanMilliseconds, places: 6)
            json.member("maximumMilliseconds", jitter.maximumMilliseconds, places: 6)
            json.member("finalMilliseconds", jitter.finalMilliseconds, places: 6)
            json.member("maximumAtPacket", jitter.maximumAt?.number)
        }
    }

    private static func rtcp(_ summary: RTCPSummary?, _ json: inout JSONWriter) {
        json.member("rtcp", object: summary) { json, rtcp in
            json.member("senderReports", rtcp.senderReports)
            json.member("senderPacketCount", rtcp.senderPacketCount.map { Int($0) })
            json.member("receiverReports", rtcp.receiverReports)
            json.member("reportedCumulativeLost", rtcp.reportedCumulativeLost)
            json.member("reportedMaximumFractionLost", rtcp.reportedMaximumFractionLost, places: 4)
            json.member("reportedMaximumJitterUnits", rtcp.reportedMaximumJitterUnits.map { Int($0) })
            json.member("roundTripMilliseconds", rtcp.roundTripMilliseconds, places: 3)
            json.member("lostBeyondHere", rtcp.lostBeyondHere)
            json.member("voipMetricsReports", rtcp.voipMetricsReports)
            json.member("bye", rtcp.sawBye)
        }
    }
}
