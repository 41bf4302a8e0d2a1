import CallAnalysis
import CallVocabulary
import Findings
import LiveCapture
import Reports

/// One live capture from opening to the end: analysed as it comes, recorded if asked, shown once a second.
struct LiveRun {
    private let interface: LiveInterface
    private let recording: LiveRecording?
    private let recordingPath: String?
    private var analyzer = CallAnalyzer()
    private var screen: LiveScreen
    private let thresholds: FindingThresholds
    private var packets = 0
    private var bytes = 0
    private var problem: String?
    /// How long one wait takes at most: Ctrl-C and the end of the duration are noticed after it.
    private static let waitMilliseconds = 100.0

    init(
        _ name: String, options: LiveCaptureOptions, recordingPath: String?, thresholds: FindingThresholds,
        screen: LiveScreen
    ) throws {
        do {
            let opened = try LiveInterface(name, options: options)
            interface = opened
            recording = try recordingPath.map { try LiveRun.record(opened, options, to: $0) }
        } catch let error as LiveCaptureError {
            throw CommandFailure(LiveFailure.words(error, options))
        }
        self.screen = screen
        self.thresholds = thresholds
        self.recordingPath = recordingPath
        analyzer.beginCapture(name: name)
    }

    private static func record(
        _ interface: LiveInterface, _ options: LiveCaptureOptions, to path: String
    ) throws -> LiveRecording {
        guard
            let recording = LiveRecording(
                path: path, interface: interface.name, linkType: interface.linkType, options: options)
        else {
            throw CommandFailure(
                "cannot write \(path): \(Terminal.lastError). Give a file in a folder you may write to.")
        }
        return recording
    }

    /// Takes packets until `seconds` have passed, `limit` packets came, or Ctrl-C is pressed.
    mutating func run(seconds: Double?, packets limit: Int?) {
        let start = MonotonicClock.now()
        var batch = PacketBatch()
        while !Interruption.wasAsked {
            let now = MonotonicClock.now()
            if screen.isDue(at: now) {
                let status = LiveReport.Status(
                    interface: interface.name, seconds: now - start, packets: packets, drops: interface.counters?.drops)
                screen.draw(analyzer, status, thresholds: thresholds, at: now)
            }
            var wait = Self.waitMilliseconds
            if let seconds {
                guard now - start < seconds else { break }
                wait = min(wait, (seconds - (now - start)) * 1_000)
            }
            let room = limit.map { $0 - packets } ?? LiveInterface.batchPackets
            guard room > 0 else { break }
            do {
                let waited = Int32(wait.rounded(.up))
                guard try interface.nextBatch(&batch, waitMilliseconds: waited, limit: room) else { continue }
            } catch {
                problem = error.description
                break
            }
            packets += batch.packets.count
            bytes += batch.bytes.count
            analyzer.ingest(batch)
            if let recording, !recording.write(batch) { break }
        }
        screen.clear()
    }

    /// Ends the recording and hands over what the report is made from.
    mutating func finish() -> AnalysisDocument {
        let counters = interface.counters
        if let recording, !recording.end(counters), problem == nil {
            problem = "\(recordingPath ?? "the recording") could not be written: \(recording.problem ?? "unknown")"
        }
        let result = analyzer.finish()
        let file = CaptureFileDescription(
            name: interface.name, sha256: nil, format: recording == nil ? nil : "pcapng", compression: "none",
            fileBytes: recording?.bytesWritten ?? bytes, isComplete: problem == nil, readError: problem,
            interfaceDrops: counters?.drops)
        let judged = FindingCatalog.judged(result, thresholds: thresholds)
        return AnalysisDocument(
            toolVersion: Earshot.version, files: [file], result: result, findings: judged.findings,
            refusedFindings: judged.refused)
    }

    /// Why the run ended before it was asked to; `nil` if it did not.
    var endedBecause: String? { problem }
}

/// A live capture that could not begin, in the words of the command line.
enum LiveFailure {
    static func words(_ error: LiveCaptureError, _ options: LiveCaptureOptions) -> String {
        switch error.code {
        case .notPermitted:
            let filter = options.filter.isEmpty ? "" : " \(quoted(options.filter))"
            return """
                \(error.description).
                Allow it once, as root:
                  setcap cap_net_raw=ep \(quoted(Terminal.programPath))
                or let another program capture:
                  tcpdump -i \(quoted(error.interface)) -w -\(filter) | earshot analyze -
                """
        case .unknownInterface:
            let names = LiveInterface.names
            return error.description + "."
                + (names.isEmpty ? "" : " Interfaces here: \(names.joined(separator: ", ")).")
        case .invalidFilter:
            return """
                the filter \(quoted(options.filter)) is not valid for \(error.interface): \(error.detail).
                Filters are written as for tcpdump, such as: udp or port 5060
                """
        case .noLibrary:
            return error.description + ". Install it, as root, with: apt-get install libpcap0.8"
        default: return error.description + "."
        }
    }

    /// A word as a shell reads it back.
    private static func quoted(_ text: String) -> String {
        let isPlain =
            !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-"),
                    UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "@"):
                    return true
                default: return false
                }
            }
        return isPlain ? text : "'" + text.replacing("'", with: "'\\''") + "'"
    }
}
