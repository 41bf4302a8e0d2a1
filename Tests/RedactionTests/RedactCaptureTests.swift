import CallVocabulary
import CaptureFiles
import CaseWork
import Foundation
import Redaction
import Testing

@Suite struct RedactCaptureTests {
    private func redact(
        _ frames: [[UInt8]], snap: Int = 65_535, options: RedactCapture.Options = RedactCapture.Options()
    ) throws -> (outcome: RedactCapture.Outcome, frames: [[UInt8]], bytes: [UInt8]) {
        let scratch = try Scratch()
        let input = try scratch.capture(frames, snap: snap)
        let outcome = try RedactCapture(options: options).run([input], to: [scratch.output])
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: scratch.output)))
        return (outcome, try RedactionTests.frames(scratch.output), bytes)
    }

    private func expectNoSecret(in bytes: [UInt8], _ secrets: [String] = BuiltPackets.secrets) {
        let text = String(decoding: bytes.map { $0 < 0x80 ? $0 : 0x2E }, as: UTF8.self).lowercased()
        for secret in secrets { #expect(!text.contains(secret.lowercased()), "\(secret) is left") }
        for address in [BuiltPackets.caller, BuiltPackets.server] {
            let found = bytes.indices.dropLast(3).contains { Array(bytes[$0..<($0 + 4)]) == address }
            #expect(!found, "\(address) is left")
        }
    }

    private func text(_ frame: [UInt8]) -> String { String(decoding: frame, as: UTF8.self) }

    @Test func aMessageKeepsItsShapeAndLosesEveryName() throws {
        let frame = BuiltPackets.ethernet(BuiltPackets.ipv4(BuiltPackets.udp(BuiltPackets.invite()), proto: 17))
        let result = try redact([frame])
        #expect(result.frames[0].count == frame.count)
        #expect(!result.outcome.hasLeftovers)
        #expect(result.outcome.search.searched > 15)
        #expect(result.outcome.comparison.differing.isEmpty)
        expectNoSecret(in: result.bytes)
        let lines = text(result.frames[0])
        for kept in [
            "CSeq: 7 INVITE", "Max-Forwards: 70", "z9hG4bK", "a=rtpmap:0 PCMU/8000", "m=audio 40000 RTP/AVP 0 101",
            ":5060;branch=",
            "c=IN IP4 192.168.", "inline:", "|2^20|1:4", "Digest username=", "sip:+49", "sip:0",
            "AES_CM_128_HMAC_SHA1_80",
            "2130706431",
        ] { #expect(lines.contains(kept), "\(kept) is gone") }
    }

    @Test func namesOfHeadersAndAttributesAndFiguresInThemAreNoHidingPlace() throws {
        let message = String(
            decoding: BuiltPackets.invite(description: BuiltPackets.description + "a=gertrude-seat\r\n"), as: UTF8.self
        )
        .replacingOccurrences(
            of: "Max-Forwards: 70\r\n",
            with:
                "Max-Forwards: 70\r\nX-Gertrude-Desk: 1\r\nX-RTP-Stat: PS=10;IP=192.168.17.23:4000,203.0.113.77:4002\r\n"
                + "Warning: 304 192.168.17.23 \"Gertrude refused\"\r\nSubject: about\r\n Gertrude\r\n")
        let frame = BuiltPackets.ethernet(BuiltPackets.ipv4(BuiltPackets.udp(Array(message.utf8)), proto: 17))
        let result = try redact([frame])
        expectNoSecret(in: result.bytes)
        let lines = text(result.frames[0])
        for kept in ["X-RTP-Stat: PS=10;IP=192.168.", ":4002", "Warning: 304 192.168."] {
            #expect(lines.contains(kept), "\(kept) is gone")
        }
    }

    @Test func checksumsStayRightOrWrong() throws {
        let right = BuiltPackets.ethernet(BuiltPackets.ipv4(BuiltPackets.udp(BuiltPackets.invite()), proto: 17))
        let wrong = BuiltPackets.ethernet(
            BuiltPackets.ipv4(BuiltPackets.udp(BuiltPackets.invite(), spoils: true), proto: 17, id: 2))
        var none = BuiltPackets.ethernet(BuiltPackets.ipv4(BuiltPackets.udp(BuiltPackets.invite()), proto: 17, id: 3))
        none.replaceSubrange(40..<42, with: [0, 0])
        // Left to the network card: the sum of the pseudo header.
        var partial = BuiltPackets.ethernet(
            BuiltPackets.ipv4(BuiltPackets.udp(BuiltPackets.invite()), proto: 17, id: 4))
        func pseudo(_ frame: [UInt8]) -> Int {
            BuiltPackets.sum(Array(frame[26..<34]) + [0, 17] + BuiltPackets.number(frame.count - 34))
        }
        partial.replaceSubrange(40..<42, with: BuiltPackets.number(pseudo(partial)))
        let written = try redact([right, wrong, none, partial]).frames
        func whole(_ frame: [UInt8]) -> Int {
            BuiltPackets.sum(Array(frame[26..<34]) + [0, 17] + BuiltPackets.number(frame.count - 34) + frame[34...])
        }
        #expect(whole(written[0]) == 0xFFFF)
        #expect(whole(written[1]) != 0xFFFF)
        #expect(Array(written[2][40..<42]) == [0, 0])
        #expect(Array(written[3][40..<42]) == BuiltPackets.number(pseudo(written[3])))
        for frame in written { #expect(BuiltPackets.sum(Array(frame[14..<34])) == 0xFFFF) }
    }

    @Test func aMessageOverSegmentsIsReplacedAsOne() throws {
        let message = BuiltPackets.invite()
        // Cut within a name, a number and a header, the last two out of order, one sent again.
        let cuts = [0, 60, 171, 200, 333, message.count]
        var segments = zip(cuts, cuts.dropFirst()).map { from, to in
            BuiltPackets.tcp(Array(message[from..<to]), sequence: 70_000 + from)
        }
        segments.swapAt(3, 4)
        segments.append(segments[1])
        let frames = [BuiltPackets.tcp([], sequence: 69_999, flags: 2)] + segments
        let whole = frames.map { BuiltPackets.ethernet(BuiltPackets.ipv4($0, proto: 6)) }
        let result = try redact(whole)
        expectNoSecret(in: result.bytes)
        #expect(result.outcome.comparison.differing.isEmpty)
        for frame in result.frames {
            #expect(
                BuiltPackets.sum(Array(frame[26..<34]) + [0, 6] + BuiltPackets.number(frame.count - 34) + frame[34...])
                    == 0xFFFF)
        }
        #expect(Array(result.frames[2][54...]) == Array(result.frames[6][54...]))
        let stream = [1, 2, 3, 5, 4].flatMap { result.frames[$0][54...] }
        let tags = String(decoding: stream, as: UTF8.self).components(separatedBy: "Call-ID: ")
        #expect(tags.count == 2 && tags[1].hasSuffix(String(decoding: stream, as: UTF8.self).suffix(20)))
    }

    @Test func fragmentsAreReplacedAsOne() throws {
        let datagram = BuiltPackets.udp(BuiltPackets.invite())
        let cuts = [0, 320, 640, datagram.count]
        let fragments = zip(cuts, cuts.dropFirst()).map { from, to in
            BuiltPackets.ethernet(
                BuiltPackets.ipv4(
                    Array(datagram[from..<to]), proto: 17, field: (to == datagram.count ? 0 : 0x2000) | from / 8, id: 99
                ))
        }
        let result = try redact([fragments[1], fragments[0], fragments[2]])
        expectNoSecret(in: result.bytes)
        #expect(result.outcome.comparison.differing.isEmpty)
        let again = result.frames[1][34...] + result.frames[0][34...] + result.frames[2][34...]
        let pseudo = Array(result.frames[1][26..<34]) + [0, 17] + BuiltPackets.number(datagram.count)
        #expect(BuiltPackets.sum(pseudo + again) == 0xFFFF)
    }

    @Test(arguments: [60, 128, 300, 500])
    func packetsThatWereCutAreReplacedToTheirEnd(snap: Int) throws {
        let frame = BuiltPackets.ethernet(BuiltPackets.ipv4(BuiltPackets.udp(BuiltPackets.invite()), proto: 17))
        let result = try redact([frame], snap: snap)
        #expect(result.frames[0].count == snap)
        expectNoSecret(in: result.bytes)
    }

    @Test func whatErrorsQuoteIsReplacedToo() throws {
        let quoted = BuiltPackets.ipv4(BuiltPackets.udp(BuiltPackets.invite()), proto: 17)
        var error: [UInt8] = [3, 3, 0, 0, 0, 0, 0, 0] + quoted.prefix(200)
        error.replaceSubrange(2..<4, with: BuiltPackets.checksum(error))
        let invite = BuiltPackets.ethernet(quoted)
        let frame = BuiltPackets.ethernet(
            BuiltPackets.ipv4(error, proto: 1, from: BuiltPackets.server, to: BuiltPackets.caller))
        let result = try redact([invite, frame])
        expectNoSecret(in: result.bytes)
        #expect(BuiltPackets.sum(Array(result.frames[1][34...])) == 0xFFFF)
        // The quotation is the packet that was sent.
        #expect(Array(result.frames[1][54..<62]) == Array(result.frames[0][26..<34]))
        #expect(result.outcome.comparison.differing.isEmpty)
    }

    @Test func speechIsNoiseAsLoudAndSilenceStays() throws {
        let loud = (0..<160).map { UInt8($0 % 2 == 0 ? 0x90 : 0x10) }
        let quiet = [UInt8](repeating: 0xFF, count: 160)
        let media = (0..<20).map { BuiltPackets.rtp($0 % 2 == 0 ? loud : quiet, sequence: $0) }
        let frames = ([BuiltPackets.invite()] + media).enumerated().map { index, payload in
            let datagram = BuiltPackets.udp(payload, ports: index == 0 ? (5060, 5060) : (40_000, 40_000))
            return BuiltPackets.ethernet(BuiltPackets.ipv4(datagram, proto: 17))
        }
        let result = try redact(frames)
        let spoken = Array(result.frames[1][54...])
        #expect(spoken != loud)
        #expect(Array(result.frames[2][54...]) == quiet)
        #expect(Set(spoken).count > 20)
        // Equal packets stay equal: a repetition is still one.
        #expect(spoken == Array(result.frames[3][54...]))
        for index in 1...20 { #expect(result.frames[index][42..<54] == frames[index][42..<54]) }
    }

    @Test func keyedDigitsBecomeOneDigit() throws {
        let events = [4, 7, 1, 1].enumerated().map {
            BuiltPackets.rtp([UInt8($1), 0x8A, 3, 0x20], sequence: $0, type: 101)
        }
        let frames = ([BuiltPackets.invite()] + events).enumerated().map { index, payload in
            let datagram = BuiltPackets.udp(payload, ports: index == 0 ? (5060, 5060) : (40_000, 40_000))
            return BuiltPackets.ethernet(BuiltPackets.ipv4(datagram, proto: 17))
        }
        let written = try redact(frames).frames
        #expect(written.dropFirst().allSatisfy { Array($0[54...]) == [1, 0x8A, 3, 0x20] })
    }

    @Test func stunKeepsItsAttributesAndLosesAddresses() throws {
        let folded: [UInt8] = zip(BuiltPackets.caller, [0x21, 0x12, 0xA4, 0x42] as [UInt8]).map { $0 ^ $1 }
        let name = Array("Zx9Qfrag:Otherfrag".utf8) + [0, 0]
        var attributes: [UInt8] = [0, 0x20, 0, 8, 0, 1, 0x33, 0x33] + folded
        attributes += [0, 6] + BuiltPackets.number(18) + name
        let message: [UInt8] =
            [1, 1] + BuiltPackets.number(attributes.count) + [0x21, 0x12, 0xA4, 0x42] + [UInt8](repeating: 7, count: 12)
            + attributes
        let frames = [BuiltPackets.invite(), message].map {
            BuiltPackets.ethernet(BuiltPackets.ipv4(BuiltPackets.udp($0, ports: (40_000, 3478)), proto: 17))
        }
        let result = try redact(frames)
        expectNoSecret(in: result.bytes, BuiltPackets.secrets + ["Otherfrag"])
        let written = result.frames[1]
        let unfolded = zip(written[70..<74], [0x21, 0x12, 0xA4, 0x42] as [UInt8]).map { $0 ^ $1 }
        #expect(unfolded == Array(written[26..<30]), "the address inside is the one outside")
        // The name is the one that the description gives.
        let fragment = text(result.frames[0]).components(separatedBy: "ice-ufrag:")[1].prefix(8)
        #expect(text(Array(written[78..<86])) == String(fragment))
    }

    @Test func theSameKeyGivesTheSameReplacementAndNumbersStillMatch() throws {
        var options = RedactCapture.Options()
        options.key = try #require(RedactionKey(hexadecimal: String(repeating: "5a", count: 32)))
        func called(_ number: String) throws -> String {
            let frame = BuiltPackets.ethernet(
                BuiltPackets.ipv4(BuiltPackets.udp(BuiltPackets.invite(to: number)), proto: 17))
            let lines = text(try redact([frame], options: options).frames[0])
            return String(lines.components(separatedBy: "INVITE sip:")[1].prefix { $0 != "@" })
        }
        let international = try called("+493012345678")
        #expect(try called("+493012345678") == international)
        let national = try called("03012345678")
        #expect(international.hasPrefix("+49") && national.hasPrefix("0"))
        #expect(international.dropFirst(3) == national.dropFirst(1))
        #expect(international.dropFirst(3) != "3012345678")
        options.key = .random()
        #expect(try called("+493012345678") != international)
    }

    @Test func addressesKeepTheirKindAndTheirNetworks() throws {
        let hosts: [[UInt8]] = [
            [10, 1, 2, 3], [10, 1, 2, 77], [10, 9, 8, 7], [172, 20, 1, 1], [8, 8, 4, 4], [224, 0, 1, 75],
            [127, 0, 0, 1],
        ]
        let frames = hosts.map { host in
            BuiltPackets.ethernet(
                BuiltPackets.ipv4(
                    BuiltPackets.udp(Array("hello".utf8), ports: (4_000, 4_000), from: host), proto: 17, from: host))
        }
        let written = try redact(frames).frames.map { Array($0[26..<30]) }
        #expect(Array(written[0][..<3]) == Array(written[1][..<3]))
        #expect(written[0] != written[1])
        #expect(written[2][0] == 10 && written[2][..<2] != written[0][..<2])
        #expect(written[3][0] == 172 && (16...31).contains(written[3][1]))
        #expect(written[4][0] != 8 && written[4][0] != 10)
        #expect(written[5] == hosts[5] && written[6] == hosts[6])
        for (host, address) in zip(hosts.prefix(5), written) { #expect(host != address) }
    }

    @Test func otherTrafficKeepsItsHeadersAlone() throws {
        let web = Array(
            "GET /gertrude HTTP/1.1\r\nHost: www.sampleton.example\r\nCookie: sampletoncookie=1\r\n\r\n".utf8)
        let name: [UInt8] =
            [0x81, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 9] + Array("sampleton".utf8) + [7] + Array("example".utf8) + [
                0, 0, 1, 0, 1,
            ]
        let frames = [
            BuiltPackets.ethernet(BuiltPackets.ipv4(BuiltPackets.tcp(web, sequence: 5), proto: 6)),
            BuiltPackets.ethernet(BuiltPackets.ipv4(BuiltPackets.udp(name, ports: (53, 53)), proto: 17)),
            BuiltPackets.ethernet(BuiltPackets.ipv4(BuiltPackets.udp(name, ports: (53, 53)), proto: 17)),
            BuiltPackets.ethernet(
                [0, 1, 8, 0, 6, 4, 0, 1] + [UInt8](repeating: 9, count: 6) + BuiltPackets.caller, type: 0x0806),
        ]
        let result = try redact(frames)
        expectNoSecret(in: result.bytes, BuiltPackets.secrets + ["sampletoncookie", "www."])
        #expect(result.frames.map(\.count) == frames.map(\.count))
        #expect(result.outcome.tally.leftOut.values.reduce(0, +) == 4)
    }

    @Test func commentsNamesOfInterfacesAndKeysAreLeftOut() throws {
        let scratch = try Scratch()
        var writer = PcapngWriter()
        writer.beginSection(comment: "captured at gertrude's desk")
        writer.append(PcapngWriter.Interface(linkType: .ethernet, name: "gertrude0"))
        writer.append(DecryptionSecrets(kind: .tlsKeyLog, bytes: Array("CLIENT_RANDOM aa bb".utf8)))
        let frame = BuiltPackets.ethernet(BuiltPackets.ipv4(BuiltPackets.udp(BuiltPackets.invite()), proto: 17))
        writer.append(
            at: CaptureTime(seconds: 1_700_000_000, nanoseconds: 0), interface: 0, frame, comment: "Gertrude Sample")
        writer.appendStatistics(interface: 0, received: 100, interfaceDrops: 3)
        let input = try scratch.file("in.pcapng", writer.takeBytes())
        let outcome = try RedactCapture().run([input], to: [scratch.output])
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: scratch.output)))
        expectNoSecret(in: bytes, BuiltPackets.secrets + ["CLIENT_RANDOM"])
        #expect(outcome.comments == 2 && outcome.interfaceNames == 1 && outcome.secretBlocks == 1)
        var reader = try CaptureFileReader(path: scratch.output)
        var batch = PacketBatch()
        while try reader.nextBatch(&batch) {}
        #expect(reader.facts.reportedDrops == 3)
    }

    @Test func aLeftoverIsFoundInEveryForm() throws {
        let frame = BuiltPackets.ethernet(BuiltPackets.ipv4(BuiltPackets.udp(BuiltPackets.invite()), proto: 17))
        let values = try redact([frame]).outcome.replacements
        func forms(_ bytes: [UInt8]) -> Set<String> {
            var search = LeftoverSearch(values)
            search.look(at: RedactedPacket(bytes: bytes, noise: []))
            return Set(search.found.map(\.form))
        }
        #expect(forms(Array("nothing of the kind".utf8)).isEmpty)
        #expect(forms(Array("x Gertrude y".utf8)) == ["text"])
        #expect(forms(Array("x GERTRUDE y".utf8)) == ["text"])
        #expect(forms(Array("x edurtreg y".utf8)) == ["text in reverse"])
        #expect(forms(Array("=67=65=72=74=72=75=64=65".utf8)) == ["quoted-printable"])
        for before in ["", "a", "ab"] {
            let coded = Data((before + "gertrude and more").utf8).base64EncodedString()
            #expect(forms(Array(coded.utf8)) == ["base64"])
        }
        #expect(forms("gertrude".utf8.flatMap { [$0, 0] }) == ["UTF-16"])
        #expect(forms(BuiltPackets.caller) == ["bytes"])
        #expect(forms(BuiltPackets.caller.reversed()) == ["bytes in reverse"])
        #expect(forms(Array("at 192.168.17.23:5060".utf8)) == ["text"])
    }

    @Test(arguments: [
        "clean", "one-way-private-address", "dtmf", "hold", "two-calls", "captured-twice", "capture-dropped",
    ])
    func samplesKeepEveryFinding(name: String) throws {
        var folder = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { folder.deleteLastPathComponent() }
        folder.appendPathComponent("Samples/calls/\(name)")
        let capture = try #require(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).first { $0.hasPrefix("capture.") })
        let scratch = try Scratch()
        let outcome = try RedactCapture().run([folder.path + "/" + capture], to: [scratch.output])
        #expect(!outcome.hasLeftovers)
        #expect(outcome.comparison.isDone && outcome.comparison.compared > 100)
        #expect(outcome.comparison.differing.isEmpty, "\(outcome.comparison.differing)")
        #expect(outcome.comparison.findingsKept == outcome.comparison.findingsBefore)
        #expect(outcome.comparison.findingsNew.isEmpty)
    }
}
