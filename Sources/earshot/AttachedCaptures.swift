import ArgumentParser
import Glibc
import OutputFiles
import SampleIntake
import SupportProgram

/// What whoever takes a submission in knows about it.
struct IntakeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The country of numbers in national form, if the submission names none.", valueName: "GB, US, …"))
    var country: String?

    @Option(
        help: ArgumentHelp("The zone of times without one, if the submission names none.", valueName: "Europe/London"))
    var timeZone: String?

    /// What is known of who sends it in: by the flags, else as it is set.
    func known() throws -> StatedDefaults {
        StatedDefaults(
            country: try country ?? Settings.text(.country), timeZone: try timeZone ?? Settings.text(.zone),
            ownNumbers: try Settings.texts(.ownNumbers))
    }

    /// The bytes of a submission; a mail may be larger than the form in it.
    func read(_ file: String, _ program: Program) throws -> [UInt8] {
        try InputBytes.read(file, limit: max(program.criteria.maximumBytes, SamplePolicy().maximumMailBytes))
    }
}

/// The captures attached to mails, as files for as long as they are needed.
struct AttachedCaptures {
    /// Where they lie, in the order of the mails.
    private(set) var paths: [String] = []
    /// Folders of this run, the innermost last.
    private var folders: [String] = []

    /// Writes the captures that hang at `submissions` into a folder of their own.
    init(_ submissions: [[UInt8]]) throws {
        let found = submissions.flatMap { MailAttachment.captures(in: $0) }
        guard !found.isEmpty else { return }
        if let reason = put(found) {
            remove()
            throw CommandFailure("the captures attached to the mail could not be put down: \(reason)")
        }
    }

    /// Writes files; returns why that was not possible, or `nil`.
    private mutating func put(_ found: [MailAttachment]) -> String? {
        do throws(OutputFileError) {
            let place = Terminal.environment("TMPDIR") ?? "/tmp"
            let whole = try TemporaryName.createFolder(in: place, for: place)
            folders.append(whole)
            for attachment in found {
                // A name from a mail is a name and no path; equal names get folders of their own.
                let name = String(
                    attachment.name.filter { $0.isLetter || $0.isNumber || "._- ".contains($0) }.suffix(60))
                let folder = try TemporaryName.createFolder(in: whole, for: whole)
                folders.append(folder)
                let path = folder + "/" + (name.allSatisfy { $0 == "." || $0 == " " } ? "capture.pcap" : name)
                paths.append(path)
                try WholeFile.write(attachment.bytes, to: path, mode: 0o600)
            }
            return nil
        } catch {
            return error.description
        }
    }

    /// Takes the files away again.
    func remove() {
        for path in paths { unlink(path) }
        for folder in folders.reversed() { rmdir(folder) }
    }
}
