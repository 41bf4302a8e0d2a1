import Foundation

/// The reference vectors: figures of standards, of tshark, and of two implementations that agree.
enum SharedVectors {
    static func all() -> [String: Any]? {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("telephony-vectors.json")
        guard let data = try? Data(contentsOf: file) else { return nil }
        return try? JSONSerialization.jsonObject(with: data) as? [String: Any]
    }

    static func object(_ name: String) -> [String: Any]? { all()?[name] as? [String: Any] }
}
