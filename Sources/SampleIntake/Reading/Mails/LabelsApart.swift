/// Labels whose values stand in the next lines: one below the other, or all labels first and then all values, as tables
/// of mail programs become text.
enum LabelsApart {
    static func join(_ entries: inout [CallBlocks.Entry]) {
        joinColumns(&entries)
        for index in entries.indices {
            guard case .field(let named, let label, "") = entries[index].says, let next = value(entries, after: index)
            else { continue }
            entries[index].says = .field(named, label: label, value: entries[next.index].line.text)
            entries[index].line.end = entries[next.index].line.number
            entries[next.index].says = .prose("")
            entries[next.index].line.marker = nil
        }
        // What became a value is a line no more.
        entries.removeAll { $0.says == .prose("") }
    }

    /// The next line with a value in it; `nil` if a field, a heading or two blank lines come first.
    private static func value(_ entries: [CallBlocks.Entry], after index: Int) -> (index: Int, text: String)? {
        var blanks = 0
        for next in entries.indices.dropFirst(index + 1) {
            switch entries[next].says {
            case .blank:
                blanks += 1
                if blanks > 1 { return nil }
            case .prose(let text), .unknown(_, let text): return text.isEmpty ? nil : (next, text)
            default: return nil
            }
        }
        return nil
    }

    /// At least three labels in a row and then as many values, once or several times.
    private static func joinColumns(_ entries: inout [CallBlocks.Entry]) {
        var index = 0
        while index < entries.count {
            let labels = run(entries, from: index) { entry in
                if case .field(_, _, "") = entry.says { return true }
                return false
            }
            guard labels.count >= 3, let last = labels.last else {
                index = max(index + 1, (labels.last ?? index) + 1)
                continue
            }
            let values = run(entries, from: last + 1) { entry in
                switch entry.says {
                case .prose, .unknown: return true
                default: return false
                }
            }
            let rounds = values.count / labels.count
            guard rounds >= 1 else {
                index = last + 1
                continue
            }
            var made: [CallBlocks.Entry] = []
            for round in 0..<rounds {
                for (place, label) in labels.enumerated() {
                    guard case .field(let named, let name, _) = entries[label].says else { continue }
                    var entry = entries[values[round * labels.count + place]]
                    entry.says = .field(named, label: name, value: entry.line.text)
                    made.append(entry)
                }
            }
            let end = values[rounds * labels.count - 1]
            entries.replaceSubrange(labels[0]...end, with: made)
            index = labels[0] + made.count
        }
    }

    /// The places of entries of a kind that follow each other, blank lines between them aside.
    private static func run(_ entries: [CallBlocks.Entry], from start: Int, _ isKind: (CallBlocks.Entry) -> Bool)
        -> [Int]
    {
        var places: [Int] = []
        for index in entries.indices.dropFirst(start) {
            if isKind(entries[index]) {
                places.append(index)
            } else if entries[index].says != .blank {
                break
            }
        }
        return places
    }
}
