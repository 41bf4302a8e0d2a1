import Glibc
import HTTPTypes
import Hummingbird
import NIOCore

/// Bytes that are handed out as a file, whole or a range of them (RFC 9110 §14), piece by piece; never as a page.
struct FileAnswer: Sendable {
    /// How many there are.
    let bytes: Int
    /// What tells them from others.
    let tag: String
    let type: String
    let name: String
    /// Whether a page may play them; else they are kept as a file.
    var isPlayed = false
    /// The bytes of a range.
    let read: @Sendable (Range<Int>) throws -> [UInt8]

    /// Bytes that are read at once.
    private static let piece = 1 << 18

    func response(_ exchange: Exchange) throws -> Response {
        let quoted = "\"\(tag)\""
        var headers: HTTPFields = [
            .contentType: type, .eTag: quoted, .cacheControl: "private, no-store", .acceptRanges: "bytes",
            .contentDisposition: (isPlayed ? "inline" : "attachment") + "; filename*=UTF-8''" + FormBody.encoded(name),
        ]
        if exchange.header(.ifNoneMatch) == quoted { return Response(status: .notModified, headers: headers) }
        let condition = exchange.header(.ifRange)
        let wanted = condition == nil || condition == quoted ? exchange.header(.range) : nil
        switch ByteRange.read(wanted, of: bytes) {
        case .all: return Response(status: .ok, headers: headers, body: body(0..<bytes, exchange))
        case .part(let range):
            headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(bytes)"
            return Response(status: .partialContent, headers: headers, body: body(range, exchange))
        case .none:
            var problem = ServiceProblem(
                code: "http.range-not-satisfiable", status: .rangeNotSatisfiable, title: "Range not satisfiable",
                detail: "There are \(bytes) bytes.")
            problem.headers[.contentRange] = "bytes */\(bytes)"
            throw problem
        }
    }

    private func body(_ range: Range<Int>, _ exchange: Exchange) -> ResponseBody {
        let portal = exchange.portal
        let read = read
        return ResponseBody(contentLength: range.count) { writer in
            var at = range.lowerBound
            while at < range.upperBound {
                let next = at..<min(at + Self.piece, range.upperBound)
                let part = try await portal.work { try read(next) }
                guard part.count == next.count else { throw ServiceProblem.notFound("It is not there any more.") }
                try await writer.write(ByteBuffer(bytes: part))
                at = next.upperBound
            }
            try await writer.finish(nil)
        }
    }
}

/// The one range of `Range` (RFC 9110 §14.2); several are answered with all, as is what is not understood.
enum ByteRange: Equatable {
    case all
    case part(Range<Int>)
    case none

    static func read(_ text: String?, of bytes: Int) -> ByteRange {
        guard let text, text.hasPrefix("bytes=") else { return .all }
        let ends = text.dropFirst("bytes=".count).split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, ends.allSatisfy({ $0.allSatisfy(\.isASCIIDigit) }) else { return .all }
        switch (Int(ends[0]), Int(ends[1])) {
        case (let first?, let last?):
            guard first <= last else { return .all }
            guard first < bytes else { return .none }
            return .part(first..<min(last, bytes - 1) + 1)
        case (let first?, nil) where ends[1].isEmpty:
            return first < bytes ? .part(first..<bytes) : .none
        case (nil, let count?) where ends[0].isEmpty:
            return count > 0 && bytes > 0 ? .part(max(0, bytes - count)..<bytes) : .none
        default: return .all
        }
    }
}

/// A file that stays readable while it is open, whatever becomes of its name.
final class OpenFile: Sendable {
    let bytes: Int
    private let descriptor: Int32

    /// `nil` if there is no such file.
    init?(_ path: String) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            close(descriptor)
            return nil
        }
        self.descriptor = descriptor
        bytes = Int(status.st_size)
    }

    deinit { close(descriptor) }

    func read(_ range: Range<Int>) -> [UInt8] {
        var part = [UInt8](repeating: 0, count: range.count)
        var done = 0
        while done < part.count {
            let count = part.withUnsafeMutableBytes { buffer in
                pread(
                    descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done,
                    off_t(range.lowerBound + done))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return Array(part[..<done]) }
            done += count
        }
        return part
    }
}
