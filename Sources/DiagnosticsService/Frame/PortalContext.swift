import Hummingbird
import NIOCore

/// What is known of a connection.
public struct PortalContext: RequestContext {
    /// What every context has.
    public var coreContext: CoreRequestContextStorage
    /// The address at the other end.
    let peer: String

    /// A context of a connection.
    public init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        peer = source.channel.remoteAddress?.ipAddress ?? "local"
    }
}
