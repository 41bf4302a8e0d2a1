import MediaDecryption
import Testing
import WireFormats
import WireOracle

@Suite("SRTP")
struct SRTPTests {
    /// RFC 3711 Appendix B.3.
    @Test("Session keys are those of RFC 3711's example")
    func keyDerivation() throws {
        let master = try #require(
            SRTPMasterKey(
                profile: .counter128, key: hexadecimal("E1F97A0D3E018BE0D64FA32C06DE4139"),
                salt: hexadecimal("0EC675AD498AFEEBB6960B3AABE6")))
        #expect(
            SRTPSessionKeys.derive(.mediaCipher, count: 16, from: master)
                == hexadecimal("C61E7A93744F39EE10734AFE3FF7A087"))
        #expect(
            SRTPSessionKeys.derive(.mediaSalt, count: 14, from: master) == hexadecimal("30CBBC08863D8C85D49DB34A9AE1"))
        #expect(
            SRTPSessionKeys.derive(.mediaAuthentication, count: 94, from: master)
                == hexadecimal(
                    """
                    CEBE321F6FF7716B6FD4AB49AF256A156D38BAA48F0A0ACF3C34E2359E6CDBCE
                    E049646C43D9327AD175578EF72270986371C10C9A369AC2F94A8C5FBCDDDC25
                    6D6E919A48B610EF17C2041E474035766B68642C59BBFC2F34DB60DBDFB2
                    """))
    }

    /// RFC 3711 Appendix B.2: the key stream, which derivation with label 0 is made of.
    @Test("The key stream is that of RFC 3711's example")
    func keyStream() throws {
        let master = try #require(
            SRTPMasterKey(
                profile: .counter128, key: hexadecimal("2B7E151628AED2A6ABF7158809CF4F3C"),
                salt: hexadecimal("F0F1F2F3F4F5F6F7F8F9FAFBFCFD")))
        #expect(
            SRTPSessionKeys.derive(.mediaCipher, count: 48, from: master)
                == hexadecimal(
                    "E03EAD0935C95E80E166B16DD92B4EB4 D23513162B02D0F72A43A2FE4A5F97AB 41E95B3BB0A2E8DD477901E4FCA894C0"
                ))
    }

    // MARK: Packets that libsrtp2 made

    /// A stream of the suites' capture: its packets, and a reader with the keys of its sender's description.
    private struct Stream {
        var packets: [[UInt8]] = []
        var reader: SRTPStreamReader

        mutating func open(_ packet: [UInt8]) -> [UInt8]? {
            reader.payload(of: packet.span.bytes, headerLength: 12)
        }
    }

    private func stream(ofCall call: Int, fromOfferer: Bool) throws -> Stream {
        var contexts: [SRTPContext] = []
        var packets: [[UInt8]] = []
        let source = UInt16(fromOfferer ? 20_000 : 30_000) + UInt16(4 * call)
        try FixtureCapture.suites.forEachPacket { network, bytes, _ in
            let payload = network.payloadStart..<network.payloadEnd
            if network.sourcePort == source {
                packets.append(payload.map { bytes.uint8(at: $0) })
            } else if network.sourcePort == 5060,
                let message = try? SIPMessage(parsing: bytes, from: payload.lowerBound, to: payload.upperBound),
                let range = message.body.sessionDescription,
                let media = try? SessionDescription(parsing: bytes, in: range).mediaLines.first, media.port == source
            {
                for line in media.cryptoAttributes {
                    contexts += try SRTPMasterKey.keys(in: line).get().compactMap { SRTPContext($0) }
                }
            }
        }
        let candidates = contexts.map { SRTPKeyCandidate(context: $0, origin: .sessionDescription) }
        return Stream(packets: packets, reader: SRTPStreamReader(candidates: candidates))
    }

    @Test("Payloads are what libsrtp encrypted, in every suite, across the end of the numbers", arguments: 0..<7)
    func payloads(call: Int) throws {
        for fromOfferer in [true, false] {
            var stream = try stream(ofCall: call, fromOfferer: fromOfferer)
            #expect(stream.packets.count == (fromOfferer ? 17 : 14))
            for (index, packet) in stream.packets.prefix(14).enumerated() {
                let payload = stream.reader.payload(of: packet.span.bytes, headerLength: 12)
                #expect(payload == [UInt8](repeating: UInt8(index + (fromOfferer ? 0 : 0x80)), count: 160))
            }
        }
    }

    @Test("A stream whose beginning is missing, and whose rollover counter is not 0, is read")
    func beginningMissing() throws {
        var stream = try stream(ofCall: 0, fromOfferer: true)
        // The eighth packet has number 1 and counter 1.
        let payload = stream.open(stream.packets[7])
        #expect(payload?.first == 7)
        // One from before the wrap comes late, and again.
        for index in [2, 2, 8] {
            let payload = stream.open(stream.packets[index])
            #expect(payload?.first == UInt8(index))
        }
        #expect(stream.reader.opened == 4)
    }

    @Test("A packet with one changed bit is not believed, and the stream goes on behind it")
    func forged() throws {
        for call in [0, 4] {
            var stream = try stream(ofCall: call, fromOfferer: true)
            for place in [1, 5, 40, stream.packets[0].count - 1] {
                var forged = stream.packets[0]
                forged[place] ^= 1
                let refused = stream.reader.payload(of: forged.span.bytes, headerLength: 12)
                #expect(refused == nil)
            }
            let payload = stream.open(stream.packets[0])
            #expect(payload?.first == 0)
        }
    }

    @Test("No prefix of a packet, and no header length, stops the program", arguments: [0, 1, 4, 5, 6])
    func prefixes(call: Int) throws {
        var stream = try stream(ofCall: call, fromOfferer: true)
        let packet = stream.packets[0]
        for length in 0..<packet.count {
            let prefix = packet.span.bytes.extracting(0..<length)
            for header in [0, 12, length, length + 1, Int.max] {
                var fresh = stream.reader
                let payload = fresh.payload(of: prefix, headerLength: header)
                #expect(payload == nil)
            }
        }
        let payload = stream.reader.payload(of: packet.span.bytes, headerLength: 12)
        #expect(payload != nil)
    }

    @Test("A reader gives up on a stream that nothing opens, until it is offered other keys")
    func givingUp() throws {
        var wrong = try stream(ofCall: 7, fromOfferer: true)
        let right = try stream(ofCall: 0, fromOfferer: true)
        for _ in 0..<DecryptionLimits.failuresPerStream {
            _ = wrong.open(right.packets[0])
        }
        #expect(wrong.reader.isGivenUp)
        wrong.reader.offer([])
        #expect(!wrong.reader.isGivenUp)
        #expect(wrong.reader.isWithoutKeys)
    }

    // MARK: Keys in descriptions

    private static let key = "MTIzNDU2Nzg5QUJDREUwMTIzNDU2Nzg5QUJjZGVm"

    @Test("Lifetime and identifier are read, in either order or alone")
    func keyParameters() throws {
        for (text, identifier) in [
            ("|2^20|1:4", [0, 0, 0, 1]), ("|1:4", [0, 0, 0, 1]), ("|2^20", []), ("", []), ("|513:2", [2, 1]),
        ] as [(String, [UInt8])] {
            let line = try #require(CryptoLine.read("1 AES_CM_128_HMAC_SHA1_80 inline:\(Self.key)\(text)"))
            #expect(try SRTPMasterKey.keys(in: line).get().map(\.identifier) == [identifier])
        }
    }

    @Test("Several keys on a line are all read")
    func severalKeys() throws {
        let line = try #require(
            CryptoLine.read("1 AES_CM_128_HMAC_SHA1_80 inline:\(Self.key)|1:1;inline:\(Self.key)|2:1 UNENCRYPTED_SRTP"))
        let keys = try SRTPMasterKey.keys(in: line).get()
        #expect(keys.map(\.identifier) == [[1], [2]])
        #expect(keys.map(\.leavesMediaClear) == [true, true])
    }

    @Test(
        "A line that cannot be used says why",
        arguments: [
            ("1 F8_128_HMAC_SHA1_80 inline:\(key)", SRTPMasterKey.Unusable.unknownSuite),
            ("1 AES_CM_128_HMAC_SHA1_80 inline:\(key) KDR=4", .unknownParameter),
            ("1 AES_CM_128_HMAC_SHA1_80 inline:AAAA", .malformedKey),
            ("1 AES_CM_128_HMAC_SHA1_80 inline:*\(key.dropFirst())", .malformedKey),
            ("1 AES_CM_128_HMAC_SHA1_80 inline:\(key)|1:0", .malformedKey),
            ("1 AES_CM_128_HMAC_SHA1_80 inline:\(key)|99999999999999999999:4", .malformedKey),
            ("1 AEAD_AES_256_GCM inline:\(key)", .malformedKey),
        ])
    func unusable(text: String, reason: SRTPMasterKey.Unusable) throws {
        let line = try #require(CryptoLine.read(text))
        #expect(throws: reason) { try SRTPMasterKey.keys(in: line).get() }
    }
}
