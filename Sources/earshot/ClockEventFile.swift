import CallVocabulary
import JSONText
import SupportProgram

/// A JSON list of the events of a case.
enum ClockEventFile {

    static func read(_ bytes: [UInt8], name: String) throws -> [ClockEvent] {
        let value: JSONValue
        let places: JSONPlaces
        do {
            (value, places) = try JSONReader.readWithPlaces(bytes)
        } catch {
            throw CommandFailure(
                "\(name) is not JSON: line \(error.line), column \(error.column): \(error.message).")
        }
        guard case .array(let list) = value else { throw CommandFailure("\(name) is no list of events: write [ … ].") }
        guard list.count <= InputLimits.clockEvents else {
            throw CommandFailure("\(name) has \(list.count) events; the limit is \(InputLimits.clockEvents).")
        }
        return try list.enumerated().map { index, entry in
            func text(_ member: String) -> String? {
                if case .string(let text)? = entry[member] { return text }
                return nil
            }
            guard let type = text("type"), let at = text("at").flatMap({ CaptureTime(rfc3339: $0) }),
                let kind = ClockEvent.Kind(
                    name: type, to: text("to"), waitingForCustomer: entry["waitingForCustomer"] == .bool(true))
            else {
                throw CommandFailure(
                    "\(name), line \(places.place(of: "/\(index)").line): event \(index + 1) needs a known \"type\", \"at\" as RFC 3339, and \"to\" for severity and region; see earshot program clock --help."
                )
            }
            return ClockEvent(at: at, kind: kind)
        }
    }
}
