import ArgumentParser
import CaseWork
import Glibc

/// What `analyze --audio full` starts beside itself: decodes for it, so that a library which crashes takes nothing with it.
struct DecodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decode-streams", abstract: "Decodes for another command; not for people.", shouldDisplay: false)

    /// This program's own file, told to be this command; `nil` where the system does not say where it lies.
    static var program: DecoderProgram? {
        let arguments = ["decode-streams"]
        // The link is followed even after the file was replaced.
        if access("/proc/self/exe", X_OK) == 0 { return DecoderProgram(path: "/proc/self/exe", arguments: arguments) }
        guard let name = CommandLine.arguments.first, name.contains("/"), access(name, X_OK) == 0 else { return nil }
        return DecoderProgram(path: name, arguments: arguments)
    }

    func run() throws {
        var kind = stat()
        guard fstat(STDIN_FILENO, &kind) == 0, kind.st_mode & S_IFMT == S_IFSOCK else {
            throw CommandFailure("decode-streams is started by other commands, and of no use without them.")
        }
        let status = DecodingWork.run()
        guard status == 0 else { throw ExitCode(status) }
    }
}

/// What could not be heard, for the person at the terminal.
enum UnheardWords {
    static func note(_ unheard: UnheardStreams) -> String {
        let codecs = unheard.codecs.joined(separator: ", ")
        let streams =
            unheard.streams == 1
            ? "1 stream of \(codecs) was measured but not heard"
            : "\(unheard.streams) streams of \(codecs) were measured but not heard"
        switch unheard.reason {
        case .missing(let library):
            return "earshot: \(streams): \(library.rawValue) \(library.whatIsWrong). On "
                + "Debian and Ubuntu: apt install \(library.debianPackage)\n"
        case .decoderFailed:
            return
                "earshot: \(streams): the decoder failed. All else is complete.\n"
        }
    }
}
