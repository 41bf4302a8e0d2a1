import Glibc
import TestSupport

/// UDP packets to this machine itself, built here.
package struct LoopbackSender: Sendable {
    private let descriptor: Int32
    /// A port of 127.0.0.1 that nothing else uses while the sender lives.
    package let port: UInt16

    /// A sender; `nil` without sockets.
    package init?() {
        let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        var address = Self.address(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(descriptor, pointer, length) == 0 && getsockname(descriptor, pointer, &length) == 0
            }
        }
        guard bound else {
            close(descriptor)
            return nil
        }
        self.descriptor = descriptor
        port = UInt16(bigEndian: address.sin_port)
    }

    /// Gives the port back.
    package func end() { close(descriptor) }

    /// Sends `payload` to the sender's own port.
    package func send(_ payload: [UInt8]) {
        var address = Self.address(port: port)
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                _ = sendto(
                    descriptor, payload, payload.count, 0, pointer, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    /// An RTP packet of 20 ms of PCMU.
    package static func rtp(sequence: UInt16, ssrc: UInt32 = 0x1234_5678) -> [UInt8] {
        Wire.rtp(
            Int(sequence), timestamp: Int(sequence) * 160, ssrc: ssrc, payload: [UInt8](repeating: 0xFF, count: 160))
    }

    private static func address(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
