import Foundation

/// A folder of one test's own, which is gone with the last that holds it.
package final class TemporaryFolder: Sendable {
    /// Where it is.
    package let path: String

    /// Makes it; `isMade` says no where the test wants only the name of one.
    package init(isMade: Bool = true) throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("earshot-\(UUID().uuidString)").path
        guard isMade else { return }
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The name of a file in it.
    package func file(_ name: String) -> String { "\(path)/\(name)" }

    /// A file in it with these bytes.
    package func file(_ name: String, _ bytes: [UInt8]) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
        return file(name)
    }
}

/// Names of files for the tests of a process that end with it: everything below is removed when the process ends.
package enum TemporaryFiles {
    private static let folder: String = {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("earshot-\(UUID().uuidString)").path
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        atexit { try? FileManager.default.removeItem(atPath: TemporaryFiles.folder) }
        return path
    }()

    /// A name that nobody else has, with this ending.
    package static func path(_ name: String) -> String { "\(folder)/\(UUID().uuidString)-\(name)" }
}
