import CallVocabulary
import CaptureFiles
import CaseWork
import Foundation
import TestSupport
import Testing

/// A ring of files whose names say nothing about their order, cut from one of the project's calls.
private func ring() throws -> (folder: TemporaryFolder, whole: String) {
    let whole = Places.project.appendingPathComponent("Samples/calls/clean/capture.pcap").path
    let folder = try TemporaryFolder()
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
        _ = try folder.file(name, Array(bytes[0..<24] + bytes[from..<until]))
    }
    _ = try folder.file("notes.txt", Array("not a capture".utf8))
    return (folder, whole)
}

/// A call that crosses the files of a ring is one call, whatever the files are called.
@Test func ringsAreReadInTimeOrder() throws {
    let (folder, whole) = try ring()
    let expanded = try CaptureInputs.expand([folder.path])
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
    let folder = try TemporaryFolder()
    #expect(throws: CaptureInputs.Empty.self) { try CaptureInputs.expand([folder.path]) }
    #expect(try CaptureInputs.expand(["-"]) == ["-"])
    #expect(try CaptureInputs.expand(["/nonexistent", "/also-not"]) == ["/nonexistent", "/also-not"])
}

/// The same capture twice, under another name, is read once.
@Test func fileGivenTwiceIsReadOnce() throws {
    let (folder, whole) = try ring()
    let copy = folder.file("copy-of-it.pcap")
    try FileManager.default.copyItem(atPath: whole, toPath: copy)
    #expect(try CaptureInputs.expand([whole, copy]) == [whole])
    #expect(try CaptureInputs.expand([whole, whole]) == [whole])
    let repeated = CaptureInputs.repeated(in: [whole, folder.file("ring_00000.pcap"), copy])
    #expect(repeated.map(\.path) == [copy] && repeated.map(\.same) == [whole])
}
