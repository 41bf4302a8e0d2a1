import ArgumentParser
import CaseWork
import Cases
import Escaping
import JSONText
import Reports

/// `earshot store`: what is done with the store as a whole.
struct StoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store", abstract: "Looks after the store of cases.",
        discussion: """
            EXAMPLES
              earshot store check
              earshot store check case.tar     can this archive be imported?
              earshot store migrate --store postgres://owner@db.example/earshot --grant-to earshot_app
            """,
        subcommands: [Check.self, Migrate.self])

    struct Migrate: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "migrate",
            abstract: "Makes the tables of a store in a database, or brings them up to date.",
            discussion: """
                Every other command refuses a database that is not at its version. Migrations go forward only, one process at a \
                time. A store in a folder is brought up to date by whatever opens it.
                """)

        @Option(
            help: ArgumentHelp(
                "Lets this role work with the store; it can change no event, no proof of a deletion and no entry of the audit log.",
                valueName: "role"))
        var grantTo: String?

        @Option(help: "How to show what was done: text or json.")
        var format = CheckFormat.text

        @OptionGroup var place: StoreOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            guard try place.isDatabase() else {
                throw CommandFailure(
                    "a store in a folder is brought up to date when it is opened; nothing is to be done.")
            }
            let store = try place.migrate(grantingTo: grantTo)
            let version = try StoreOptions.translating { try store.serverVersion() }
            if format == .json {
                var json = JSONWriter(pretty: true)
                json.object { json in
                    json.member("store", store.place)
                    json.member("server", version)
                    json.member("grantedTo", grantTo)
                }
                return try output.deliver(json.bytes + [0x0A])
            }
            var text = "✓ The store at \(store.place) is up to date (PostgreSQL \(version)).\n"
            if let grantTo { text += "✓ \(Escaping.terminal(grantTo, limit: 100)) may work with it.\n" }
            try output.deliver(text)
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: "Reads everything in the store, or archives, and says what is damaged or missing.",
            discussion: "Every capture and document is hashed; status 1 means that something is wrong.")

        @Argument(help: "Archives (.tar) to verify in the place of the store.")
        var archives: [String] = []

        @Option(help: "How to show what was found: text or json.")
        var format = CheckFormat.text

        @OptionGroup var choice: ProgramOptions
        @OptionGroup var place: StoreOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            try output.protect(archives + [choice.program])
            guard archives.isEmpty else { return try checkArchives() }
            let store = try place.open(.reading)
            let isTold = !output.quiet && Terminal.isTerminal(2)
            let check = try StoreOptions.translating {
                try store.check { what in
                    guard isTold else { return }
                    Terminal.clearError()
                    Terminal.writeError("Checking \(what)")
                }
            }
            if isTold { Terminal.clearError() }
            if format == .json {
                try output.deliver(
                    ArchiveReport.checked(
                        folder: store.place, cases: check.cases, captures: check.captures, documents: check.documents,
                        bytes: check.bytes, unnamed: check.unnamed, problems: check.problems))
                if !check.problems.isEmpty { throw ExitCode(1) }
                return
            }
            var lines = [
                "\(check.cases) cases, \(check.captures) captures, \(check.documents) documents, \(check.bytes) bytes in \(store.place)"
            ]
            if check.unnamed > 0 {
                lines.append(
                    "\(check.unnamed) files that no case names, left by an interruption: earshot case retain removes them."
                )
            }
            lines += check.problems.map { "✗ " + Escaping.terminal($0, limit: 1_000) }
            if check.problems.isEmpty { lines.append("✓ Everything is there and is what it was.") }
            try output.deliver(lines.joined(separator: "\n") + "\n")
            if !check.problems.isEmpty { throw ExitCode(1) }
        }

        private func checkArchives() throws {
            let store = try place.open()
            let program = try choice.load()
            var isBroken = false
            var text = ""
            var problems: [String] = []
            for archive in archives {
                let name = Escaping.terminal(archive, limit: 500)
                do {
                    try CaseRun.analyzing(store, program: program, quiet: output.quiet) { analyze, _ in
                        try ImportCase(store: store, analyze: analyze, isStopped: { Interruption.wasAsked })
                            .verify(archive)
                    }
                    text += "✓ \(name) is whole.\n"
                } catch let failure as CommandFailure {
                    isBroken = true
                    text += "✗ \(failure.description)\n"
                    problems.append(failure.description)
                }
            }
            switch format {
            case .text: try output.deliver(text)
            case .json:
                try output.deliver(
                    ArchiveReport.checked(
                        folder: store.place, cases: archives.count, captures: 0, documents: 0, bytes: 0, unnamed: 0,
                        problems: problems))
            }
            if isBroken { throw ExitCode(1) }
        }
    }
}
