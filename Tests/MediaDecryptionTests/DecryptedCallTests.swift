import CallAnalysis
import CallVocabulary
import CaptureFiles
import CaseWork
import Findings
import Foundation
import Reports
import Testing

@Suite("Encrypted calls")
struct DecryptedCallTests {
    @Test("Streams of every suite are read with the keys in the session descriptions, and so are their reports")
    func describedKeys() throws {
        let result = FixtureCapture.suites.analyze()
        #expect(result.streams.count == 18)
        #expect(result.captures[0].accounting.rtcp == 18)
        for stream in result.streams.prefix(14) {
            #expect(stream.encrypted)
            #expect(stream.decryption == StreamDecryption(basis: .sessionDescription))
            let isOfferer = stream.direction == .callingToCalled
            #expect(stream.rtcp?.senderPacketCount == (isOfferer ? 17 : 14))
            #expect(stream.rtcp?.reportedCumulativeLost == (isOfferer ? 5 : 3))
            #expect(stream.rtcp?.canonicalName == "side@example.com")
            #expect(stream.events.count == (isOfferer ? 1 : 0))
            // The first packet begins the stream and is not heard.
            #expect(stream.audio?.packets == 13)
        }
    }

    @Test("Keys that are not those in use, and suites that are not read, are said; nothing is believed of the packets")
    func unreadable() throws {
        let result = FixtureCapture.suites.analyze()
        for stream in result.streams[14..<16] {
            #expect(stream.decryption == StreamDecryption(obstacle: .wrongKey))
            #expect(stream.rtcp == nil)
            #expect(stream.events.isEmpty)
            #expect(stream.audio == nil)
        }
        for stream in result.streams[16..<18] {
            #expect(stream.decryption == StreamDecryption(obstacle: .unknownSuite))
            #expect(stream.rtcp == nil)
        }
        // What stands in clear is measured all the same.
        #expect(result.streams.allSatisfy { $0.counts.lost == 0 && $0.counts.received >= 14 })
    }

    @Test("Keys inside the capture are left alone when asked")
    func ignoredKeys() throws {
        var keys = DecryptionKeys()
        keys.usesKeysInCapture = false
        for capture in [FixtureCapture.suites, .handshakes] {
            let result = capture.analyze(keys: keys)
            #expect(!result.streams.isEmpty)
            #expect(result.streams.allSatisfy { $0.decryption?.isRead != true && $0.events.isEmpty && $0.rtcp == nil })
            #expect(result.streams.allSatisfy { $0.audio == nil })
        }
        #expect(FixtureCapture.connections.analyze(keys: keys).captures[0].accounting.sip == 0)
    }

    @Test("Streams of DTLS-SRTP are read with the key log, the last one's call being found in TLS")
    func handshakes() throws {
        let result = FixtureCapture.handshakes.analyze()
        #expect(result.calls.count == 4)
        #expect(result.streams.count == 8)
        for stream in result.streams {
            #expect(stream.decryption == StreamDecryption(basis: .handshake))
            #expect(stream.call != nil)
            #expect(stream.rtcp?.senderReports == 1)
            #expect(stream.audio?.packets == 13)
        }
    }

    @Test("A key log given apart does the same as one in the file")
    func keyLogApart() throws {
        var keys = DecryptionKeys()
        keys.usesKeysInCapture = false
        keys.addKeyLog(Array(try FixtureCapture.handshakes.keyLogLines().joined(separator: "\n").utf8).span.bytes)
        let result = FixtureCapture.handshakes.analyze(keys: keys)
        #expect(result.streams.map(\.decryption?.basis) == [StreamDecryption.Basis?](repeating: .handshake, count: 8))
    }

    @Test("SIP in TLS is read in every version; each packet is counted once")
    func signaling() throws {
        let result = FixtureCapture.connections.analyze()
        let accounting = result.captures[0].accounting
        #expect(accounting.sip == 130)
        #expect(accounting.total == result.captures[0].packets)
    }

    @Test("A run in two threads with the file's own secrets gives the same")
    func wholeRun() throws {
        for threads in [1, 2] {
            var options = AnalyzeCapture.Options()
            options.threads = threads
            let analysis = try AnalyzeCapture(options: options).run([FixtureCapture.handshakes.path])
            #expect(analysis.result.streams.allSatisfy { $0.decryption?.basis == .handshake })
            #expect(SensitiveContent(analysis).speechSeconds > 0)
        }
    }

    @Test("A second reading hands over the payloads in clear, of streams that could be read and no others")
    func secondReading() throws {
        let analysis = try AnalyzeCapture().run([FixtureCapture.suites.path])
        var payloads = StreamPayloads(analysis.result.streams, openers: analysis.openers)
        var heard = [Int: [UInt8]]()
        var reader = try CaptureFileReader(path: FixtureCapture.suites.path)
        var batch = PacketBatch()
        while try reader.nextBatch(&batch) {
            payloads.read(batch) { packet, payload in
                if packet.payloadType == 0 {
                    heard[packet.stream, default: []].append(payload.unsafeLoad(as: UInt8.self))
                }
            }
        }
        #expect(heard.keys.sorted() == Array(0..<14))
        for (stream, bytes) in heard {
            let isOfferer = analysis.result.streams[stream].direction == .callingToCalled
            #expect(bytes == (0..<14).map { $0 + (isOfferer ? 0 : 0x80) })
        }
        var withoutKeys = StreamPayloads(analysis.result.streams)
        var again = try CaptureFileReader(path: FixtureCapture.suites.path)
        while try again.nextBatch(&batch) { withoutKeys.read(batch) { _, _ in Issue.record("nothing opens it") } }
    }

    @Test("No key shows in any report, nor in a dump of the result", arguments: FixtureCapture.allCases)
    func nothingShows(capture: FixtureCapture) throws {
        let analysis = try AnalyzeCapture().run([capture.path])
        let document = AnalysisDocument(analysis, toolVersion: "0")
        var shown = AnalysisReport.text(document, style: TextStyle())
        shown += String(decoding: AnalysisReport.json(document), as: UTF8.self)
        shown += AnalysisReport.html(document) + AnalysisReport.markdown(document)
        dump(analysis, to: &shown)
        shown = shown.lowercased()
        for line in try capture.keyLogLines() {
            for word in line.split(separator: " ").dropFirst() {
                #expect(!shown.contains(word.lowercased().prefix(16)))
            }
        }
        #expect(!shown.contains("inline:"))
        let described = String(decoding: capture.bytes, as: UTF8.self).split(separator: "inline:").dropFirst()
        for key in described { #expect(!shown.contains(key.prefix(16).lowercased())) }
    }

    @Test("Changed captures stop nothing", arguments: FixtureCapture.allCases)
    func hostile(capture: FixtureCapture) {
        var generator = SeededGenerator(seed: 3)
        let whole = capture.bytes
        for _ in 0..<40 {
            var changed = whole
            for _ in 0..<200 {
                changed[Int.random(in: 0..<changed.count, using: &generator)] = UInt8.random(
                    in: 0...255, using: &generator)
            }
            let result = capture.analyze(changed)
            #expect(result.captures.allSatisfy { $0.accounting.total == $0.packets })
        }
    }
}
