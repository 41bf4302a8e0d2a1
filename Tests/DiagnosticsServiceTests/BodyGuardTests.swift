import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import DiagnosticsService

@Suite("Bodies before they are read")
struct BodyGuardTests {
    private func channel(_ limits: BodyGuard.Limits = BodyGuard.Limits(bodyBytes: 1_000)) throws -> EmbeddedChannel {
        let channel = EmbeddedChannel(handler: BodyGuard(limits))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        return channel
    }

    private func head(_ fields: HTTPFields) -> HTTPRequestPart {
        .head(HTTPRequest(method: .post, scheme: "http", authority: "x", path: "/", headerFields: fields))
    }

    private func body(_ count: Int) -> HTTPRequestPart { .body(ByteBuffer(repeating: 0x61, count: count)) }

    private func status(_ channel: EmbeddedChannel) throws -> Int? {
        guard case .head(let head)? = try channel.readOutbound(as: HTTPResponsePart.self) else { return nil }
        return head.status.code
    }

    @Test("Whoever asks whether to go on is told to, at once")
    func expectation() throws {
        let channel = try channel()
        try channel.writeInbound(head([.expect: "100-continue", .contentLength: "10"]))
        #expect(try status(channel) == 100)
        // And the request goes its way.
        guard case .head? = try channel.readInbound(as: HTTPRequestPart.self) else {
            Issue.record("the head is missing")
            return
        }
        try channel.writeInbound(head([.contentLength: "10"]))
        #expect(try status(channel) == nil)
    }

    @Test("A body that says it is too long is refused before it comes, and nothing of it goes further")
    func tooLong() throws {
        let channel = try channel()
        try channel.writeInbound(head([.contentLength: "1001"]))
        #expect(try status(channel) == 413)
        #expect(try channel.readInbound(as: HTTPRequestPart.self) == nil)
        try channel.writeInbound(body(500))
        #expect(try channel.readInbound(as: HTTPRequestPart.self) == nil)
        channel.embeddedEventLoop.advanceTime(by: .seconds(3))
        #expect(!channel.isActive)
    }

    @Test("After an early answer so much of the body is thrown away, and no more")
    func drain() throws {
        var limits = BodyGuard.Limits(bodyBytes: 1 << 30)
        limits.drainBytes = 1_000
        let channel = try channel(limits)
        try channel.writeInbound(head([.contentLength: "100000"]))
        try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .unauthorized)))
        try channel.writeOutbound(HTTPResponsePart.end(nil))
        try channel.writeInbound(body(900))
        #expect(channel.isActive)
        try channel.writeInbound(body(200))
        #expect(!channel.isActive)
    }

    @Test("A body that only drips ends its connection; our own slowness is not counted")
    func drip() throws {
        let limits = BodyGuard.Limits(bodyBytes: 1 << 30)
        let slow = try channel(limits)
        try slow.writeInbound(head([.contentLength: "100000"]))
        for _ in 0..<4 where slow.isActive {
            slow.read()
            slow.embeddedEventLoop.advanceTime(by: .seconds(10))
            try slow.writeInbound(body(1))
        }
        #expect(!slow.isActive)
        // The same time passes, but nobody asked for bytes.
        let patient = try channel(limits)
        try patient.writeInbound(head([.contentLength: "100000"]))
        for _ in 0..<4 {
            patient.embeddedEventLoop.advanceTime(by: .seconds(10))
            patient.read()
            try patient.writeInbound(body(1))
        }
        #expect(patient.isActive)
        // And one that keeps its pace.
        let quick = try channel(limits)
        try quick.writeInbound(head([.contentLength: "1000000"]))
        for _ in 0..<10 {
            quick.read()
            quick.embeddedEventLoop.advanceTime(by: .seconds(10))
            try quick.writeInbound(body(12_000))
        }
        #expect(quick.isActive)
    }
}
