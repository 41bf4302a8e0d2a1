import Foundation
import TestSupport

/// The reference vectors: figures of standards, of tshark, and of two implementations that agree.
enum SharedVectors {
    static func all() -> [String: Any]? { TelephonyVectors.all }

    static func object(_ name: String) -> [String: Any]? { all()?[name] as? [String: Any] }
}
