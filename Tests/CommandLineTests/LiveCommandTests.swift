import Foundation
import Testing

/// Whether `outcome` says that capturing is not permitted here; says so in turn.
private func isSkipped(_ outcome: Program.Outcome) -> Bool {
    guard outcome.errors.contains("not permitted") || outcome.errors.contains("no interface lo") else { return false }
    print("skipped: \(outcome.errors)")
    return true
}

@Test func aLiveCaptureEndsByItselfWithTheReportOfAnalyze() throws {
    let recording = Program.temporary("live.pcapng")
    defer { try? FileManager.default.removeItem(atPath: recording) }
    let live = try Program.run(
        "earshot",
        ["live", "-i", "lo", "--filter", "udp port 9", "--duration", "0.3", "--format", "json", "-w", recording])
    if isSkipped(live) { return }
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

@Test func wrongLiveCapturesAreRefused() throws {
    let filter = try Program.run("earshot", ["live", "-i", "lo", "--filter", "udp prt 9"])
    if isSkipped(filter) { return }
    #expect(filter.status == 2)
    #expect(filter.errors.contains("filter is not valid for lo"))
    let interface = try Program.run("earshot", ["live", "-i", "no-such-if0"])
    #expect(interface.status == 2)
    #expect(interface.errors.contains("there is no interface no-such-if0"))
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

@Test func withoutPermissionTheWayToItIsTold() throws {
    guard getuid() == 0, FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv") else {
        return print("skipped: only root can give permission up")
    }
    let program = Program.folder.appendingPathComponent("earshot").resolvingSymlinksInPath().path
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
    #expect(told.contains("setcap cap_net_raw,cap_net_admin=eip \(program)\n"))
    #expect(told.contains("tcpdump -i lo -w - | earshot analyze -\n"))
}
