import Escaping
import HTTPTypes
import Hummingbird
import JSONText
import NIOCore

/// Answers of the usual kinds.
extension Response {
    static func html(_ page: EscapedText, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: page.content)))
    }

    static func json(_ bytes: [UInt8], status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
        var all: HTTPFields = [.contentType: "application/json", .cacheControl: "no-store"]
        for field in headers { all[field.name] = field.value }
        return Response(status: status, headers: all, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    static func json(
        status: HTTPResponse.Status = .ok, headers: HTTPFields = [:], _ body: (inout JSONWriter) -> Void
    ) -> Response {
        var json = JSONWriter(pretty: false)
        json.object(body)
        return .json(json.bytes + [0x0A], status: status, headers: headers)
    }

    static func text(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// To another page of this service.
    static func see(_ path: String) -> Response {
        Response(status: .seeOther, headers: [.location: path, .cacheControl: "no-store"])
    }

    static func problem(_ problem: ServiceProblem) -> Response {
        var json = JSONWriter(pretty: false)
        json.object {
            $0.member("type", "/problems/\(problem.code)")
            $0.member("title", problem.title)
            $0.member("status", problem.status.code)
            $0.member("detail", problem.detail)
            for (name, value) in problem.members {
                $0.key(name)
                $0.text(value)
            }
        }
        var headers = problem.headers
        headers[.contentType] = "application/problem+json"
        headers[.cacheControl] = "no-store"
        return Response(
            status: problem.status, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.bytes + [0x0A])))
    }
}

/// What every answer carries: nothing of another origin is loaded, nothing inline runs, nobody frames a page.
enum SecurityHeaders {
    private static let policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; media-src 'self'; "
        + "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

    static func add(to headers: inout HTTPFields, isSecure: Bool) {
        headers[.contentSecurityPolicy] = policy
        headers[.xContentTypeOptions] = "nosniff"
        headers[.referrerPolicy] = "same-origin"
        headers[.openerPolicy] = "same-origin"
        headers[.resourcePolicy] = "same-origin"
        headers[.permissionsPolicy] = "camera=(), microphone=(), geolocation=()"
        if isSecure { headers[.strictTransportSecurity] = "max-age=31536000; includeSubDomains" }
    }
}
