import Glibc
import Logging
import NIOCore
import NIOSSL
import Synchronization

/// The certificate and its key as they lie in their files: read again when those change, so that a renewed one is used
/// without a restart. One that cannot be used, as while it is being written, leaves the one before in its place.
final class CertificateFiles: Sendable {
    /// What the two files hold.
    private struct Pair {
        var chain: [NIOSSLCertificateSource]
        var key: NIOSSLPrivateKeySource

        var change: NIOSSLContextConfigurationOverride {
            var change = NIOSSLContextConfigurationOverride()
            change.certificateChain = chain
            change.privateKey = key
            return change
        }

        var configuration: TLSConfiguration {
            var tls = TLSConfiguration.makeServerConfiguration(certificateChain: chain, privateKey: key)
            tls.minimumTLSVersion = .tlsv12
            return tls
        }
    }
    private struct State {
        var current: Pair
        var stamp: [Int]
        var lookedAt: Int
    }
    private let chain: String
    private let key: String
    private let logger: Logger
    private let state: Mutex<State>

    /// Seconds between two looks at the files.
    private static let pause = 2

    init(chain: String, key: String, logger: Logger) throws {
        self.chain = chain
        self.key = key
        self.logger = logger
        for path in [chain, key] where access(path, R_OK) != 0 {
            throw ServiceSettings.Failure(
                description: "The file \(path) cannot be read: \(String(cString: strerror(errno))).")
        }
        let pair: Pair
        do { pair = try Self.read(chain, key) } catch {
            throw ServiceSettings.Failure(
                description: "The certificate in \(chain) and the private key in \(key) cannot be used together.")
        }
        state = Mutex(State(current: pair, stamp: Self.stamp(chain, key), lookedAt: Self.now))
    }

    /// TLS of a server with what is in the files now, and, for each connection, what is in them then.
    func configuration() -> TLSConfiguration {
        var tls = state.withLock { $0.current.configuration }
        tls.sslContextCallback = { _, promise in promise.succeed(self.newest()) }
        return tls
    }

    private func newest() -> NIOSSLContextConfigurationOverride {
        state.withLock { state in
            let now = Self.now
            guard now - state.lookedAt >= Self.pause else { return state.current.change }
            state.lookedAt = now
            let stamp = Self.stamp(chain, key)
            guard stamp != state.stamp else { return state.current.change }
            do {
                state.current = try Self.read(chain, key)
                state.stamp = stamp
                logger.notice("the certificate was read again")
            } catch {
                logger.warning(
                    "the changed certificate cannot be used; the one before is kept",
                    metadata: ["error": "\(type(of: error))"])
            }
            return state.current.change
        }
    }

    /// What is in the files, if certificate and key belong together.
    private static func read(_ chain: String, _ key: String) throws -> Pair {
        let pair = Pair(
            chain: try NIOSSLCertificate.fromPEMFile(chain).map { .certificate($0) },
            key: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
        _ = try NIOSSLContext(configuration: pair.configuration)
        return pair
    }

    /// By what it is told that files changed.
    private static func stamp(_ paths: String...) -> [Int] {
        paths.flatMap { path -> [Int] in
            var status = stat()
            guard stat(path, &status) == 0 else { return [-1] }
            return [Int(status.st_ino), Int(status.st_size), status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
        }
    }

    private static var now: Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec
    }
}
