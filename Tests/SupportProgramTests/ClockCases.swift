import CallVocabulary
import Foundation
import SupportProgram

/// Clock cases as data files write them.
struct ClockCase: Decodable, Sendable {
    struct Event: Decodable, Sendable {
        var type: String
        var at: String
        var to: String?
        var waitingForCustomer: Bool?
    }
    struct Expected: Decodable, Sendable {
        var initialResponseDue: String?
        var initialResponseMet: Bool?
        var nextUpdateDue: String?
        var missedUpdatesDue: [String]?
        var escalationOfferedFrom: String?
    }
    struct File: Decodable {
        var cases: [ClockCase]
        var holidays: [String: [String: [String]]]
    }
    var id: String
    var region: String
    var severity: String
    var opened: String
    var events: [Event]
    var expected: Expected
    var otherReadings: [String: Expected]?

    static func file(_ url: URL) throws -> File? {
        guard let data = try? Data(contentsOf: url) else {
            print("skipped: no clock cases at \(url.path)")
            return nil
        }
        return try JSONDecoder().decode(File.self, from: data)
    }

    /// The reference cases beside the project, if this machine has them.
    static func reference() throws -> File? {
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        let shared =
            ProcessInfo.processInfo.environment["EARSHOT_SHARED"].map { URL(fileURLWithPath: $0) }
            ?? root.appendingPathComponent("shared")
        return try file(shared.appendingPathComponent("reference/clock-cases.json"))
    }

    /// The project's own cases.
    static func own() throws -> File? {
        try file(
            URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("clock-cases.json"))
    }

    /// The events as the clock takes them.
    var clockEvents: [ClockEvent] {
        events.compactMap { event in
            guard let at = CaptureTime(rfc3339: event.at),
                let kind = ClockEvent.Kind(
                    name: event.type, to: event.to, waitingForCustomer: event.waitingForCustomer ?? false)
            else { return nil }
            return ClockEvent(at: at, kind: kind)
        }
    }

    func read(_ program: Program) throws -> ResponseClock.Reading? {
        guard let openedAt = CaptureTime(rfc3339: opened) else { return nil }
        return try ResponseClock(program: program).read(
            openedAt: openedAt, severity: severity, region: region, events: clockEvents)
    }
}
