import Foundation
import LoopbackSender
import Testing

/// Whether this machine lets the program capture on the loopback interface.
private let mayCapture: any TestTrait = {
    let errors = (try? Program.run("earshot", ["live", "-i", "lo", "--duration", "0.1"]).errors) ?? ""
    return .enabled(
        if: !errors.contains("not permitted") && !errors.contains("no interface lo"),
        "this machine lets no test capture")
}()

@Test(mayCapture) func aLiveCaptureEndsByItselfWithTheReportOfAnalyze() throws {
    let recording = Program.temporary("live.pcapng")
    defer { try? FileManager.default.removeItem(atPath: recording) }
    let live = try Program.run(
        "earshot",
        ["live", "-i", "lo", "--filter", "udp port 9", "--duration", "0.3", "--format", "json", "-w", recording])
    #expect(live.status == 0)
    #expect(live.errors.isEmpty)
    let document = try Program.json(live.output)
    let capture = try #require((document["captures"] as? [[String: Any]])?.first)
    #expect(capture["name"] as? String == "lo")
    #expect(capture["format"] as? String == "pcapng")
    #expect(capture["interfaceDrops"] as? Int == 0)
    #expect(capture["complete"] as? Bool == true)

    let again = try Program.json(Program.run("earshot", ["analyze", recording, "--format", "json"]).output)
    let read = try #require((again["captures"] as? [[String: Any]])?.first)
    #expect(read["packets"] as? Int == capture["packets"] as? Int)
    #expect(read["interfaceDrops"] as? Int == 0)
}

/// Sends one RTP stream to itself at a packet each 5 ms, until told to stop.
private final class Talker: @unchecked Sendable {
    private let sender: LoopbackSender
    private let lock = NSLock()
    private var isStopped = false
    let port: UInt16

    init() throws {
        sender = try #require(LoopbackSender())
        port = sender.port
        Thread.detachNewThread { [self] in
            var sequence: UInt16 = 0
            while lock.withLock({ !isStopped }) {
                sender.send(LoopbackSender.rtp(sequence: sequence))
                sequence &+= 1
                Thread.sleep(forTimeInterval: 0.005)
            }
            sender.end()
        }
    }

    func stop() { lock.withLock { isStopped = true } }
}

/// A report without what only a file has: its name and its checksum.
private func comparable(_ text: String) throws -> Data {
    var document = try Program.json(text)
    let captures = try #require(document["captures"] as? [[String: Any]])
    document["captures"] = captures.map { $0.filter { $0.key != "name" && $0.key != "sha256" } }
    return try JSONSerialization.data(withJSONObject: document, options: .sortedKeys)
}

@Test(mayCapture) func aLiveCaptureIsReportedLikeItsRecording() throws {
    let talker = try Talker()
    defer { talker.stop() }
    let recording = Program.temporary("live.pcapng")
    defer { try? FileManager.default.removeItem(atPath: recording) }
    let live = try Program.run(
        "earshot",
        [
            "live", "-i", "lo", "--filter", "udp port \(talker.port)", "--packets", "60", "--duration", "60",
            "--format", "json", "--write", recording,
        ])
    #expect(live.status == 0)
    let streams = try #require(try Program.json(live.output)["streams"] as? [[String: Any]])
    #expect(streams.count == 1)
    let counts = try #require(streams.first?["counts"] as? [String: Any])
    #expect(counts["received"] as? Int == 60)
    #expect(counts["lost"] as? Int == 0)
    let read = try Program.run("earshot", ["analyze", recording, "--format", "json"])
    #expect(read.status == 0)
    #expect(try comparable(read.output) == comparable(live.output))
}

@Test(mayCapture) func controlCEndsALiveCaptureWithItsReport() throws {
    let talker = try Talker()
    defer { talker.stop() }
    let recording = Program.temporary("live.pcapng")
    defer { try? FileManager.default.removeItem(atPath: recording) }
    let process = Process()
    process.executableURL = Program.place(of: "earshot")
    process.arguments = ["live", "-i", "lo", "--filter", "udp port \(talker.port)", "-w", recording]
    let output = Pipe()
    let errors = Pipe()
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    // Packets are there: the capture runs, and Ctrl-C is watched.
    while process.isRunning,
        (try? FileManager.default.attributesOfItem(atPath: recording)[.size] as? Int) ?? 0 < 4_000
    {
        Thread.sleep(forTimeInterval: 0.02)
    }
    process.interrupt()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let told = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(text.contains("Streams\n"))
    #expect(text.contains("127.0.0.1:\(talker.port)"))
    #expect(told.isEmpty)
}

@Test(mayCapture) func wrongLiveCapturesAreRefused() throws {
    let filter = try Program.run("earshot", ["live", "-i", "lo", "--filter", "udp prt 9"])
    #expect(filter.status == 2)
    #expect(filter.errors.contains("the filter 'udp prt 9' is not valid for lo: "))
    let interface = try Program.run("earshot", ["live", "-i", "no-such-if0"])
    #expect(interface.status == 2)
    #expect(interface.errors.contains("there is no interface no-such-if0"))
    #expect(interface.errors.contains("lo"))
    #expect(interface.errors.contains("Interfaces here: "))
    for arguments in [
        ["--duration", "0"], ["--packets", "0"], ["--buffer", "0"], ["-w", "-"], ["--duration", "nan"],
    ] {
        #expect(try Program.run("earshot", ["live", "-i", "lo"] + arguments).status == 2)
    }
    let folder = try Program.run("earshot", ["live", "-i", "lo", "-w", "/no-such-folder/a.pcapng"])
    #expect(folder.status == 2)
    #expect(folder.errors.contains("cannot write /no-such-folder/a.pcapng"))
}

private let canGivePermissionUp = getuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv")

@Test(.enabled(if: canGivePermissionUp, "only root can give permission up"))
func withoutPermissionTheWayToItIsTold() throws {
    let program = Program.place(of: "earshot").resolvingSymlinksInPath().path
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/setpriv")
    process.arguments = ["--bounding-set", "-net_raw,-net_admin", program, "live", "-i", "lo", "--duration", "0.1"]
    let errors = Pipe()
    process.standardError = errors
    process.standardOutput = Pipe()
    try process.run()
    let told = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 2)
    #expect(told.contains("setcap cap_net_raw=ep \(program)\n"))
    #expect(told.contains("tcpdump -i lo -w - | earshot analyze -\n"))
}
