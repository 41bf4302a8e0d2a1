/// Labels of events that do not touch one another: those at one place are joined, and the rest goes to a lower row.
struct EventLabels {
    struct Label: Equatable {
        var text: String
        var x: Double
        var row: Int
        var tone: PlottedCall.Event.Tone
        var isEnd: Bool
    }

    static let rowHeight = 13.0
    private(set) var labels: [Label] = []
    private(set) var rows = 0

    /// Labels of `events` over a drawing whose time is laid out by `canvas`, in at most `most` rows.
    init(_ events: [PlottedCall.Event], _ canvas: PlotCanvas, most: Int = 3) {
        var groups: [(x: Double, events: [PlottedCall.Event])] = []
        for event in events {
            let place = canvas.x(event.atSeconds)
            if let last = groups.last, place - last.x < 6 {
                groups[groups.count - 1].events.append(event)
            } else {
                groups.append((place, [event]))
            }
        }
        var ends = [Double](repeating: -.infinity, count: most)
        for group in groups {
            let text = Self.joined(group.events.map(\.label))
            let size = PlotCanvas.textWidth(text) + 6
            let isEnd = group.x + size > canvas.width.right
            let begin = isEnd ? group.x - size : group.x
            guard begin >= 0, let row = ends.indices.first(where: { begin >= ends[$0] }) else { continue }
            ends[row] = begin + size
            rows = max(rows, row + 1)
            let tone = group.events.first { $0.tone == .bad }?.tone ?? group.events.last?.tone ?? .plain
            labels.append(
                Label(text: text, x: group.x + (isEnd ? -3 : 3), row: row, tone: tone, isEnd: isEnd))
        }
    }

    var height: Double { Double(rows) * Self.rowHeight }

    /// `INVITE, 180`, `INVITE +3`.
    private static func joined(_ labels: [String]) -> String {
        var different: [String] = []
        for label in labels where !different.contains(label) { different.append(label) }
        guard different.count > 3 else { return different.joined(separator: ", ") }
        return "\(different[0]), \(different[1]) +\(different.count - 2)"
    }
}
