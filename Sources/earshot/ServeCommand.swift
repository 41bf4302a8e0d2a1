import ArgumentParser
import CaseWork
import Cases
import DiagnosticsService
import Glibc
import JSONText
import SupportProgram

/// `earshot serve`: the portal.
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Runs the portal: customers hand in calls in a browser, support works on cases.",
        discussion: """
            Listens on this machine only, until a certificate or a proxy that brings TLS is named. Started over an empty \
            folder it shows a link that makes the first administrator.

            Settings come from flags, then from variables (EARSHOT_SERVE_PORT …), then from a JSON file: \
            \(ServeCommand.keys)

            EXAMPLES
              earshot serve
              earshot serve --address 0.0.0.0 --certificate chain.pem --private-key key.pem
              earshot serve --config serve.json --program program.json
            """)

    private static let keys =
        "address, port, publicAddress, certificate, privateKey, trustedProxies, uploadMebibytes, workers, jobMebibytes, jobSeconds."

    @Option(help: ArgumentHelp("Settings as JSON.", valueName: "file"))
    var config: String?

    @Option(help: "The address to listen on (default: 127.0.0.1).")
    var address: String?

    @Option(help: "The port to listen on (default: 8080); 0 takes a free one.")
    var port: Int?

    @Option(help: ArgumentHelp("The address people use, where it is another.", valueName: "https://name"))
    var publicAddress: String?

    @Option(help: ArgumentHelp("The certificate chain, PEM.", valueName: "file"))
    var certificate: String?

    @Option(help: ArgumentHelp("The certificate's private key, PEM.", valueName: "file"))
    var privateKey: String?

    @Option(
        name: .customLong("trusted-proxy"),
        help: ArgumentHelp("The IP address of a proxy that brings TLS (repeatable).", valueName: "address"))
    var trustedProxies: [String] = []

    @Option(help: "Captures analyzed at the same time (default: 2).")
    var workers: Int?

    @OptionGroup var choice: ProgramOptions
    @OptionGroup var place: StoreOptions

    @Option(help: "How to say where it listens: text on standard error, or json.")
    var format = SummaryOptions.Format.text

    @OptionGroup var out: OutputOptions

    /// Says where the portal is, and how the first administrator comes in.
    private func announce(_ address: String, _ folder: String, _ link: String?) throws {
        if format == .json {
            var json = JSONWriter(pretty: false)
            json.object { json in
                json.member("schema", "earshot.serve/1")
                json.member("address", address)
                json.member("store", folder)
                json.member("firstAdministrator", link)
            }
            return try out.deliver(json.bytes + [0x0A])
        }
        var text = "Earshot listens on \(address)\nStore: \(folder)\n"
        if let link { text += "Make the first administrator here, once, within a day:\n  \(link)\n" }
        if out.output != nil { return try out.deliver(text) }
        if !out.quiet || link != nil { Terminal.writeError(text) }
    }

    private func settings() throws -> ServiceSettings {
        var settings = ServiceSettings()
        do throws(ServiceSettings.Failure) {
            if let config {
                let bytes: [UInt8]
                do { bytes = try InputBytes.read(config, limit: 1 << 20) } catch {
                    throw ServiceSettings.Failure(description: "The settings in \(config) cannot be read: \(error)")
                }
                try settings.read(file: bytes, name: config)
            }
            try settings.read(environment: Terminal.environment(beginning: "EARSHOT_SERVE_"))
            if let address { settings.address = address }
            if let port {
                guard (0...65_535).contains(port) else {
                    throw ServiceSettings.Failure(description: "The port \(port) is not one from 0 to 65535.")
                }
                settings.port = port
            }
            if let publicAddress { settings.publicAddress = publicAddress }
            if let certificate { settings.certificate = certificate }
            if let privateKey { settings.privateKey = privateKey }
            if !trustedProxies.isEmpty { settings.trustedProxies = trustedProxies }
            if let workers { settings.workers = max(0, min(workers, 64)) }
            try settings.validate()
        } catch {
            throw CommandFailure(error.description)
        }
        return settings
    }

    func run() throws {
        let settings = try settings()
        let program = try choice.load()
        let store = try place.open()
        let folder = try place.folder()
        let isDatabase = try place.isDatabase()
        // The address of a database may hold a password, which others would see among the words of a process.
        let environment = isDatabase ? ["EARSHOT_STORE=\(try place.location())", "EARSHOT_VAULT=\(folder)"] : []
        var arguments = ["do-job"] + (isDatabase ? [] : ["--store", folder])
        arguments += [
            "--mebibytes", String(settings.jobMebibytes), "--seconds",
            String(settings.jobSeconds),
        ]
        if let file = choice.program { arguments += ["--program", file] }
        let work = WorkProgram(
            path: "/proc/self/exe", arguments: arguments, seconds: settings.jobSeconds, environment: environment)
        let service: DiagnosticsService
        do {
            service = try StoreOptions.translating {
                try DiagnosticsService(
                    store: store, program: program, settings: settings, version: Earshot.version,
                    uploads: folder + "/uploads", clock: CommandClock(nil), work: work)
            }
        } catch let error as ServiceSettings.Failure {
            throw CommandFailure(error.description)
        }
        if let failure = service.serve(isListening: { port in
            do {
                try announce(service.place(port: port), store.place, try? service.firstLink(port: port))
            } catch {
                Terminal.writeError("earshot: \(error)\n")
            }
        }) {
            throw CommandFailure("the service ended: \(failure)")
        }
    }
}

/// `earshot do-job`: what `serve` starts beside itself for each job.
struct DoJobCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "do-job", abstract: "Does a job for serve; not for people.", shouldDisplay: false)

    @Option var store: String?
    @Option var program: String?
    @Option var mebibytes: Int
    @Option var seconds: Int
    @Argument var job: Int64

    func run() throws {
        Confinement.closeInherited()
        // The program file and the zones of times are read before nothing else may be.
        var choice = ProgramOptions()
        choice.program = program
        let program = try choice.load()
        var place = StoreOptions()
        place.store = store
        place.vault = nil
        // A confined process makes no connection: one to a database is made before.
        let connected = try place.isDatabase() ? place.open() : nil
        if let reason = Confinement.enter(mebibytes: mebibytes, seconds: seconds) {
            Terminal.writeError("earshot: the kernel does not confine work on captures: \(reason)\n")
        }
        let cases = try connected ?? place.open()
        guard let job = try StoreOptions.translating({ try cases.job(job) }) else {
            throw CommandFailure("there is no such job.")
        }
        try StoreOptions.translating {
            try PortalWork(
                store: cases, program: program, uploads: place.folder() + "/uploads", version: Earshot.version,
                clock: CommandClock(nil)
            ).run(job)
        }
    }
}
