import CallVocabulary
import CaptureFiles
import CaseWork
import Foundation
import Testing

/// A ring of files whose names say nothing about their order, cut from one of the project's calls.
private func ring() throws -> (folder: String, whole: String) {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { root.deleteLastPathComponent() }
    let whole = root.appendingPathComponent("Samples/calls/clean/capture.pcap").path
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("earshot-ring-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: whole)))
    var offsets = [24]
    while let at = offsets.last, at + 16 <= bytes.count {
        let length = (0..<4).reduce(0) { $0 | Int(bytes[at + 8 + $1]) << (8 * $1) }
        offsets.append(at + 16 + length)
    }
    let names = ["ring_00002.pcap", "ring_00000.pcap", "ring_00001.pcap"]
    for (index, name) in names.enumerated() {
        let from = offsets[(offsets.count - 1) * index / 3]
        let until = offsets[(offsets.count - 1) * (index + 1) / 3]
        try Data(bytes[0..<24] + bytes[from..<until]).write(to: folder.appendingPathComponent(name))
    }
    try "not a capture".write(to: folder.appendingPathComponent("notes.txt"), atomically: true, encoding: .utf8)
    return (folder.path, whole)
}

/// A call that crosses the files of a ring is one call, whatever the files are called.
@Test func ringsAreReadInTimeOrder() throws {
    let (folder, whole) = try ring()
    let expanded = try CaptureInputs.expand([folder])
    #expect(
        expanded.map { ($0 as NSString).lastPathComponent } == [
            "ring_00002.pcap", "ring_00000.pcap", "ring_00001.pcap",
        ])
    let one = try AnalyzeCapture().run([whole]).result
    let three = try AnalyzeCapture().run(expanded).result
    #expect(three.calls.count == one.calls.count && three.streams.count == one.streams.count)
    for (own, other) in zip(three.streams, one.streams) {
        #expect(own.counts == other.counts && own.jitter?.meanMilliseconds == other.jitter?.meanMilliseconds)
    }
    #expect(three.captures.count == 3)
}

@Test func foldersWithoutCapturesAreTold() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("earshot-empty-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    #expect(throws: CaptureInputs.Empty.self) { try CaptureInputs.expand([folder.path]) }
    #expect(try CaptureInputs.expand(["-"]) == ["-"])
    #expect(try CaptureInputs.expand(["/nonexistent", "/also-not"]) == ["/nonexistent", "/also-not"])
}

/// The same capture twice, under another name, is read once.
@Test func fileGivenTwiceIsReadOnce() throws {
    let (folder, whole) = try ring()
    let copy = folder + "/copy-of-it.pcap"
    try FileManager.default.copyItem(atPath: whole, toPath: copy)
    #expect(try CaptureInputs.expand([whole, copy]) == [whole])
    #expect(try CaptureInputs.expand([whole, whole]) == [whole])
    let repeated = CaptureInputs.repeated(in: [whole, folder + "/ring_00000.pcap", copy])
    #expect(repeated.map(\.path) == [copy] && repeated.map(\.same) == [whole])
}
