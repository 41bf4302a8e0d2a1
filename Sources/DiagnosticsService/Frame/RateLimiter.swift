import CallVocabulary
import Synchronization

/// How often one may ask: so many at once, and so many a second after that.
final class RateLimiter: Sendable {
    /// What is limited, and by how much.
    enum Kind: Hashable, Sendable {
        /// Any request of an address or account.
        case request
        /// Attempts to sign in from an address.
        case signIn
        /// Forms and submissions that are checked, of an account.
        case check

        var burst: Double {
            switch self {
            case .request: return 3_000
            case .signIn: return 30
            case .check: return 2_000
            }
        }
        var perSecond: Double {
            switch self {
            case .request: return 1_000
            case .signIn: return 0.2
            case .check: return 1_000
            }
        }
    }

    private struct Key: Hashable {
        let kind: Kind
        let who: String
    }
    private struct Bucket {
        var left: Double
        var at: Int64
    }
    private let buckets = Mutex<[Key: Bucket]>([:])
    /// Askers that are remembered; the fullest are forgotten beyond that.
    private static let maximum = 50_000

    /// Takes one; the seconds to wait if there is none.
    func take(_ kind: Kind, of who: String, now: CaptureTime) -> Int? {
        buckets.withLock { buckets in
            let key = Key(kind: kind, who: who)
            if buckets.count > Self.maximum { buckets.removeAll() }
            var bucket = buckets[key] ?? Bucket(left: kind.burst, at: now.nanoseconds)
            let passed = max(0, Double(now.nanoseconds &- bucket.at) / 1e9)
            bucket.left = min(kind.burst, bucket.left + passed * kind.perSecond)
            bucket.at = max(bucket.at, now.nanoseconds)
            defer { buckets[key] = bucket }
            guard bucket.left >= 1 else { return max(1, Int(((1 - bucket.left) / kind.perSecond).rounded(.up))) }
            bucket.left -= 1
            return nil
        }
    }
}
