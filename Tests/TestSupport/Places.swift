import Foundation

/// Where the project lies, and what may lie beside it: captures and reference cases that are not part of it.
///
/// A test that needs them has `.enabled(if: …, "the corpus of … is not here")`, so that it says when it does not run;
/// `scripts/test` fails where they are here and a test was skipped for them all the same.
package enum Places {
    /// The project's own folder.
    package static let project: URL = {
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { root.deleteLastPathComponent() }
        return root
    }()

    /// The captures: `EARSHOT_CORPUS`, else `shared/captures` beside the project; `nil` where they are not.
    package static let corpus: URL? = present(named("EARSHOT_CORPUS") ?? shared.appendingPathComponent("captures"))

    /// Part of the captures, if it is there.
    package static func corpus(_ name: String) -> URL? { corpus.flatMap { present($0.appendingPathComponent(name)) } }

    /// A file of reference cases: below `EARSHOT_SHARED`, else `shared` beside the project; `nil` where it is not.
    package static func reference(_ name: String) -> URL? {
        present((named("EARSHOT_SHARED") ?? shared).appendingPathComponent("reference/\(name)"))
    }

    private static let shared = project.deletingLastPathComponent().appendingPathComponent("shared")

    private static func named(_ variable: String) -> URL? {
        ProcessInfo.processInfo.environment[variable].map { URL(fileURLWithPath: $0) }
    }

    private static func present(_ url: URL) -> URL? { FileManager.default.fileExists(atPath: url.path) ? url : nil }
}
