import CaseWork
import Foundation
import Reports
import Testing

/// Captures of this machine: the project's own samples, and the corpus beside it where there is one.
private func captures() -> [String] {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { root.deleteLastPathComponent() }
    let corpus =
        ProcessInfo.processInfo.environment["EARSHOT_CORPUS"].map { URL(fileURLWithPath: $0) }
        ?? root.deletingLastPathComponent().appendingPathComponent("shared/captures")
    var found: [String] = []
    for folder in [root.appendingPathComponent("Samples/calls"), corpus.appendingPathComponent("real")] {
        guard let names = FileManager.default.enumerator(atPath: folder.path) else {
            print("skipped: no captures at \(folder.path)")
            continue
        }
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

private func report(_ paths: [String], threads: Int, hashedBytes: Int = 64 << 20) -> [UInt8]? {
    var options = AnalyzeCapture.Options()
    options.threads = threads
    options.hashedBytes = hashedBytes
    guard let analysis = try? AnalyzeCapture(options: options).run(paths) else { return nil }
    return AnalysisReport.json(AnalysisDocument(analysis, toolVersion: "test"))
}

/// Reading ahead changes nothing: the documents are the same byte for byte.
@Test func twoThreadsSayWhatOneSays() {
    let paths = captures()
    #expect(paths.count >= 20)
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
