import ArgumentParser
import OutputFiles

/// The command line: flags and glue. What it prints comes from `Reports`, what it does from `CaseWork`.
@main
struct Earshot: ParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "earshot",
        abstract: "Checks call samples, finds out who could not hear whom, and opens the case.",
        discussion: """
            EXAMPLES
              earshot check samples.csv                 are these samples good enough to submit?
              earshot analyze call.pcap                 what happened in these calls?
              earshot show call.pcap call-1             one call step by step: messages, media, errors
              earshot cut call.pcap --call c1 -o c1.pcapng
                                                        its packets, to take away
              earshot redact call.pcap -o safe.pcapng   a capture to hand over: nothing in it names anybody
              earshot live -i eth0                      and what happens in these, just now?
              earshot compare near.pcap far.pcap        where between two capture points did packets go?
              earshot audio call.pcap --call call-1 -o call.wav
                                                        hear it as a receiver would
              earshot submit form.json --capture call.pcap
                                                        check, analyze, open a case, attach
              earshot case list                         the cases so far
              earshot serve                             the portal, for customers and support in a browser
              earshot program clock --region us --severity S2 --opened 2026-11-24T01:30:00Z
                                                        when is the answer due, and why
              earshot explain media.one-way-audio       what a finding means

            EXIT STATUS
              0  done, and nothing blocks
              1  done, and a submission was returned (or, with --fail-on fault, a fault was found)
              2  could not run: bad arguments, unreadable input, store failure

            Shell completions: earshot --generate-completion-script bash|zsh|fish
            """,
        version: version,
        subcommands: [
            CheckCommand.self, AnalyzeCommand.self, ShowCommand.self, CutCommand.self, RedactCommand.self,
            LiveCommand.self, CompareCommand.self, AudioCommand.self, SubmitCommand.self, CaseCommand.self,
            StoreCommand.self,
            ProgramCommand.self,
            ConfigCommand.self,
            ExplainCommand.self,
            ServeCommand.self,
            DecodeCommand.self, DoJobCommand.self,
        ])

    /// Runs the command given; like the library's own entry, but with this contract's exit statuses.
    static func main() {
        guard !CommandLine.arguments.isEmpty else {
            Terminal.writeError(
                "earshot: /proc is not there, and without it what was asked cannot be read; mount it.\n")
            exit(withError: ExitCode(2))
        }
        do {
            // The libraries are asked for their versions only where somebody wants to know.
            if CommandLine.arguments.dropFirst() == ["--version"] {
                try Terminal.show(VersionText.text + "\n")
                return
            }
            var command = try parseAsRoot()
            try command.run()
        } catch let code as ExitCode {
            exit(withError: code)
        } catch let failure as CommandFailure {
            fail("earshot: \(failure.description)")
        } catch let failure as OutputFileError {
            fail("earshot: \(failure.description)")
        } catch {
            // Help and version are "errors" with status 0; everything else is a wrong argument.
            guard exitCode(for: error) == .success else { fail(fullMessage(for: error)) }
            do {
                try Terminal.show(fullMessage(for: error) + "\n")
            } catch {
                fail("earshot: \(error)")
            }
            exit(withError: ExitCode(0))
        }
    }

    /// Ends with status 2 and a sentence on standard error.
    private static func fail(_ text: String) -> Never {
        Terminal.writeError(text + "\n")
        exit(withError: ExitCode(2))
    }
}
