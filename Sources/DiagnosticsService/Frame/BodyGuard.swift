import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Stands before the server's own reading of a connection: answers `Expect: 100-continue`, refuses a body that says it is
/// too long before it is sent, bounds how much of an unread body is drained after an early answer, and ends connections
/// whose bodies only drip.
final class BodyGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// What is asked of a connection.
    struct Limits: Sendable {
        /// Bytes of a body at most.
        var bodyBytes: Int
        /// Bytes that are read and thrown away after an answer that came before them.
        var drainBytes = 12 << 20
        /// Seconds of waiting for a client after which it is asked whether it sent enough.
        var window = TimeAmount.seconds(30)
        /// Bytes that have to come in that time.
        var windowBytes = 30_000
    }

    private let limits: Limits
    private var isReading = false
    private var isAnswered = false
    private var isRefused = false
    private var drained = 0
    /// Since when the client is waited for: our own slowness is not counted as its.
    private var asked: NIODeadline?
    private var waited = TimeAmount.zero
    private var received = 0

    init(_ limits: Limits) {
        self.limits = limits
    }

    func read(context: ChannelHandlerContext) {
        if isReading, asked == nil { asked = context.eventLoop.now }
        context.read()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            isReading = true
            isAnswered = false
            drained = 0
            asked = nil
            waited = .zero
            received = 0
            if let length = head.headerFields[.contentLength].flatMap({ Int($0) }), length > limits.bodyBytes {
                return refuse(context)
            }
            if head.headerFields[.expect]?.lowercased() == "100-continue" {
                context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
            }
        case .body(let buffer):
            if isRefused { return }
            if isAnswered {
                drained += buffer.readableBytes
                if drained > limits.drainBytes { context.close(promise: nil) }
                return
            }
            if isDripping(buffer.readableBytes, context) { return context.close(promise: nil) }
        case .end:
            if isRefused { return }
            isReading = false
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data), isReading { isAnswered = true }
        context.write(data, promise: promise)
    }

    private func isDripping(_ bytes: Int, _ context: ChannelHandlerContext) -> Bool {
        received += bytes
        guard let since = asked else { return false }
        asked = nil
        waited = waited + (context.eventLoop.now - since)
        guard waited >= limits.window else { return false }
        defer {
            waited = .zero
            received = 0
        }
        return received < limits.windowBytes
    }

    private func refuse(_ context: ChannelHandlerContext) {
        isRefused = true
        let text =
            "{\"type\":\"/problems/http.too-large\",\"title\":\"Too large\",\"status\":413,"
            + "\"detail\":\"It is larger than \(limits.bodyBytes) bytes, the most that is taken here.\"}\n"
        let answer = HTTPResponse(
            status: .contentTooLarge,
            headerFields: [
                .contentType: "application/problem+json", .connection: "close", .contentLength: "\(text.utf8.count)",
            ])
        context.write(wrapOutboundOut(.head(answer)), promise: nil)
        context.write(wrapOutboundOut(.body(ByteBuffer(string: text))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.close(mode: .output, promise: nil)
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: .seconds(2)) { bound.value.close(promise: nil) }
    }
}
