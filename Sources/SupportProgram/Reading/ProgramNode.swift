import JSONText

/// What is wrong with a program file, and where.
public struct ProgramProblem: Error, Sendable, Equatable {
    /// Line, from 1.
    public var line: Int
    /// Column in bytes, from 1.
    public var column: Int
    /// A JSON Pointer to the value; empty for the whole file.
    public var pointer: String
    /// What is wrong.
    public var message: String
    /// What to do.
    public var remedy: String
}

/// One value of a program file while it is read; notes what is wrong instead of stopping.
struct ProgramNode {
    /// Gathers the problems of all nodes.
    final class Notes {
        private let places: JSONPlaces
        private(set) var problems: [ProgramProblem] = []

        init(places: JSONPlaces) { self.places = places }

        func add(_ pointer: String, _ message: String, _ remedy: String) {
            guard problems.count < ProgramLimits.problems else { return }
            let place = places.place(of: pointer)
            problems.append(
                ProgramProblem(
                    line: place.line, column: place.column, pointer: pointer, message: message, remedy: remedy))
        }
    }

    let value: JSONValue
    let pointer: String
    let notes: Notes

    func note(_ message: String, _ remedy: String) { notes.add(pointer, message, remedy) }

    /// The name of this value in its parent, for messages.
    private var name: String { pointer.split(separator: "/").last.map { "\"\($0)\"" } ?? "The file" }

    // MARK: Objects

    /// Notes members that no reader knows.
    func allow(_ names: Set<String>) {
        guard case .object(let members) = value else {
            note("\(name) is no object.", "Write it in braces: { … }.")
            return
        }
        for member in members where !names.contains(member.name) {
            let near = names.min { distance($0, member.name) < distance($1, member.name) }
            let child = ProgramNode(value: member.value, pointer: JSONPointer.child(pointer, member.name), notes: notes)
            child.note(
                "\"\(member.name.prefix(60))\" is not known here.",
                near.map { distance($0, member.name) <= 3 ? "Did you mean \"\($0)\"?" : nil }.flatMap { $0 }
                    ?? "Leave it out; known are \(names.sorted().joined(separator: ", ")).")
        }
    }

    /// The member with this name, if there is one that is not null.
    func member(_ name: String) -> ProgramNode? {
        guard let value = value[name], value != .null else { return nil }
        return ProgramNode(value: value, pointer: JSONPointer.child(pointer, name), notes: notes)
    }

    /// The member with this name; noted if missing.
    func required(_ name: String) -> ProgramNode? {
        if let found = member(name) { return found }
        note("\"\(name)\" is missing.", "Add it.")
        return nil
    }

    /// The elements of a list; noted if this is none.
    func elements(limit: Int = 10_000) -> [ProgramNode] {
        guard case .array(let values) = value else {
            note("\(name) is no list.", "Write it in brackets: [ … ].")
            return []
        }
        if values.count > limit { note("\(name) has \(values.count) entries; the limit is \(limit).", "Shorten it.") }
        return values.prefix(limit).enumerated().map {
            ProgramNode(value: $0.element, pointer: JSONPointer.child(pointer, String($0.offset)), notes: notes)
        }
    }

    // MARK: Values

    /// A text that is not empty.
    func text(limit: Int = 2_000) -> String? {
        guard case .string(let text) = value else {
            note("\(name) is no text.", "Write it in quotation marks.")
            return nil
        }
        guard !text.isEmpty, text.utf8.count <= limit else {
            note("\(name) is \(text.isEmpty ? "empty" : "longer than \(limit) bytes").", "Write a short text.")
            return nil
        }
        return text
    }

    /// A whole number within a range.
    func integer(_ range: ClosedRange<Int64>) -> Int64? {
        guard case .number(let text) = value, let number = Int64(text) else {
            note("\(name) is no whole number.", "Write a number from \(range.lowerBound) to \(range.upperBound).")
            return nil
        }
        guard range.contains(number) else {
            note(
                "\(name) is \(number), outside \(range.lowerBound) to \(range.upperBound).",
                "Write a number from \(range.lowerBound) to \(range.upperBound).")
            return nil
        }
        return number
    }

    /// A number within a range.
    func number(_ range: ClosedRange<Double>) -> Double? {
        guard case .number(let text) = value, let number = Double(text), range.contains(number) else {
            note(
                "\(name) is no number from \(range.lowerBound) to \(range.upperBound).",
                "Write a number in that range.")
            return nil
        }
        return number
    }

    /// True or false.
    func truth() -> Bool? {
        guard case .bool(let truth) = value else {
            note("\(name) is neither true nor false.", "Write true or false, without quotation marks.")
            return nil
        }
        return truth
    }

    /// One of the cases of an enumeration of texts.
    func choice<Choice: RawRepresentable & CaseIterable>(_ type: Choice.Type) -> Choice?
    where Choice.RawValue == String {
        guard case .string(let text) = value, let choice = Choice(rawValue: text) else {
            note(
                "\(name) is none of the words known here.",
                "Write one of \(Choice.allCases.map(\.rawValue).joined(separator: ", ")).")
            return nil
        }
        return choice
    }

    /// A list of texts.
    func texts(limit: Int = 1_000) -> [String] { elements(limit: limit).compactMap { $0.text() } }
}

/// The Levenshtein distance, for short names.
private func distance(_ left: String, _ right: String) -> Int {
    let left = Array(left.utf8.prefix(64))
    let right = Array(right.utf8.prefix(64))
    var row = Array(0...right.count)
    for (index, byte) in left.enumerated() {
        var diagonal = row[0]
        row[0] = index + 1
        for (column, other) in right.enumerated() {
            let above = row[column + 1]
            row[column + 1] = min(above + 1, row[column] + 1, diagonal + (byte == other ? 0 : 1))
            diagonal = above
        }
    }
    return row[right.count]
}
