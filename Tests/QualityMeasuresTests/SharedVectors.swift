import Foundation

/// The reference vectors beside the project, if this machine has them.
enum SharedVectors {
    static func all() -> [String: Any]? {
        let environment = ProcessInfo.processInfo.environment
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let shared =
            environment["EARSHOT_SHARED"].map { URL(fileURLWithPath: $0) }
            ?? root.deletingLastPathComponent().appendingPathComponent("shared")
        guard let data = try? Data(contentsOf: shared.appendingPathComponent("reference/telephony-vectors.json")) else {
            print("skipped: no reference vectors at \(shared.path)")
            return nil
        }
        return try? JSONSerialization.jsonObject(with: data) as? [String: Any]
    }

    static func object(_ name: String) -> [String: Any]? { all()?[name] as? [String: Any] }
}
