import CallVocabulary
import Cases
import Hummingbird
import NIOPosix
import SupportProgram

/// What the portal needs of a store.
public typealias PortalStore = AccountStore & CaseStore & DraftStore & JobQueue

/// The portal: what it works with, and its doors.
public struct Portal: Sendable {
    let store: any PortalStore
    let settings: ServiceSettings
    let version: String
    let clock: any Clock
    let passwords: Passwords
    let uploads: UploadFolder
    let limiter = RateLimiter()
    let challenges = Challenges()
    let doorbell = Doorbell()
    let uploadsAtOnce = UploadsAtOnce()
    let handedOut = HandedOut()
    let eventStreams = EventStreams()
    let figures = ServiceFigures()
    let openCases = OpenCases()
    private let given: Program
    private let threads: NIOThreadPool

    /// The portal over a store. `uploads` is the folder where captures lie until a case takes them; `passwordRounds` is the
    /// cost of passwords, as a power of two.
    public init(
        store: any PortalStore, program: Program, settings: ServiceSettings, version: String, uploads: String,
        clock: any Clock, threads: NIOThreadPool, passwordRounds: Int = 15
    ) {
        self.store = store
        given = program
        self.settings = settings
        self.version = version
        self.clock = clock
        self.uploads = UploadFolder(path: uploads)
        self.threads = threads
        passwords = Passwords(rounds: passwordRounds)
    }

    /// Runs what waits for a disk on threads of their own.
    func work<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await threads.runIfActive(body)
    }

    /// The program, with the people that customers keep themselves.
    func program() throws -> Program { PortalProgram.program(given, people: try store.authorized()) }

    /// The program as it was given.
    var builtProgram: Program { given }

    /// The customers that accounts can belong to; empty if the program names none, and any name will do.
    var organisations: [String] { given.customers.map(\.name) }

    /// All doors.
    static let routes: [Route] =
        PublicDoors.routes + FigureDoors.routes + SignInDoors.routes + AccountDoors.routes + OrganisationDoors.routes
        + DraftDoors.routes
        + UploadDoors.routes + CaseDoors.routes + CaptureDoors.routes + ProductDoors.routes + EventDoors.routes
        + InterfaceDoors.routes

    /// Notes something in the audit log.
    func note(_ action: String, _ subject: String, by actor: Account?) throws {
        try store.note(
            AuditEntry(at: clock.now, actor: actor?.email ?? "", action: action, subject: subject))
    }
}

/// A program with the people that customers keep on a page of their own.
public enum PortalProgram {
    /// `program` with `people` added to their customers.
    public static func program(_ program: Program, people: [AuthorizedPerson]) -> Program {
        guard !people.isEmpty else { return program }
        var program = program
        for person in people {
            let entry = Customer.Representative(
                name: person.name, email: person.email, phone: person.phone, from: person.from, until: person.until)
            if let index = program.customers.firstIndex(where: { $0.name == person.organisation }) {
                program.customers[index].representatives.append(entry)
            }
        }
        return program
    }
}
