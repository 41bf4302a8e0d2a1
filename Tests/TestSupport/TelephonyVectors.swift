import Foundation

/// The reference vectors: figures of standards, of tshark, and of two implementations that agree.
package enum TelephonyVectors {
    /// All of them by name; empty if the file cannot be read, so that what asks for one fails.
    package static var all: [String: Any] {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("telephony-vectors.json")
        guard let data = try? Data(contentsOf: file) else { return [:] }
        return (try? JSONSerialization.jsonObject(with: data)) as? [String: Any] ?? [:]
    }
}
