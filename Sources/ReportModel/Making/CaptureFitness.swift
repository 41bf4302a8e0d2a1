import CallAnalysis
import Findings

/// How far a capture can be trusted to answer questions about its calls.
struct CaptureFitness {
    enum Grade: String {
        /// Nothing stands in the way.
        case good
        /// Some questions stay open.
        case limited
        /// Most questions stay open.
        case poor
    }
    typealias Problem = AnalysisFitnessProblem
    var grade: Grade
    var problems: [Problem]

    /// The command that would make a good capture.
    static let goodCommand = "tcpdump -i any -s 0 -B 65536 -w call.pcap udp or tcp port 5060"

    init(_ document: AnalysisDocument, capture index: Int) {
        var problems: [Problem] = document.findings.filter { finding in
            // What is said of another file says nothing of this one.
            let about = finding.capture ?? finding.evidence.first?.packet.capture
            return finding.code.rawValue.hasPrefix("capture.") && (about == nil || about == index)
        }.map {
            Problem(code: $0.code.rawValue, message: $0.summary, remedy: $0.remedy)
        }
        var isPoor = false
        if document.files.indices.contains(index) {
            let file = document.files[index]
            if let error = file.readError {
                problems.append(
                    Problem(
                        code: "capture.incomplete", message: "Reading ended early: \(error).",
                        remedy: "Stop capturing (Ctrl-C) before copying the file, then: \(Self.goodCommand)"))
            }
            if let drops = file.interfaceDrops, drops > 0, !problems.contains(where: { $0.code == "capture.drops" }) {
                problems.append(
                    Problem(
                        code: "capture.drops",
                        message:
                            "The file reports \(drops) packets dropped while capturing; loss may be the capture's.",
                        remedy: Self.goodCommand))
            }
        }
        if document.result.captures.indices.contains(index) {
            let capture = document.result.captures[index]
            isPoor = capture.packets == 0 || capture.accounting.undecodable * 2 > capture.packets
            let nothing: Set<String> = ["capture.nothing-to-analyze", "capture.encrypted"]
            let isUseless =
                document.result.streams.isEmpty && problems.contains { nothing.contains($0.code) }
            defer { isPoor = isPoor || isUseless }
            if isPoor {
                problems.append(
                    Problem(
                        code: "capture.undecodable",
                        message: capture.packets == 0
                            ? "The capture holds no packet."
                            : (["Most packets are of kinds that are not read."] + capture.unread.map(\.description))
                                .joined(separator: " "),
                        remedy: Self.goodCommand))
            }
        }
        self.problems = problems
        let harmless: Set<String> = ["capture.duplicates"]
        let serious = problems.filter { !harmless.contains($0.code) }
        grade = isPoor ? .poor : (serious.isEmpty ? .good : .limited)
    }
}
