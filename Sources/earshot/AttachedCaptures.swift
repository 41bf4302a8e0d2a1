import ArgumentParser
import FoundationEssentials
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

    /// The bytes of a submission; a mail may be larger than the form in it.
    func read(_ file: String, _ program: Program) throws -> [UInt8] {
        try InputBytes.read(file, limit: max(program.criteria.maximumBytes, SamplePolicy().maximumMailBytes))
    }
}

/// The captures attached to mails, as files for as long as they are needed.
struct AttachedCaptures {
    /// Where they lie, in the order of the mails.
    private(set) var paths: [String] = []
    private var folder: URL?

    /// Writes the captures that hang at `submissions` into a folder of their own.
    init(_ submissions: [[UInt8]]) throws {
        let found = submissions.flatMap { MailAttachment.captures(in: $0) }
        guard !found.isEmpty else { return }
        let folder = FileManager.default.temporaryDirectory.appending(path: "earshot-mail-\(UUID().uuidString)")
        self.folder = folder
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            for (index, attachment) in found.enumerated() {
                // A name from a mail is a name and no path; equal names get folders of their own.
                let name = String(
                    attachment.name.filter { $0.isLetter || $0.isNumber || "._- ".contains($0) }.suffix(120))
                let place = folder.appending(path: "\(index + 1)")
                try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
                let file = place.appending(path: name.allSatisfy { $0 == "." || $0 == " " } ? "capture.pcap" : name)
                try Data(attachment.bytes).write(to: file)
                paths.append(file.path)
            }
        } catch {
            remove()
            throw CommandFailure("cannot write the attached captures to \(folder.path): \(error)")
        }
    }

    /// Takes the files away again.
    func remove() {
        guard let folder else { return }
        // What is left lies in the system's own folder for temporary files.
        try? FileManager.default.removeItem(at: folder)
    }
}
