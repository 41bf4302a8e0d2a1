import ArgumentParser
import CaseWork
import Findings
import Reports
import SupportProgram

/// Which support program holds.
struct ProgramOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The support program (default: 8x8 Enterprise Support).", valueName: "file"))
    var program: String?

    /// The program, valid.
    func load() throws -> Program {
        guard let program = try program ?? Settings.text(.program) else { return .builtIn }
        return try Self.load(program)
    }

    /// The thresholds of the program; those of the built-in one are known without reading it.
    func thresholds() throws -> FindingThresholds {
        try program == nil && Settings.text(.program) == nil ? .ofBuiltInProgram : FindingThresholds(load())
    }

    /// The program of a file; a failure lists everything that is wrong with it.
    static func load(_ path: String) throws -> Program {
        switch ProgramReader.read(try InputBytes.read(path, limit: ProgramLimits.bytes, what: "a program file"))
        {
        case .success(let program): return program
        case .failure(let invalid):
            throw CommandFailure(
                ProgramReport.problems(invalid, file: path, style: OutputOptions.style(color: .never, toFile: true)))
        }
    }
}
