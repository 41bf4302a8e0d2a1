import CBuildFacts
import CLz4
import CZlib
import CZstd
import LiveCapture
import LoadedLibraries
import SQLiteCases
import SpeechDecoding
import Spreadsheets

/// What `earshot --version` says: the version, the commit it was built from, and the libraries with it and beside it.
enum VersionText {
    /// The lines, the version alone in the first.
    static var text: String {
        var lines = [Earshot.version]
        let commit = String(cString: earshot_commit())
        lines.append("commit    " + (commit.isEmpty ? "not named at the build" : commit))
        lines.append("linked    " + linked.map { "\($0.name) \($0.version)" }.joined(separator: ", "))
        let all = [LiveCaptureLibrary.loadable, SpreadsheetLibrary.loadable] + CodecLibrary.allCases.map(\.loadable)
        for library in all {
            let what = "\(library.name) for \(library.purpose)"
            if let obstacle = library.obstacle {
                let remedy: String
                if case .notInstalled = obstacle {
                    remedy = "apt-get install \(library.debianPackage)"
                } else {
                    remedy = obstacle.description
                }
                lines.append("missing   \(what): \(remedy)")
            } else {
                lines.append("loads     \(what)")
            }
        }
        return lines.joined(separator: "\n")
    }

    /// The libraries of other people in it that say their own version.
    private static var linked: [(name: String, version: String)] {
        var libraries = [
            ("zlib", zlibVersion().map { String(cString: $0) } ?? "unknown"),
            ("Zstandard", ZSTD_versionString().map { String(cString: $0) } ?? "unknown"),
            ("LZ4", LZ4_versionString().map { String(cString: $0) } ?? "unknown"),
        ]
        libraries.insert(("SQLite", SQLiteCases.engineVersion ?? "unknown"), at: 0)
        return libraries.map { (name: $0.0, version: $0.1) }
    }
}
