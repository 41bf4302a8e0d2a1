import CallVocabulary
import Cases
import Foundation
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import ServiceLifecycle
import SupportProgram
import Synchronization

/// The service: the portal behind a server, with its workers, until it is told to end.
public struct DiagnosticsService: Sendable {
    private let portal: Portal
    private let work: WorkProgram?
    private let certificates: CertificateFiles?
    private let logger = DiagnosticsService.logger
    private let threads: NIOThreadPool

    /// Seconds that answers under way may take when it ends.
    static let farewellSeconds = 30
    /// Seconds after which a silent connection is closed.
    static let idleSeconds: Int64 = 60

    /// A service over a store; `work` is the program that does jobs, or `nil` if others do.
    public init(
        store: any PortalStore, program: Program, settings: ServiceSettings, version: String, uploads: String,
        clock: any Clock, work: WorkProgram?
    ) throws {
        try settings.validate()
        if let certificate = settings.certificate, let key = settings.privateKey {
            certificates = try CertificateFiles(chain: certificate, key: key, logger: DiagnosticsService.logger)
        } else {
            certificates = nil
        }
        threads = NIOThreadPool(numberOfThreads: 8)
        portal = Portal(
            store: store, program: program, settings: settings, version: version, uploads: uploads, clock: clock,
            threads: threads)
        try portal.uploads.prepare()
        self.work = work
    }

    private static var logger: Logger {
        var logger = Logger(label: "earshot")
        logger.logLevel = .warning
        return logger
    }

    /// The address people use once it listens on `port`.
    public func place(port: Int) -> String {
        let settings = portal.settings
        if let address = settings.publicAddress { return address }
        let host = settings.address.contains(":") ? "[\(settings.address)]" : settings.address
        return (settings.certificate != nil ? "https://" : "http://") + host + ":\(port)"
    }

    /// A link that makes the first administrator, where there is none yet; those made before do not work any more.
    public func firstLink(port: Int) throws -> String? {
        try portal.store.withdrawOwnLinks()
        let accounts = try portal.store.accounts()
        guard !accounts.contains(where: { $0.role == .administrator && $0.disabledAt == nil }) else { return nil }
        let secret = Secrets.new()
        try portal.store.put(
            OneTimeLink(
                hash: Secrets.hash(secret), role: .administrator, organisation: nil, madeBy: "",
                expiresAt: portal.clock.now.advanced(byNanoseconds: 86_400 * 1_000_000_000)))
        return place(port: port) + "/links/" + secret
    }

    /// The same for a thread that waits for its end; why it ended, or `nil` if it was told to.
    public func serve(isListening: @escaping @Sendable (Int) -> Void) -> String? {
        let end = DispatchSemaphore(value: 0)
        let outcome = ServiceOutcome()
        Task.detached {
            do {
                try await run(isListening: isListening)
            } catch {
                outcome.fail("\(error)")
            }
            end.signal()
        }
        end.wait()
        return outcome.failure
    }

    /// Runs until SIGTERM or SIGINT; `isListening` hears the port.
    public func run(isListening: @escaping @Sendable (Int) -> Void) async throws {
        threads.start()
        let application = Application(
            responder: PortalResponder(portal), server: try server(),
            configuration: ApplicationConfiguration(
                address: .hostname(portal.settings.address, port: portal.settings.port), serverName: nil),
            onServerRunning: { channel in isListening(channel.localAddress?.port ?? portal.settings.port) },
            logger: logger)
        var services: [ServiceGroupConfiguration.ServiceConfiguration] = [.init(service: application)]
        let workThreads = NIOThreadPool(numberOfThreads: max(1, portal.settings.workers + 1))
        workThreads.start()
        if let work, portal.settings.workers > 0 {
            services.append(
                .init(service: WorkService(portal: portal, program: work, logger: logger, threads: workThreads)))
        }
        var configuration = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(Self.farewellSeconds)
        try await ServiceGroup(configuration: configuration).run()
        try await workThreads.shutdownGracefully()
        try await threads.shutdownGracefully()
    }

    private func server() throws -> HTTPServerBuilder {
        let settings = portal.settings
        let limits = BodyGuard.Limits(bodyBytes: settings.uploadBytes)
        let plain = HTTPServerBuilder.http1(
            configuration: .init(
                additionalChannelHandlers: [BodyGuard(limits)], idleTimeout: .seconds(Self.idleSeconds)))
        guard let certificates else { return plain }
        return try .tls(plain, tlsConfiguration: certificates.configuration())
    }
}

/// Why a service ended.
private final class ServiceOutcome: Sendable {
    private let reason = Mutex<String?>(nil)

    var failure: String? { reason.withLock { $0 } }

    func fail(_ text: String) { reason.withLock { $0 = text } }
}
