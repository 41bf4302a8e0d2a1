import ReportModel

/// Findings on packets inside Wireshark: the answers of one analysis as a script in Lua, which scripts/wireshark/earshot.lua
/// reads.
///
/// The script is a table of texts by packet number and nothing else: what it holds of anybody stands in quotes with every
/// byte but plain letters written as a number, so that nothing in it can run.
public enum DissectorScript {
    /// Packets that are listed at most; of more it is said how many.
    public static let maximumPackets = 500_000

    /// The script for the capture at `capture`.
    public static func render(_ source: some AnalysisSource, capture: Int = 0) -> String {
        var lines: [Int: [String]] = [:]
        for index in 0..<source.findingCount {
            let finding = source.finding(index)
            let subject = [finding.call, finding.stream].compactMap { $0 }.joined(separator: " ")
            for evidence in finding.evidence where evidence.capture == capture {
                let entry =
                    "{id=\(quoted(finding.id)),severity=\(quoted(finding.severity)),code=\(quoted(finding.code)),"
                    + "subject=\(quoted(subject)),summary=\(quoted(finding.summary)),text=\(quoted(evidence.text)),"
                    + "remedy=\(quoted(finding.remedy))}"
                lines[evidence.packet, default: []].append(entry)
            }
        }
        var losses: [Int: [String]] = [:]
        for index in 0..<source.streamCount {
            let stream = source.stream(index)
            for run in stream.lossRuns where run.capture == capture {
                losses[run.beforePacket, default: []].append("{stream=\(quoted(stream.id)),packets=\(run.packets)}")
            }
        }
        let name = capture >= 0 && capture < source.captureCount ? source.capture(capture).name : ""
        var text =
            "-- What earshot \(quoted(source.overview.tool.version)) found in \(quoted(name)); read by earshot.lua.\n"
        text +=
            "return {\nversion=\(quoted(source.overview.tool.version)),analysis=\(quoted(source.analysisID)),\nfindings={\n"
        for (number, entries) in lines.sorted(by: { $0.key < $1.key }).prefix(maximumPackets) {
            text += "[\(number)]={\(entries.joined(separator: ","))},\n"
        }
        text += "},\nlosses={\n"
        for (number, entries) in losses.sorted(by: { $0.key < $1.key }).prefix(maximumPackets) {
            text += "[\(number)]={\(entries.joined(separator: ","))},\n"
        }
        let left = max(0, lines.count - maximumPackets) + max(0, losses.count - maximumPackets)
        return text + "},\nnotListed=\(left)}\n"
    }

    /// A string of Lua: letters, digits and blanks as they are, every other byte by its number.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for byte in text.utf8.prefix(4_000) {
            switch byte {
            case 0x20, 0x2C, 0x2E, 0x3A, UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte)
                result += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
            }
        }
        return result + "\""
    }
}
