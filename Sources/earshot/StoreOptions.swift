import ArgumentParser
import CallVocabulary
import CaseWork
import Cases
import DiagnosticsService
import FolderVault
import OutputFiles
import PostgresCases
import SQLiteCases
import SupportProgram

/// Where cases are kept.
struct StoreOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The folder of the case store (default: the user's data folder), or the postgres:// address of its database.",
            valueName: "folder"))
    var store: String?

    @Option(
        help: ArgumentHelp(
            "The folder of captures and documents, where the store is a database (default: the user's data folder).",
            valueName: "folder"))
    var vault: String?

    func validate() throws {
        guard store?.isEmpty != true else { throw ValidationError("--store takes the name of a folder, not nothing") }
        guard vault?.isEmpty != true else { throw ValidationError("--vault takes the name of a folder, not nothing") }
    }

    /// The folder or the address that is in force.
    func location() throws -> String {
        try store ?? Settings.text(.store) ?? StoreOptions.defaultFolder(environment: Terminal.environment)
    }

    /// Whether the store is a database.
    func isDatabase() throws -> Bool { PostgresAddress.isAddress(try location()) }

    /// The folder in which captures and documents lie, and captures on their way up.
    func folder() throws -> String {
        guard try isDatabase() else { return try location() }
        return vault ?? Terminal.environment("EARSHOT_VAULT")
            ?? StoreOptions.defaultFolder(environment: Terminal.environment)
    }

    /// The same flags once more, for a command that is shown: the address of a database as `shown`, without its password.
    func words(for shown: String) -> String {
        guard let store else { return "" }
        let isDatabase = PostgresAddress.isAddress(store)
        return " --store \(isDatabase ? shown : store)" + (vault.map { " --vault \($0)" } ?? "")
    }

    /// Opens the store for what is to be done with it. A database is brought up to date by `store migrate` alone.
    func open(_ access: SQLiteCases.Access = .writing) throws -> any PortalStore {
        let folder = try folder()
        let location = try location()
        let captures = FolderVault(folder: folder + "/captures", packing: .none)
        let documents = FolderVault(folder: folder + "/documents", packing: .zstandard)
        return try StoreOptions.translating {
            guard try isDatabase() else {
                guard vault == nil else {
                    throw CommandFailure(
                        "--vault is for a store in a database; one in a folder has its captures there.")
                }
                let store = try SQLiteCases(folder: folder, captures: captures, documents: documents, access: access)
                OwnedPlaces.keep(
                    ["cases.sqlite", "captures/", "documents/", "reserve"], in: folder, for: "the store in \(folder)")
                return store
            }
            return try PostgresCases(address: location, captures: captures, documents: documents, migrates: false)
        }
    }

    /// Makes the tables of a database, or brings them up to date, and lets a role work with them.
    func migrate(grantingTo role: String?) throws -> PostgresCases {
        let folder = try folder()
        let location = try location()
        return try StoreOptions.translating {
            let store = try PostgresCases(
                address: location, captures: FolderVault(folder: folder + "/captures", packing: .none),
                documents: FolderVault(folder: folder + "/documents", packing: .zstandard), migrates: true)
            if let role { try store.grant(to: role) }
            return store
        }
    }

    /// The folder for a user's cases: `XDG_DATA_HOME/earshot`, else `HOME/.local/share/earshot`.
    static func defaultFolder(environment: (String) -> String?) -> String {
        if let data = environment("XDG_DATA_HOME"), data.hasPrefix("/") { return data + "/earshot" }
        return (environment("HOME") ?? ".") + "/.local/share/earshot"
    }

    /// Runs `body`, failures of the store in the words of the command line.
    static func translating<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as CaseStoreError {
            guard error.code != .interrupted else {
                Terminal.writeError(error.description + "\n")
                throw ExitCode(130)
            }
            throw CommandFailure(error.description + (remedy(for: error).map { " " + $0 } ?? ""))
        }
    }

    /// What to run, or to give, in the case of a failure.
    private static func remedy(for error: CaseStoreError) -> String? {
        switch error.code {
        case .caseNotFound: return "See them with: earshot case list"
        case .submissionNotFound: return "See them with: earshot case list --returned"
        case .caseClosed: return error.caseNumber.map { "Reopen it with: earshot case reopen \($0) REASON" }
        case .unusable,
            .readOnly where error.description.contains("postgres://"):
            return error.description.contains("no store in it") || error.description.contains("to be migrated")
                ? "Make it with: earshot store migrate" : nil
        case .unusable where error.description.contains("Install "): return nil
        case .unusable, .readOnly: return "Give a folder you may write to with --store."
        case .full: return "Make room, or give a folder on another disk with --store."
        case .importedAlready: return "Take it once more with --again."
        case .archiveUnusable: return "Export the case again with: earshot case export"
        case .damaged: return "See what is whole with: earshot store check"
        default: return nil
        }
    }
}

/// The time of a command: the machine's, or the one that was given.
struct CommandClock: Clock {
    private let given: ReceiptTime?

    /// A clock that stands at `given`, or runs.
    init(_ given: ReceiptTime?) {
        self.given = given
    }

    var now: CaptureTime { given?.time ?? ReceiptTime.now }
    var followsHistory: Bool { given == nil }
    /// By the machine's own clock, whatever time was given.
    var latest: CaptureTime? { ReceiptTime.now.advanced(byNanoseconds: ClockLimits.aheadSeconds * 1_000_000_000) }

    /// Throws if the time that was given is one that no entry may have.
    func requireNotAhead() throws {
        guard isAhead(now) else { return }
        throw CommandFailure(
            "\(now) is more than \(ClockLimits.aheadSeconds / 60) min ahead of this machine's clock (\(ReceiptTime.now)); an entry is made when something happens, not before."
        )
    }
}

/// One analysis step of a case with progress on the terminal; Ctrl-C ends it with nothing stored.
enum CaseRun {
    static func analyzing<Value>(
        _ store: any CaseStore, program: Program, quiet: Bool,
        _ body: (AnalyzeCase, ([String]) throws -> [HeldCapture]) throws -> Value
    ) throws -> Value {
        try StoreOptions.translating {
            try CaptureRun.reporting(quiet: quiet) { base, progress in
                var options = base
                options.threads = min(2, ProcessorCount.available)
                let analyze = AnalyzeCase(
                    program: program, documents: store.documentVault, toolVersion: Earshot.version, options: options,
                    progress: progress)
                return try body(analyze) { paths in
                    try TakeCaptures(into: store.captureVault, isStopped: options.isStopped).take(
                        paths, progress: progress)
                }
            }
        }
    }
}
