import Testing

@testable import WireFormats

private func frame(_ bytes: [UInt8], from start: Int = 0) -> SIPFrame {
    SIPFraming.nextMessage(in: bytes.span.bytes, from: start)
}

private func frame(_ text: String) -> SIPFrame { frame(Array(text.utf8)) }

private let bye = "BYE sip:a@b SIP/2.0\r\nCall-ID: 1\r\nl: 4\r\n\r\nbody"
private let ok = "SIP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n"

/// Takes the segments one after the other, as a reassembled stream would hand them over.
private struct StreamReader {
    var buffer: [UInt8] = []
    var messages: [String] = []
    var keepAlive = 0
    var junk = 0

    mutating func take(_ segment: some Sequence<UInt8>) {
        buffer += segment
        while !buffer.isEmpty {
            let before = buffer.count
            switch frame(buffer) {
            case .message(let range):
                messages.append(String(decoding: buffer[range], as: UTF8.self))
                junk += range.lowerBound
                buffer.removeFirst(range.upperBound)
            case .keepAlive(let count):
                keepAlive += count
                buffer.removeFirst(count)
            case .junk(let count):
                junk += count
                buffer.removeFirst(count)
            case .notSIP:
                junk += buffer.count
                buffer = []
            case .needMore: return
            }
            #expect(buffer.count < before)
        }
    }
}

@Test func severalMessagesInOneSegment() {
    var reader = StreamReader()
    reader.take(("\r\n\r\n" + bye + ok + "\r\n" + bye).utf8)
    #expect(reader.messages == [bye, ok, bye])
    #expect(reader.keepAlive == 6)
    #expect(reader.junk == 0)
    #expect(reader.buffer.isEmpty)
}

@Test func streamSplitAtEveryByte() {
    let stream = Array(("\r\n\r\n" + bye + ok + "\r\n" + inviteText + ok).utf8)
    for cut in 0...stream.count {
        var reader = StreamReader()
        reader.take(stream[..<cut])
        reader.take(stream[cut...])
        #expect(reader.messages == [bye, ok, inviteText, ok])
        #expect(reader.keepAlive == 6)
        #expect(reader.junk == 0)
    }
    var reader = StreamReader()
    for byte in stream { reader.take([byte]) }
    #expect(reader.messages == [bye, ok, inviteText, ok])
    #expect(reader.junk == 0)
}

/// The capture began within a message: what is left of it goes, and the next is found.
@Test func resynchronization() {
    let rest = "anch=z9hG4bK1\r\nFrom: <sip:a@b>\r\nContent-Length: 4\r\n\r\nv=0\n"
    #expect(frame(rest + ok) == .junk(rest.utf8.count))
    #expect(frame(rest) == .notSIP)
    #expect(frame(rest + "SIP/2") == .junk(rest.utf8.count))
    var reader = StreamReader()
    reader.take((rest + ok).utf8)
    #expect(reader.messages == [ok])
    #expect(reader.junk == rest.utf8.count)
    for cut in 1..<(rest + ok).utf8.count {
        var reader = StreamReader()
        reader.take(Array((rest + ok).utf8)[..<cut])
        reader.take(Array((rest + ok).utf8)[cut...])
        #expect(reader.messages == [ok], "cut at \(cut)")
    }
}

@Test(
    arguments: [
        ("", SIPFrame.needMore), ("\r\n", .keepAlive(2)), ("\r\n\r\n", .keepAlive(4)), ("I", .needMore),
        ("INVITE sip:a", .needMore), ("SIP/2.0", .needMore), ("SIP/2.0 x", .notSIP), ("GET / HTTP/1.1\r\n", .notSIP),
        ("\u{16}\u{03}\u{01}", .notSIP), ("ok\u{00}", .notSIP), ("BYE sip:a SIP/2.0\r\n\r\n", .message(0..<21)),
        ("BYE sip:a SIP/2.0\nl:1\n\nx", .message(0..<24)), ("BYE sip:a SIP/2.0\r\nl:1\r\n\r\n", .needMore),
        ("BYE sip:a SIP/2.0\r\nl:-1\r\n\r\nx", .message(0..<27)),
        ("BYE sip:a SIP/2.0\r\nl:99999999\r\n\r\n", .message(0..<33)),
    ] as [(String, SIPFrame)])
func frames(text: String, expected: SIPFrame) {
    #expect(frame(text) == expected)
}

@Test func aMessageWithoutEndIsGivenUp() {
    let endless = "BYE sip:a SIP/2.0\r\n" + String(repeating: "X: y\r\n", count: 11_000)
    #expect(frame(endless) == .notSIP)
    #expect(frame(endless + ok) == .junk(endless.utf8.count))
    #expect(frame("BYE sip:" + String(repeating: "a", count: 70_000)) == .notSIP)
}

/// Each change of one byte leaves a stream that is taken to its end.
@Test func mutatedStreamsNeverHang() {
    let stream = Array((bye + ok + bye).utf8)
    for index in stream.indices {
        for value in [0, 0x0A, 0x0D, 0x20, 0x30, 0x39, 0x3A, 0xFF] as [UInt8] {
            var changed = stream
            changed[index] = value
            var reader = StreamReader()
            reader.take(changed)
        }
    }
}
