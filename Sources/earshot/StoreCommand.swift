import ArgumentParser
import CaseWork
import Cases
import Escaping
import Reports

/// `earshot store`: what is done with the store as a whole.
struct StoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store", abstract: "Looks after the store of cases.",
        discussion: """
            EXAMPLES
              earshot store check
              earshot store check case.tar     can this archive be imported?
            """,
        subcommands: [Check.self])

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: "Reads everything in the store, or archives, and says what is damaged or missing.",
            discussion: "Every capture and document is hashed; status 1 means that something is wrong.")

        @Argument(help: "Archives (.tar) to verify in the place of the store.")
        var archives: [String] = []

        @Flag(help: "No progress.")
        var quiet = false

        @OptionGroup var choice: ProgramOptions
        @OptionGroup var place: StoreOptions

        func run() throws {
            guard archives.isEmpty else { return try checkArchives() }
            let store = try place.open(.reading)
            let isTold = !quiet && Terminal.isTerminal(2)
            let check = try StoreOptions.translating {
                try store.check { what in
                    guard isTold else { return }
                    Terminal.clearError()
                    Terminal.writeError("Checking \(what)")
                }
            }
            if isTold { Terminal.clearError() }
            var lines = [
                "\(check.cases) cases, \(check.captures) captures, \(check.documents) documents, \(check.bytes) bytes in \(store.folder)"
            ]
            if check.unnamed > 0 {
                lines.append(
                    "\(check.unnamed) files that no case names, left by an interruption: earshot case retain removes them."
                )
            }
            lines += check.problems.map { "✗ " + Escaping.terminal($0, limit: 1_000) }
            if check.problems.isEmpty { lines.append("✓ Everything is there and is what it was.") }
            try Terminal.show(lines.joined(separator: "\n") + "\n")
            if !check.problems.isEmpty { throw ExitCode(1) }
        }

        private func checkArchives() throws {
            let store = try place.open()
            let program = try choice.load()
            var isBroken = false
            for archive in archives {
                let name = Escaping.terminal(archive, limit: 500)
                do {
                    try CaseRun.analyzing(store, program: program, quiet: quiet) { analyze, _ in
                        try ImportCase(store: store, analyze: analyze, isStopped: { Interruption.wasAsked })
                            .verify(archive)
                    }
                    try Terminal.show("✓ \(name) is whole.\n")
                } catch let failure as CommandFailure {
                    isBroken = true
                    try Terminal.show("✗ \(failure.description)\n")
                }
            }
            if isBroken { throw ExitCode(1) }
        }
    }
}
