import CallVocabulary
import Foundation
import SupportProgram
import TestSupport

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

    static func file(_ url: URL) throws -> File { try JSONDecoder().decode(File.self, from: Data(contentsOf: url)) }

    /// The reference cases beside the project, if this machine has them.
    static let reference = Places.reference("clock-cases.json")

    /// The project's own cases.
    static let own = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
        "clock-cases.json")

    /// Both, as far as they are here.
    static func files() throws -> [File] { try [own, reference].compactMap { $0 }.map(file) }

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
