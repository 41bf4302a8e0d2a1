import CallVocabulary
import CaseWork
import Cases
import Hummingbird
import SupportProgram

/// Who sees which case: customers those of their own organisation, everybody else of the provider all. What one may not
/// see is not there.
enum CaseAccess {
    static func sees(_ account: Account, _ summary: CaseSummary) -> Bool {
        guard account.role == .customer else { return true }
        return account.organisation != nil && summary.customer == account.organisation
    }

    /// The case of a request; 404 if it is not there or somebody else's.
    static func record(_ exchange: Exchange) async throws -> CaseRecord {
        let account = try exchange.account()
        let number = exchange.parameter("number")
        let isNumber = number.uppercased().hasPrefix("CASE-") && number.dropFirst(5).allSatisfy(\.isASCIIDigit)
        guard isNumber else { throw notFound }
        let record: CaseRecord
        do {
            record = try await exchange.work { try exchange.store.record(number) }
        } catch let error as CaseStoreError where error.code == .caseNotFound {
            throw notFound
        }
        guard sees(account, record.summary) else { throw notFound }
        return record
    }

    private static var notFound: ServiceProblem {
        .notFound("There is no such case, or it is not yours to see.")
    }

    /// What of a history somebody sees: words inside the team stay inside.
    static func events(_ account: Account, _ events: [CaseEvent]) -> [CaseEvent] {
        guard account.role == .customer else { return events }
        let inside: Set<CaseEvent.Kind> = [.note, .exported, .imported, .assigned, .captureDeleted]
        return events.filter { !inside.contains($0.kind) }
    }

    /// A query of what somebody sees.
    static func query(_ account: Account) -> CaseQuery {
        var query = CaseQuery()
        // Nobody's organisation is empty: without one nothing is seen.
        if account.role == .customer { query.customer = account.organisation ?? "\u{1}" }
        return query
    }
}

/// Words for what stands in the store.
enum CaseWords {
    static func state(_ state: CaseState) -> String {
        switch state {
        case .new: return "New"
        case .open: return "Open"
        case .waitingForCustomer: return "Waiting for the customer"
        case .resolved: return "Resolved"
        case .closed: return "Closed"
        default: return state.rawValue
        }
    }

    static func event(_ kind: CaseEvent.Kind) -> String {
        switch kind {
        case .opened: return "Case opened"
        case .assigned: return "Assigned"
        case .response: return "Answer of support"
        case .update: return "Message of support"
        case .customerMessage: return "Message of the customer"
        case .note: return "Note for the team"
        case .waiting: return "Waiting for the customer"
        case .severityChanged: return "Severity changed"
        case .regionChanged: return "Region changed"
        case .captureAttached: return "Capture attached"
        case .captureDeleted: return "Capture deleted"
        case .sampleAdded: return "Call samples added"
        case .findingAttached: return "Found in the captures"
        case .escalated: return "Escalated"
        case .resolved: return "Resolved"
        case .reopened: return "Reopened"
        case .closed: return "Closed"
        case .exported: return "Exported"
        case .listened: return "Listened to"
        case .imported: return "Imported"
        case .erased: return "Erased"
        default: return kind.rawValue
        }
    }

    /// When the next answer is due, in few words.
    static func due(_ standing: CaseStanding, now: CaptureTime) -> (text: String, isLate: Bool)? {
        if let late = standing.overdue.min() { return ("overdue by \(span(from: late, to: now))", true) }
        guard let clock = standing.clock, !clock.isResolved else { return nil }
        let due = clock.initialResponseMet == nil ? clock.initialResponseDue : clock.nextUpdateDue
        guard let due else { return clock.isWaiting ? ("waits for the customer", false) : nil }
        return ("in \(span(from: now, to: due))", false)
    }

    static func dueTime(_ standing: CaseStanding) -> CaptureTime? {
        if let late = standing.overdue.min() { return late }
        guard let clock = standing.clock, !clock.isResolved else { return nil }
        return clock.initialResponseMet == nil ? clock.initialResponseDue : clock.nextUpdateDue
    }

    static func span(from: CaptureTime, to: CaptureTime) -> String {
        let minutes = max(0, Int(to.seconds(since: from) / 60))
        if minutes < 60 { return "\(minutes) min" }
        if minutes < 2_880 { return minutes % 60 == 0 ? "\(minutes / 60) h" : "\(minutes / 60) h \(minutes % 60) min" }
        return "\(minutes / 1_440) days"
    }
}
