import CallAnalysis
import CallVocabulary
import Findings
import JSONText

/// The answer of `analyze` as the contract has it: schema `earshot.analysis/1`.
enum AnalysisJSON {
    static let schema = "earshot.analysis/1"

    static func write(_ document: AnalysisDocument, to json: inout JSONWriter) {
        json.object { json in
            json.member("schema", schema)
            json.member("tool", object: document.toolVersion) { json, version in
                json.member("name", "earshot")
                json.member("version", version)
            }
            json.member("verdict", document.verdict.kind.rawValue)
            json.member("headline", document.verdict.headline)
            json.member("captures", array: document.result.captures.indices) { json, index in
                capture(document, index, &json)
            }
            let ids = document.findingIDsByCall
            json.member("calls", array: document.result.calls.indices) { json, index in
                call(document, index, findings: ids, &json)
            }
            json.member("streams", array: document.result.streams.indices) { json, index in
                StreamJSON.write(document.result.streams[index], document: document, to: &json)
            }
            json.member("findings", array: document.findings.indices) { json, index in
                finding(document.findings[index], document, &json)
            }
            json.member("refusedFindings", array: document.refusedFindings) { json, refused in
                json.object { json in
                    json.member("code", refused.finding.code.rawValue)
                    json.member("call", refused.finding.call.map { document.result.calls[$0].id })
                    json.member("stream", refused.finding.stream.map { document.result.streams[$0].id })
                    json.member("summary", refused.finding.summary)
                    json.member("because", refused.because)
                }
            }
            RequestJSON.write(document.result, to: &json)
            RequestJSON.writeFaxes(document.result, to: &json)
            let symptoms = SymptomAssessment.all(document.result, findings: document.findings)
            json.member("symptoms", array: symptoms) { json, one in
                json.object { json in
                    json.member("symptom", one.symptom)
                    json.member("verdict", one.verdict.rawValue)
                    json.member("because", one.because)
                    json.member("findings", texts: one.findings)
                }
            }
            PatternReport.write(document.patterns.map { PatternText($0, document.result) }, to: &json)
            json.member("unreadableMessages", document.result.unreadableMessages)
            json.member("unreadableDescriptions", document.result.unreadableDescriptions)
            json.member("limitsMet", object: document.result.limitsMet) { json, met in
                for (name, count) in met.sorted(by: { $0.key < $1.key }) { json.member(name, count) }
            }
        }
    }

    static func capture(_ document: AnalysisDocument, _ index: Int, _ json: inout JSONWriter) {
        let capture = document.result.captures[index]
        let file = document.files.indices.contains(index) ? document.files[index] : nil
        json.object { json in
            json.member("name", capture.name)
            json.member("sha256", file?.sha256)
            json.member("format", file?.format)
            json.member("compression", file?.compression)
            json.member("packets", capture.packets)
            json.member("bytes", file?.fileBytes)
            json.member("firstPacketAt", capture.firstPacketAt)
            json.member("lastPacketAt", capture.lastPacketAt)
            let duration = capture.firstPacketAt.flatMap { first in
                capture.lastPacketAt.map { $0.seconds(since: first) }
            }
            json.member("durationSeconds", duration, places: 9)
            json.member("linkTypes", texts: capture.linkTypes.map(\.name))
            json.member("complete", file?.isComplete)
            json.member("readError", file?.readError)
            let accounting = capture.accounting
            json.member("accounting", object: accounting) { json, accounting in
                json.member("rtp", accounting.rtp)
                json.member("rtcp", accounting.rtcp)
                json.member("sip", accounting.sip)
                json.member("stun", accounting.stun)
                json.member("dtls", accounting.dtls)
                json.member("turn", accounting.turn)
                json.member("fragment", accounting.fragment)
                json.member("tcpSegment", accounting.tcpSegment)
                json.member("duplicate", accounting.duplicate)
                json.member("icmp", accounting.icmp)
                json.member("otherUDP", accounting.otherUDP)
                json.member("other", accounting.other)
                json.member("undecodable", accounting.undecodable)
            }
            json.member("otherSignaling", array: capture.otherSignaling) { json, other in
                json.object { json in
                    json.member("protocol", other.name.rawValue)
                    json.member("packets", other.packets)
                    json.member("firstPacket", other.firstPacket.number)
                }
            }
            json.member("unread", array: capture.unread) { json, unread in
                json.object { json in
                    json.member("message", unread.description)
                    json.member("packets", unread.packets)
                    json.member("firstPacket", unread.firstPacket.number)
                }
            }
            json.member("acknowledgedGaps", capture.acknowledgedGaps)
            json.member("truncatedPackets", capture.truncatedPackets)
            json.member("interfaceDrops", file?.interfaceDrops.map { Int(clamping: $0) })
            let fitness = CaptureFitness(document, capture: index)
            json.member("fitness", object: fitness) { json, fitness in
                json.member("grade", fitness.grade.rawValue)
                json.member("problems", array: fitness.problems) { json, problem in
                    json.object { json in
                        json.member("code", problem.code)
                        json.member("message", problem.message)
                        json.member("remedy", problem.remedy)
                    }
                }
            }
        }
    }

    private static func party(_ name: StaticString, _ party: CallParty, _ json: inout JSONWriter) {
        json.member(name, object: party) { json, party in
            json.member("uri", party.uri)
            json.member("number", party.number)
            json.member("displayName", party.displayName)
            json.member("withheld", party.withheld)
            json.member("alternativeNumbers", texts: party.alternativeNumbers)
        }
    }

    static func call(
        _ document: AnalysisDocument, _ index: Int, findings ids: [Int: [String]], _ json: inout JSONWriter
    ) {
        let call = document.result.calls[index]
        json.object { json in
            json.member("id", call.id)
            json.member("callIDs", texts: call.callIDs.map(\.rawValue))
            party("calling", call.calling, &json)
            party("called", call.called, &json)
            json.member("startedAt", call.startedAt)
            json.member("answeredAt", call.answeredAt)
            json.member("endedAt", call.endedAt)
            json.member("endedBy", call.endedBy?.rawValue)
            json.member("outcome", call.outcome.rawValue)
            json.member("finalStatus", call.finalStatus)
            json.member("endReason", object: call.endReason) { json, reason in
                json.member("protocol", reason.protocolName)
                json.member("cause", reason.cause)
                json.member("text", reason.text)
            }
            json.member("requestDelaySeconds", call.requestDelaySeconds, places: 6)
            json.member("userAgents", object: call.userAgents) { json, agents in
                for side in CallSide.allCases { json.member(side.rawValue, agents[side]) }
            }
            json.member("displayFilter", DisplayFilters.filter(index, in: document.result))
            MessageJSON.write(call, to: &json)
            json.member("streams", array: call.streams) { $0.text(document.result.streams[$1].id) }
            json.member("doubleTalk", object: call.doubleTalk) { json, talk in
                json.member("seconds", Double(talk.both) * 0.02, places: 2)
                json.member("speechSeconds", Double(talk.either) * 0.02, places: 2)
                json.member("share", talk.share, places: 3)
            }
            json.member("linkedCalls", array: call.linkedCalls) { $0.text(document.result.calls[$1].id) }
            json.member("findings", texts: ids[index] ?? [])
        }
    }

    static func finding(_ finding: Finding, _ document: AnalysisDocument, _ json: inout JSONWriter) {
        json.object { json in
            json.member("id", finding.id)
            json.member("code", finding.code.rawValue)
            json.member("severity", finding.severity.rawValue)
            json.member("symptom", finding.symptom)
            json.member("cause", finding.cause?.rawValue)
            json.member("cannotHear", finding.cannotHear?.rawValue)
            json.member("confidence", finding.confidence, places: 2)
            json.member("call", finding.call.map { document.result.calls[$0].id })
            json.member("stream", finding.stream.map { document.result.streams[$0].id })
            let streams = finding.streams.isEmpty ? finding.stream.map { [$0] } ?? [] : finding.streams
            json.member("streams", texts: streams.map { document.result.streams[$0].id })
            json.member("capture", finding.capture ?? finding.evidence.first?.packet.capture)
            json.member("from", finding.from)
            json.member("until", finding.until)
            json.member("figures", array: finding.figures) { json, figure in
                json.object { json in
                    json.member("name", figure.name)
                    json.member("value", figure.value, places: 3)
                    json.member("unit", figure.unit)
                    json.member("threshold", figure.threshold, places: 3)
                }
            }
            json.member("consequences", texts: finding.consequences)
            json.member("summary", finding.summary)
            json.member("displayFilter", DisplayFilters.filter(finding))
            json.member("evidence", array: finding.evidence) { json, evidence in
                json.object { json in
                    json.member("capture", evidence.packet.capture)
                    json.member("packet", evidence.packet.number)
                    json.member("at", evidence.at)
                    json.member("text", evidence.text)
                    json.member("displayFilter", "frame.number == \(evidence.packet.number)")
                }
            }
            json.member("excluded", array: finding.excluded) { json, excluded in
                json.object { json in
                    json.member("cause", excluded.cause.rawValue)
                    json.member("because", excluded.because)
                }
            }
            json.member("remedy", finding.remedy)
        }
    }
}
