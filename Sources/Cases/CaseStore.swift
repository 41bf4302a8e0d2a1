import CallVocabulary

/// Cases, submissions and what happened to them, durable. Every verb is one transaction: whole, or nothing of it.
///
/// Synchronous: an edge that must not wait puts it on threads of its own. Numbers are taken as people write them:
/// `CASE-000012`, `case-12` and `12` are the same.
public protocol CaseStore: Sendable {
    /// Where it is, for messages.
    var place: String { get }
    /// Where captures lie.
    var captureVault: any CaptureVault { get }
    /// Where analyses and reports lie.
    var documentVault: any CaptureVault { get }

    /// Opens a case with all that belongs to it, keeping what the vaults hold for it; returns its number.
    func open(_ new: NewCase, clock: any Clock) throws -> String
    /// Changes a case by what `decide` makes of it as it is now; nobody else's change comes between.
    @discardableResult
    func change(_ number: String, _ decide: (CaseSummary) throws -> CaseChange) throws -> CaseSummary
    /// Changes two cases by what `decide` makes of them as they are now, both or neither.
    @discardableResult
    func changeBoth(
        _ first: String, _ second: String,
        _ decide: (CaseSummary, CaseSummary) throws -> (CaseChange, CaseChange)
    ) throws -> (CaseSummary, CaseSummary)
    /// Stores an analysis of a case in the place of the one it has, if the case is still at `revision`; throws
    /// `case.changed` if it is not, and has stored nothing then.
    func attach(
        _ analysis: CaseAnalysis, to number: String, expecting revision: CaseRevision, clock: any Clock,
        by actor: String) throws

    /// A page of a list.
    func page(_ query: CaseQuery) throws -> CasePage
    /// The cases that something happened to after `stamp`, at most `limit`; `nil` from a store that cannot tell.
    func changes(after stamp: Int64, limit: Int) throws -> CaseChanges?
    /// The cases of a customer, none being the customer of those that have none, with a call between the same two
    /// numbers within so many seconds of one of `samples`; the oldest first, erased ones left out.
    func similar(to samples: [CaseSample], customer: String?, withinSeconds: Int64) throws -> [String]
    /// One case with everything.
    func record(_ number: String) throws -> CaseRecord

    /// Keeps a submission that was returned, so that nothing accepted by the door is lost; returns its number, which is
    /// the one it completes if it completes one.
    func keepReturned(
        _ submission: [UInt8], details: ReturnedDetails, checkJSON: [UInt8], receivedAt: CaptureTime,
        completing: String?
    ) throws -> String
    /// A returned submission by its number.
    func returned(_ number: String) throws -> ReturnedSubmission
    /// A page of a list of returned submissions.
    func returnedPage(_ query: ReturnedQuery) throws -> ReturnedPage
    /// Changes a returned submission by what `decide` makes of it as it is now.
    @discardableResult
    func changeReturned(_ number: String, _ decide: (ReturnedSummary) throws -> ReturnedChange) throws
        -> ReturnedSummary
    /// Erases the content of a returned submission, all its versions, with proof; its number and times stay.
    func eraseReturned(_ number: String, reason: String, clock: any Clock, by actor: String) throws

    /// Deletes the captures of a case with proof; bytes that another case names stay. Returns how many.
    @discardableResult
    func deleteCaptures(of number: String, reason: String, clock: any Clock, by actor: String) throws -> Int
    /// Erases the content of a case, wherever it lies: captures, documents, submission and those that led to it,
    /// samples, names, words of the history, index. Its number, times, states and the proofs stay.
    func erase(_ number: String, reason: String, clock: any Clock, by actor: String) throws
    /// Deletes the bytes of returned submissions that were received before `limit` and never completed; returns how many.
    func deleteReturned(before limit: CaptureTime, reason: String, clock: any Clock, by actor: String) throws -> Int

    /// Looks at everything the store holds and says what is wrong; `progress` hears what is looked at.
    func check(_ progress: (String) -> Void) throws -> StoreCheck
}

extension CaseStore {
    /// Every case of `query`, page by page in its order.
    public func forEach(_ query: CaseQuery, _ body: (CaseSummary) throws -> Void) throws {
        var query = query
        while true {
            let page = try page(query)
            for summary in page.cases { try body(summary) }
            guard let next = page.next else { return }
            query.after = next
        }
    }
}

/// What a check of a store found.
public struct StoreCheck: Equatable, Sendable {
    /// Cases in it.
    public var cases = 0
    /// Captures whose bytes were hashed.
    public var captures = 0
    /// Analyses and reports that were unpacked and hashed.
    public var documents = 0
    /// Bytes read for that.
    public var bytes = 0
    /// What is wrong, one sentence each, with the cases concerned.
    public var problems: [String] = []
    /// Files that no case names, left by an interruption; they are removed after an hour.
    public var unnamed = 0

    /// Nothing looked at yet.
    public init() {}
}

/// Cases that something happened to.
public struct CaseChanges: Equatable, Sendable {
    /// Where the next look begins.
    public var stamp: Int64
    /// Their numbers; `nil` if there are more than were asked for.
    public var numbers: [String]?

    /// Changes of their parts.
    public init(stamp: Int64, numbers: [String]?) {
        self.stamp = stamp
        self.numbers = numbers
    }
}

extension CaseStore {
    /// No store has to tell.
    public func changes(after stamp: Int64, limit: Int) throws -> CaseChanges? { nil }
}
