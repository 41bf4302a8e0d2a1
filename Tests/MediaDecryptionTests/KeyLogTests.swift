import CallAnalysis
import MediaDecryption
import Testing
import WireFormats

@Suite("Key logs and keys")
struct KeyLogTests {
    private static let random = String(repeating: "a1", count: 32)
    private static let master = String(repeating: "C3", count: 48)

    private func log(_ text: String) -> KeyLog {
        var log = KeyLog()
        log.read(Array(text.utf8).span.bytes)
        return log
    }

    private func secrets(_ text: String) -> ConnectionSecrets? {
        ClientRandom([UInt8](repeating: 0xA1, count: 32).span.bytes, at: 0).flatMap { log(text).secrets(of: $0) }
    }

    @Test("A master secret is found by its client random, in either case of the digits, with comments around it")
    func masterSecret() {
        let text = "# comment\r\n\r\nCLIENT_RANDOM \(Self.random.uppercased()) \(Self.master)\r\nEXPORTER_SECRET x y\n"
        #expect(secrets(text)?.master?.bytes == [UInt8](repeating: 0xC3, count: 48))
        #expect(log(text).malformedLines == 0)
    }

    @Test("The last line counts without a line end")
    func lastLine() {
        #expect(secrets("CLIENT_RANDOM \(Self.random) \(Self.master)")?.master != nil)
    }

    @Test("The four traffic secrets of TLS 1.3 are kept apart")
    func trafficSecrets() {
        let names = [
            "CLIENT_HANDSHAKE_TRAFFIC_SECRET", "SERVER_HANDSHAKE_TRAFFIC_SECRET", "CLIENT_TRAFFIC_SECRET_0",
            "SERVER_TRAFFIC_SECRET_0",
        ]
        let text = names.enumerated().map { index, name in
            "\(name) \(Self.random) \(String(repeating: "0\(index + 1)", count: 32))"
        }.joined(separator: "\n")
        let found = secrets(text)
        #expect(found?.clientHandshake?.bytes.first == 1)
        #expect(found?.serverHandshake?.bytes.first == 2)
        #expect(found?.clientTraffic?.bytes.first == 3)
        #expect(found?.serverTraffic?.bytes.first == 4)
        #expect(found?.master == nil)
    }

    @Test(
        "A line that is no secret is counted and gives none",
        arguments: [
            "CLIENT_RANDOM", "CLIENT_RANDOM \(random)", "CLIENT_RANDOM \(random) 00", "CLIENT_RANDOM 00 \(master)",
            "CLIENT_RANDOM \(random) \(master) more", "CLIENT_RANDOM \(random) \(master.dropLast())g",
            "CLIENT_TRAFFIC_SECRET_0 \(random) \(String(repeating: "00", count: 33))",
        ])
    func malformed(line: String) {
        #expect(log(line).isEmpty)
        #expect(log(line).malformedLines == 1)
    }

    @Test("A line beyond every length is passed over")
    func longLine() {
        let found = log(
            "CLIENT_RANDOM " + String(repeating: "0", count: 10_000) + "\nCLIENT_RANDOM \(Self.random) \(Self.master)")
        #expect(found.isCut)
        #expect(found.secretsRead == 1)
    }

    @Test("Nothing that prints a value shows a key")
    func redaction() {
        func everything(_ value: Any) -> String {
            var dumped = ""
            dump(value, to: &dumped)
            return "\(value)" + String(reflecting: value) + dumped
        }
        let key = SecretBytes([UInt8](repeating: 0xC3, count: 16))
        let log = log("CLIENT_RANDOM \(Self.random) \(Self.master)")
        let line = CryptoLine.read("1 AES_CM_128_HMAC_SHA1_80 inline:w8PDw8PDw8PDw8PDw8PDw8PDw8PDw8PDw8PDw8PD")
        let masters = line.flatMap { try? SRTPMasterKey.keys(in: $0).get() } ?? []
        #expect(masters.count == 1)
        var keys = DecryptionKeys()
        keys.addKeyLog(Array("CLIENT_RANDOM \(Self.random) \(Self.master)".utf8).span.bytes)
        let values: [Any] = [
            key, log, line as Any, masters, masters.compactMap { SRTPContext($0) }, keys,
            masters.compactMap { SRTPContext($0).map { SRTPKeyCandidate(context: $0, origin: .handshake) } },
            SRTPStreamReader(
                candidates: masters.compactMap { SRTPContext($0) }.map {
                    SRTPKeyCandidate(context: $0, origin: .sessionDescription)
                }),
        ]
        for value in values {
            let shown = everything(value).lowercased()
            #expect(!shown.contains("195") && !shown.contains("c3c3") && !shown.contains("w8pd"), "\(shown)")
        }
    }
}

/// A line of keys as a description would hold it.
enum CryptoLine {
    static func read(_ text: String) -> CryptoAttribute? {
        let description =
            "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/SAVP 0\r\na=crypto:\(text)\r\n"
        let bytes = Array(description.utf8)
        let parsed = try? SessionDescription(parsing: bytes.span.bytes, in: 0..<bytes.count)
        return parsed?.mediaLines.first?.cryptoAttributes.first
    }
}
