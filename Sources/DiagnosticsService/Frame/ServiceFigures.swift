import Hummingbird
import Synchronization

/// What was asked and how it was answered, counted, as `/metrics` tells it (the text format of Prometheus).
final class ServiceFigures: Sendable {
    private struct Key: Hashable {
        var method: String
        var route: String
        var status: Int
    }
    private struct State {
        var counts: [Key: Int] = [:]
        var buckets = [Int](repeating: 0, count: ServiceFigures.bounds.count)
        var seconds = 0.0
        var total = 0
    }
    private let state = Mutex(State())

    /// The upper bounds of the histogram, in seconds.
    private static let bounds = [0.005, 0.025, 0.1, 0.5, 2.5, 10, 60]
    /// Different answers that are counted apart.
    private static let maximum = 10_000

    /// Notes an answer; `route` is the path as it is documented, so that nothing of anybody stands in a label.
    func note(_ method: String, _ route: String, _ status: Int, seconds: Double) {
        state.withLock { state in
            let key = Key(method: method, route: route, status: status)
            if state.counts[key] != nil || state.counts.count < Self.maximum { state.counts[key, default: 0] += 1 }
            for (index, bound) in Self.bounds.enumerated() where seconds <= bound { state.buckets[index] += 1 }
            state.seconds += seconds
            state.total += 1
        }
    }

    /// The figures with those of the moment.
    func text(gauges: [(name: String, help: String, value: Int)]) -> String {
        let state = state.withLock { $0 }
        var lines = [
            "# HELP earshot_http_requests_total Requests answered.", "# TYPE earshot_http_requests_total counter",
        ]
        for (key, count) in state.counts.sorted(by: {
            ($0.key.route, $0.key.method, $0.key.status) < ($1.key.route, $1.key.method, $1.key.status)
        }) {
            lines.append(
                "earshot_http_requests_total{method=\"\(key.method)\",route=\"\(key.route)\",status=\"\(key.status)\"} \(count)"
            )
        }
        lines += [
            "# HELP earshot_http_request_duration_seconds Time until the answer began.",
            "# TYPE earshot_http_request_duration_seconds histogram",
        ]
        for (bound, count) in zip(Self.bounds, state.buckets) {
            lines.append("earshot_http_request_duration_seconds_bucket{le=\"\(bound)\"} \(count)")
        }
        lines += [
            "earshot_http_request_duration_seconds_bucket{le=\"+Inf\"} \(state.total)",
            "earshot_http_request_duration_seconds_sum \(state.seconds)",
            "earshot_http_request_duration_seconds_count \(state.total)",
        ]
        for gauge in gauges {
            lines += [
                "# HELP \(gauge.name) \(gauge.help)", "# TYPE \(gauge.name) gauge", "\(gauge.name) \(gauge.value)",
            ]
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

/// Figures for whoever runs the service.
enum FigureDoors {
    static let routes: [Route] = [
        Route(.get, "/metrics", .administrators) { exchange in
            let portal = exchange.portal
            var response = Response.text(
                portal.figures.text(gauges: [
                    ("earshot_uploads_writing", "Captures that come up now.", portal.uploadsAtOnce.current),
                    ("earshot_event_streams", "Pages that wait for events now.", portal.eventStreams.current),
                ]))
            response.headers[.contentType] = "text/plain; version=0.0.4; charset=utf-8"
            return response
        }
    ]
}
