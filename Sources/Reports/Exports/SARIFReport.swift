import Findings
import JSONText
import ReportModel

/// Findings as SARIF 2.1.0 (OASIS), which code hosts and dashboards of problems read.
///
/// A capture is an artifact; a call is a logical location of its result. Packets have numbers and no byte ranges here: they
/// stand in the properties, and as a display filter in the message.
public enum SARIFReport {
    /// The document.
    public static func render(_ source: some AnalysisSource) -> [UInt8] {
        let findings = (0..<source.findingCount).map { source.finding($0) }
        let captures = (0..<source.captureCount).map { source.capture($0) }
        var codes: [String] = []
        for finding in findings where !codes.contains(finding.code) { codes.append(finding.code) }
        var json = JSONWriter(pretty: true)
        json.object { json in
            json.member("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
            json.member("version", "2.1.0")
            json.member("runs", array: [source.overview]) { json, overview in
                json.object { json in
                    json.member("tool", object: overview) { json, overview in
                        json.member("driver", object: overview) { json, overview in
                            json.member("name", "earshot")
                            json.member("version", overview.tool.version)
                            json.member("rules", array: codes) { json, code in rule(code, findings, &json) }
                        }
                    }
                    json.member("automationDetails", object: source.analysisID) { json, id in
                        json.member("id", "earshot/\(id)")
                    }
                    json.member("artifacts", array: captures) { json, capture in
                        artifact(capture, &json)
                    }
                    json.member("columnKind", "unicodeCodePoints")
                    json.member("results", array: findings) { json, finding in
                        result(finding, codes, captures, source, &json)
                    }
                }
            }
        }
        return json.bytes + [0x0A]
    }

    private static func level(_ severity: String) -> String {
        switch severity {
        case "fault": "error"
        case "warning": "warning"
        default: "note"
        }
    }

    private static func rule(_ code: String, _ findings: [AnalysisFinding], _ json: inout JSONWriter) {
        let severities = findings.filter { $0.code == code }.map(\.severity)
        let worst = ["fault", "warning"].first { severities.contains($0) } ?? "note"
        json.object { json in
            json.member("id", code)
            if let entry = FindingExplanations.entry(code) {
                json.member("shortDescription", object: entry) { json, entry in
                    json.member("text" as StaticString, entry.meaning)
                }
                json.member("help", object: entry) { json, entry in json.member("text" as StaticString, entry.remedy) }
            }
            json.member("defaultConfiguration", object: worst) { json, worst in json.member("level", level(worst)) }
        }
    }

    private static func artifact(_ capture: AnalysisCapture, _ json: inout JSONWriter) {
        json.object { json in
            json.member("location", object: capture.name) { json, name in json.member("uri", uri(name)) }
            if let bytes = capture.bytes { json.member("length", bytes) }
            if let hash = capture.sha256 {
                json.member("hashes", object: hash) { json, hash in json.member("sha-256" as StaticString, hash) }
            }
        }
    }

    private static func result(
        _ finding: AnalysisFinding, _ codes: [String], _ captures: [AnalysisCapture], _ source: some AnalysisSource,
        _ json: inout JSONWriter
    ) {
        let place = finding.capture ?? 0
        json.object { json in
            json.member("ruleId", finding.code)
            json.member("ruleIndex", codes.firstIndex(of: finding.code) ?? 0)
            json.member("level", level(finding.severity))
            let filter = finding.displayFilter.map { " In Wireshark: \($0)." } ?? ""
            json.member("message", object: finding) { json, finding in
                json.member("text", "\(finding.summary) \(finding.remedy)\(filter)")
            }
            json.member("locations", array: [place]) { json, place in
                json.object { json in
                    if captures.indices.contains(place) {
                        json.member("physicalLocation", object: place) { json, place in
                            json.member("artifactLocation", object: place) { json, place in
                                json.member("uri", uri(captures[place].name))
                                json.member("index", place)
                            }
                        }
                    }
                    let names = [finding.call, finding.stream].compactMap { $0 }
                    if !names.isEmpty {
                        json.member("logicalLocations", array: names) { json, name in
                            json.object { json in
                                json.member("name", name)
                                json.member("kind", "object")
                            }
                        }
                    }
                }
            }
            // The same call of the same capture shows the same again after another version of the program.
            let call = finding.call.flatMap { source.callIndex($0) }.map { source.call($0) }
            let callID = call?.callIDs.first ?? finding.stream ?? ""
            json.member("partialFingerprints", object: callID) { json, callID in
                json.member("finding/v1", "\(finding.code) \(finding.cause ?? "") \(callID)")
            }
            json.member("properties", object: finding) { json, finding in
                json.member("id", finding.id)
                json.member("confidence", finding.confidence, places: 2)
                json.member("symptom", finding.symptom)
                json.member("cause", finding.cause)
                json.member("packets", array: finding.evidence.map(\.packet)) { $0.number(Double($1), places: 0) }
            }
        }
    }

    /// A file's name as a relative reference (RFC 3986 §4.2).
    private static func uri(_ name: String) -> String {
        var text = ""
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: "~"), UInt8(ascii: "/"):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                text += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return text
    }
}
