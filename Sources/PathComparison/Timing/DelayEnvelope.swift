/// The straight line below all points that lies closest to them: the times of the packets that were not held up.
///
/// Of all lines that no point lies below, it has the least sum of distances. That line runs along the edge of the lower
/// convex hull that spans the mean time (Moon, Skelly and Towsley, "Estimation and removal of clock skew from network
/// delay measurements", INFOCOM 1999). Queues only ever delay, so the line is the clocks' alone, however much the rest
/// scatters.
struct DelayEnvelope {
    /// A difference of two clocks, `y` in nanoseconds, at the time `x` in nanoseconds.
    struct Point {
        var x: Double
        var y: Double
    }
    /// Rise per unit of time: 1e-6 is one part per million.
    let slope: Double
    /// How far off ``slope`` may be: how unevenly the points touch the line, over half of their span.
    let slopeUncertainty: Double

    /// The envelope of points in any order; `nil` for fewer than two, or all at one time.
    init?(_ points: [Point]) {
        let sorted = points.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
        guard let first = sorted.first, let last = sorted.last, last.x > first.x else { return nil }
        var hull: [Point] = []
        for point in sorted {
            while hull.count >= 2, !Self.turnsLeft(hull[hull.count - 2], hull[hull.count - 1], point) {
                hull.removeLast()
            }
            if let end = hull.last, end.x == point.x { continue }
            hull.append(point)
        }
        let mean = sorted.reduce(0) { $0 + ($1.x - first.x) } / Double(sorted.count) + first.x
        guard hull.count >= 2 else { return nil }
        let after = max(1, min(hull.count - 1, hull.firstIndex { $0.x >= mean } ?? hull.count - 1))
        let start = hull[after - 1]
        let end = hull[after]
        let slope = (end.y - start.y) / (end.x - start.x)
        self.slope = slope
        let spread = Self.touchSpread(sorted) { $0.y - start.y - slope * ($0.x - start.x) }
        slopeUncertainty = spread / ((last.x - first.x) / 2)
    }

    private static func turnsLeft(_ a: Point, _ b: Point, _ c: Point) -> Bool {
        (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x) > 0
    }

    /// How far the lowest points of ten equal parts lie above the line, in the mean.
    private static func touchSpread(_ sorted: [Point], _ height: (Point) -> Double) -> Double {
        let parts = min(10, sorted.count)
        guard parts > 1 else { return 0 }
        var sum = 0.0
        for part in 0..<parts {
            let range = part * sorted.count / parts..<(part + 1) * sorted.count / parts
            sum += sorted[range].map(height).min() ?? 0
        }
        return sum / Double(parts)
    }
}
