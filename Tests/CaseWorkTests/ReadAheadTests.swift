import CaseWork
import Foundation
import Reports
import TestSupport
import Testing

/// Captures of this machine: the project's own samples, and the corpus beside it where there is one.
private func captures() -> [String] {
    var found: [String] = []
    for folder in [Places.project.appendingPathComponent("Samples/calls"), Places.corpus("real")].compactMap({ $0 }) {
        guard let names = FileManager.default.enumerator(atPath: folder.path) else { continue }
        for case let name as String in names {
            let path = folder.appendingPathComponent(name).path
            let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? nil
            if ["pcap", "pcapng", "cap"].contains((name as NSString).pathExtension), (size ?? 0) < 8 << 20 {
                found.append(path)
            }
        }
    }
    return found.sorted()
}

private func report(
    _ paths: [String], threads: Int, hashedBytes: Int = 64 << 20, aheadBytes: Int = 64 << 20
) -> [UInt8]? {
    var options = AnalyzeCapture.Options()
    options.threads = threads
    options.hashedBytes = hashedBytes
    options.aheadBytes = aheadBytes
    guard let analysis = try? AnalyzeCapture(options: options).run(paths) else { return nil }
    return AnalysisReport.json(AnalysisDocument(analysis, toolVersion: "test"))
}

/// Reading ahead changes nothing: the documents are the same byte for byte.
@Test func twoThreadsSayWhatOneSays() {
    let paths = captures()
    #expect(paths.count >= 15)
    for path in paths { #expect(report([path], threads: 1) == report([path], threads: 2), "\(path)") }
    // What is not hashed is read by the thread that listens, or by a third.
    for path in paths {
        let one = report([path], threads: 1, hashedBytes: 0)
        for threads in [2, 3] { #expect(one == report([path], threads: threads, hashedBytes: 0), "\(path)") }
    }
    let several = Array(paths.prefix(5))
    #expect(report(several, threads: 1) == report(several, threads: 2))
    // A file that cannot be read ends both alike.
    for hashedBytes in [0, 64 << 20] {
        #expect(report([several[0], "/nonexistent"], threads: 2, hashedBytes: hashedBytes) == nil)
    }
    print("captures read with one thread and with two: \(paths.count)")
}

/// A ring of many files: the batches in flight are handed back file after file, so that reading never waits for one.
@Test(.timeLimit(.minutes(20))) func manyFilesAreReadAhead() throws {
    let samples = captures().filter { $0.contains("Samples") }
    let many = (0..<60).map { samples[$0 % samples.count] }
    let analysis = try AnalyzeCapture(options: AnalyzeCapture.Options()).run(many)
    #expect(analysis.files.count == 60)
    #expect(report(many, threads: 1) == report(many, threads: 2))
    #expect(report(many, threads: 1, hashedBytes: 0) == report(many, threads: 2, hashedBytes: 0))
}

/// A run that is stopped reports what was read, and says so.
@Test func stoppedRunsReport() throws {
    let path = try #require(captures().first { $0.contains("Samples") })
    for (threads, hashedBytes) in [(1, 0), (2, 0), (2, 64 << 20), (3, 0)] {
        var options = AnalyzeCapture.Options()
        options.threads = threads
        options.hashedBytes = hashedBytes
        options.isStopped = { true }
        let analysis = try AnalyzeCapture(options: options).run([path, path])
        #expect(analysis.files.count == 1 && analysis.files[0].wasStopped)
        #expect(analysis.result.captures[0].packets > 0)
        let text = String(decoding: AnalysisReport.json(AnalysisDocument(analysis, toolVersion: "")), as: UTF8.self)
        #expect(text.contains("stopped by the user") && text.contains("\"complete\": false"))
    }
}

/// A folder of compressed captures, some of them plain or damaged, that is removed at the end.
private final class CompressedRing {
    private let folder: TemporaryFolder
    private(set) var paths: [String] = []

    init(_ captures: [String], plain: Set<Int> = [], cut: Set<Int> = []) throws {
        folder = try TemporaryFolder()
        for (index, path) in captures.enumerated() {
            var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
            if !plain.contains(index) { bytes = try CompressedRing.gzip(path) }
            if cut.contains(index) { bytes = bytes.prefix(bytes.count * 2 / 3) }
            let name = "\(index)-" + URL(fileURLWithPath: path).lastPathComponent
            paths.append(try folder.file(name, Array(bytes)))
        }
    }

    private static func gzip(_ path: String) throws -> Data {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["gzip", "-c", path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return bytes
    }
}

/// Compressed files are unpacked several at once, with room for all that waits or for next to nothing: the documents are
/// the same byte for byte, also where files between them are plain or end too early.
@Test(.timeLimit(.minutes(20))) func compressedRingsSayTheSame() throws {
    let samples = Array(captures().filter { $0.contains("Samples") }.prefix(12))
    for ring in [
        try CompressedRing(samples), try CompressedRing(samples, plain: [0, 3, 4, 11]),
        try CompressedRing(samples, plain: [1], cut: [2, 5, 7]),
    ] {
        let one = try #require(report(ring.paths, threads: 1))
        for threads in [2, 3, 12] {
            for aheadBytes in [1, 200_000, 64 << 20] {
                #expect(report(ring.paths, threads: threads, aheadBytes: aheadBytes) == one, "\(threads) \(aheadBytes)")
            }
        }
        // A file that is missing ends the run, and nobody goes on waiting.
        let lacking = Array(ring.paths.prefix(3)) + ["/nonexistent.gz"] + Array(ring.paths.dropFirst(3))
        for threads in [1, 2, 5] { #expect(report(lacking, threads: threads) == nil) }
    }
}

/// A run that is stopped while files are unpacked ahead reports the files it came to.
@Test func stoppedCompressedRunsReport() throws {
    let ring = try CompressedRing(Array(captures().filter { $0.contains("Samples") }.prefix(5)))
    for threads in [1, 2, 4] {
        var options = AnalyzeCapture.Options()
        options.threads = threads
        options.isStopped = { true }
        let analysis = try AnalyzeCapture(options: options).run(ring.paths)
        #expect(analysis.files.count == 1 && analysis.files[0].wasStopped)
        #expect(analysis.result.captures[0].packets > 0)
    }
}

/// Progress over several files counts all of them, and knows their size before they are read.
@Test func progressKnowsAllFiles() throws {
    let paths = Array(captures().filter { $0.contains("Samples") }.prefix(4))
    let sizes = try paths.map { try FileManager.default.attributesOfItem(atPath: $0)[.size] as? Int ?? 0 }
    let whole = sizes.reduce(0, +)
    for threads in [1, 2] {
        var options = AnalyzeCapture.Options()
        options.threads = threads
        var seen: [(Int, Int?)] = []
        _ = try AnalyzeCapture(options: options, progress: { seen.append(($0, $1)) }).run(paths)
        #expect(seen.count >= paths.count && seen.allSatisfy { $0.1 == whole })
        #expect(seen.last?.0 == whole)
        #expect(zip(seen, seen.dropFirst()).allSatisfy { $0.0 <= $1.0 })
    }
}
