import Foundation
import Testing

private let capture = "Samples/calls/burst-loss/capture.pcap"
private let form = "Samples/submissions/one-way-audio/submission.json"
private let received = ["--received-at", "2026-11-23T14:43:00Z"]

/// What is written destroys nothing: neither inputs nor devices, neither modes nor what else lies in the folder.
@Suite struct OutputTests {
    /// A folder of its own, gone at the end.
    private final class Folder {
        let path = Program.temporary("output")

        init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
        deinit { try? FileManager.default.removeItem(atPath: path) }

        func file(_ name: String) -> String { path + "/" + name }
        func copy(_ source: String, as name: String) throws -> String {
            try FileManager.default.copyItem(
                atPath: Program.root.appendingPathComponent(source).path, toPath: file(name))
            return file(name)
        }
        var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }
    }

    private func bytes(_ path: String) -> Data? { FileManager.default.contents(atPath: path) }

    private func mode(_ path: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    @Test func inputsAreNeverWritten() throws {
        let folder = try Folder()
        let input = try folder.copy(capture, as: "call.pcap")
        let sheet = try folder.copy("Samples/submissions/accepted-csv/submission.csv", as: "samples.csv")
        let before = (bytes(input), bytes(sheet))
        try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: input)
        try FileManager.default.linkItem(atPath: input, toPath: folder.file("hard"))
        for output in [
            input, folder.file("link"), folder.file("hard"),
            folder.path + "/../" + (folder.path as NSString).lastPathComponent + "/call.pcap",
        ] {
            for arguments in [
                ["analyze", input, "-o", output], ["analyze", folder.path, "-o", output],
                ["compare", capture, input, "-o", output], ["audio", input, "--stream", "stream-1", "-o", output],
                ["check", form, "--capture", input, "-o", output], ["show", input, "call-1", "-o", output],
                ["cut", input, "--call", "call-1", "-o", output],
                ["check", form, "--capture", input, "--fix", output],
                ["submit", form, "--capture", input, "--store", folder.file("store"), "-o", output],
            ] {
                let outcome = try Program.run("earshot", arguments)
                #expect(outcome.status == 2, "\(arguments)")
                #expect(outcome.errors.contains("would destroy it"), "\(arguments) \(outcome.errors)")
            }
        }
        for arguments in [["check", sheet, "--fix", sheet], ["check", sheet, "-o", sheet]] {
            #expect(try Program.run("earshot", arguments).status == 2)
        }
        #expect(bytes(input) == before.0 && bytes(sheet) == before.1)
        #expect(!folder.names.contains("store"))
    }

    /// Results go beside a store's own files, never into their place.
    @Test func filesOfAStoreAreNeverWritten() throws {
        let folder = try Folder()
        let store = folder.file("store")
        #expect(try Program.run("earshot", ["submit", form, "--store", store] + received).status == 0)
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("link"), withDestinationPath: store + "/cases.sqlite")
        for output in [store + "/cases.sqlite", folder.file("link"), store + "/captures/x", store + "/reserve"] {
            for arguments in [
                ["case", "list", "-o", output], ["case", "show", "1", "-o", output],
                ["case", "export", "1", "-o", output],
            ] {
                let outcome = try Program.run("earshot", arguments + ["--store", store])
                // An export never writes over anything, whoever it belongs to.
                let says =
                    arguments[1] == "export"
                    ? ["exists already", "cannot write", "would destroy it"] : ["would destroy it"]
                #expect(outcome.status == 2 && says.contains { outcome.errors.contains($0) }, "\(arguments) \(outcome)")
            }
        }
        #expect(try Program.run("earshot", ["store", "check", "--store", store]).status == 0)
        let beside = try Program.run("earshot", ["case", "list", "-o", store + "/list.txt", "--store", store])
        #expect(beside.status == 0, "\(beside.errors)")
    }

    @Test func aCaptureThatCannotBeReadIsNamedAsGiven() throws {
        let folder = try Folder()
        let path = folder.file("notes.pcap")
        try "notes, and no capture".write(toFile: path, atomically: true, encoding: .utf8)
        let outcome = try Program.run(
            "earshot", ["submit", form, "--capture", path, "--store", folder.file("store")] + received)
        #expect(outcome.status == 2 && outcome.errors.contains("notes.pcap: not a capture"), "\(outcome.errors)")
        #expect(!outcome.errors.contains("incoming"))
    }

    /// The file that a shell puts behind standard input or standard output is read or written like any other.
    @Test func filesBehindStandardInputAndOutputAreInputsToo() throws {
        let folder = try Folder()
        let input = try folder.copy(capture, as: "call.pcap")
        let sheet = try folder.copy("Samples/submissions/accepted-csv/submission.csv", as: "samples.csv")
        let before = (bytes(input), bytes(sheet))
        for command in [
            #""$0" analyze - -o "$1" <"$1""#, #""$0" check - --fix "$2" <"$2""#, #""$0" check - -o "$2" <"$2""#,
            #""$0" audio - --stream stream-1 -o "$1" <"$1""#, #""$0" analyze "$1" >>"$1""#,
            #""$0" analyze - <"$1" >>"$1""#, #""$0" check "$2" --capture "$1" >>"$1""#,
        ] {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            process.arguments = ["-c", command, Program.place(of: "earshot").path, input, sheet]
            let errors = Pipe()
            process.standardError = errors
            try process.run()
            let told = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(process.terminationStatus == 2, "\(command)")
            #expect(told.contains("would destroy it"), "\(command): \(told)")
            #expect(bytes(input) == before.0 && bytes(sheet) == before.1, "\(command)")
        }
        // Elsewhere is as it was.
        let other = try Program.run("earshot", ["analyze", input, "-o", folder.file("report.txt")])
        #expect(other.status == 0)
    }

    @Test func twoOutputsAreTwoFiles() throws {
        let folder = try Folder()
        let sheet = try folder.copy("Samples/submissions/accepted-csv/submission.csv", as: "samples.csv")
        let target = folder.file("out")
        for other in [target, folder.path + "/./out"] {
            let outcome = try Program.run("earshot", ["check", sheet, "--fix", target, "-o", other])
            #expect(outcome.status == 2 && outcome.errors.contains("written twice"))
        }
        let live = try Program.run("earshot", ["live", "-i", "lo", "--duration", "1", "-w", target, "-o", target])
        #expect(live.status == 2 && live.errors.contains("written twice"))
        let fix = try Program.run("earshot", ["check", sheet, "--fix", "-"] + received)
        #expect(fix.status == 2 && fix.errors.contains("-o"))
        #expect(folder.names == ["samples.csv"])
    }

    /// A pipe that is made by its own name stays a pipe, and its reader gets the bytes.
    @Test func pipesAndDevicesAreWrittenStraight() throws {
        let folder = try Folder()
        let pipe = folder.file("pipe")
        #expect(mkfifo(pipe, 0o600) == 0)
        let reader = Process()
        reader.executableURL = URL(fileURLWithPath: "/bin/cat")
        reader.arguments = [pipe]
        let content = Pipe()
        reader.standardOutput = content
        try reader.run()
        #expect(try Program.run("earshot", ["analyze", capture, "--format", "json", "-o", pipe]).status == 0)
        let text = String(decoding: content.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        #expect(try Program.json(text)["schema"] as? String == "earshot.analysis/1")
        var status = stat()
        #expect(lstat(pipe, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
        #expect(try Program.run("earshot", ["analyze", capture, "-o", "/dev/null"]).status == 0)
        #expect(try Program.run("earshot", ["audio", capture, "--stream", "stream-1", "-o", "/dev/null"]).status == 0)
        #expect(try Program.run("earshot", ["check", form, "--fix", "/dev/null"] + received).status == 0)
        #expect(lstat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
        let shown = try Program.run("earshot", ["analyze", capture, "--format", "json", "-o", "/dev/stdout"])
        #expect(try Program.json(shown.output)["schema"] as? String == "earshot.analysis/1")
        #expect(folder.names == ["pipe"])
    }

    @Test func aDashIsStandardOutput() throws {
        let named = try Program.run("earshot", ["analyze", capture, "-o", "-"])
        let plain = try Program.run("earshot", ["analyze", capture])
        #expect(named.status == 0 && named.output == plain.output && !plain.output.isEmpty)
        let sound = try Program.run("earshot", ["audio", capture, "--stream", "stream-1", "--quiet", "-o", "-"])
        #expect(sound.status == 0 && sound.output.hasPrefix("RIFF"))
        #expect(!FileManager.default.fileExists(atPath: Program.root.appendingPathComponent("-").path))
    }

    @Test func modesAndLinksStay() throws {
        let folder = try Folder()
        let target = folder.file("report.txt")
        try Data("old".utf8).write(to: URL(fileURLWithPath: target))
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: target)
        try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: "report.txt")
        #expect(try Program.run("earshot", ["analyze", capture, "-o", folder.file("link")]).status == 0)
        #expect(try mode(target) == 0o640)
        #expect(String(decoding: bytes(target) ?? Data(), as: UTF8.self).contains("Streams"))
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.file("link")) == "report.txt")
        #expect(try Program.run("earshot", ["analyze", capture, "-o", folder.file("new")]).status == 0)
        #expect(try mode(folder.file("new")) == 0o644)
        // A link that leads nowhere yet: the file appears where it leads or in its place, but nothing else is touched.
        #expect(folder.names == ["link", "new", "report.txt"])
    }

    @Test func leftOversAreSwept() throws {
        let folder = try Folder()
        let hour = Date(timeIntervalSinceNow: -3_700)
        for name in [".earshot-0123456789abcdef", ".earshot-keep", ".earshot-0123456789abcdee", "other"] {
            try Data().write(to: URL(fileURLWithPath: folder.file(name)))
        }
        for name in [".earshot-0123456789abcdef", ".earshot-keep", "other"] {
            try FileManager.default.setAttributes([.modificationDate: hour], ofItemAtPath: folder.file(name))
        }
        #expect(try Program.run("earshot", ["analyze", capture, "-o", folder.file("report")]).status == 0)
        #expect(folder.names == [".earshot-0123456789abcdee", ".earshot-keep", "other", "report"])
    }

    /// What cannot be written is status 2, and what was there is there still.
    @Test func fullDisksAreStatusTwo() throws {
        for arguments in [
            ["analyze", capture], ["analyze", capture, "--format", "json"], ["analyze", capture, "--format", "html"],
            ["check", form], ["explain"], ["program", "show"], ["--help"], ["--version"],
            ["check", form, "--format", "json"], ["compare", capture, capture],
        ] {
            let outcome = try Program.shell(arguments, "> /dev/full")
            #expect(outcome.status == 2, "\(arguments)")
            #expect(outcome.errors.contains("No space left"), "\(arguments): \(outcome.errors)")
        }
        let device = try Program.run("earshot", ["analyze", capture, "-o", "/dev/full"])
        #expect(device.status == 2 && device.errors.contains("No space left"))
        let folder = try Folder()
        let isFolder = try Program.run("earshot", ["analyze", capture, "-o", folder.path])
        #expect(isFolder.status == 2 && isFolder.errors.contains("is a folder"))
        let absent = try Program.run("earshot", ["analyze", capture, "-o", folder.file("no/such/place")])
        #expect(absent.status == 2)
        #expect(folder.names.isEmpty)
    }

    /// A reader that stops reading is no failure of the program.
    @Test func readersMayStop() throws {
        let outcome = try Program.shell(["analyze", capture, "--format", "json"], "| head -c 10")
        #expect(outcome.output.utf8.count == 10 && outcome.errors.isEmpty)
    }

    @Test func exportsAreWholeOrNotThere() throws {
        let folder = try Folder()
        let store = folder.file("store")
        let submitted = try Program.run(
            "earshot",
            ["submit", form, "--capture", "Samples/calls/one-way-private-address/capture.pcap", "--store", store]
                + received)
        #expect(submitted.status == 0, "\(submitted.output)")
        let archive = folder.file("case.tar")
        #expect(
            try Program.run("earshot", ["case", "export", "CASE-000001", "--store", store, "-o", archive]).status == 0)
        #expect(try mode(archive) == 0o600)
        let again = try Program.run("earshot", ["case", "export", "CASE-000001", "--store", store, "-o", archive])
        #expect(again.status == 2 && again.errors.contains("exists already"))
        let piped = try Program.shell(
            ["case", "export", "CASE-000001", "--store", store, "-o", "-"], "| tar -tf - | sort")
        #expect(piped.output.contains("CASE-000001/case.json"))
        let full = try Program.run("earshot", ["case", "export", "CASE-000001", "--store", store, "-o", "/dev/full"])
        #expect(full.status == 2)
        #expect(folder.names == ["case.tar", "store"])
    }
}

extension Program {
    /// Runs the program through a shell, with a redirection behind it.
    static func shell(_ arguments: [String], _ redirection: String) throws -> Outcome {
        let program = place(of: "earshot").path
        let words = ([program] + arguments).map { "'" + $0.replacing("'", with: "'\\''") + "'" }.joined(separator: " ")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", words + " " + redirection]
        process.currentDirectoryURL = root
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        let told = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
            errors: String(decoding: told, as: UTF8.self))
    }
}
