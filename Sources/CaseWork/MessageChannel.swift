import Glibc

/// One end of the way between this program and a process it started: whole messages, one after the other.
struct MessageChannel {
    /// What went wrong: the other side is gone, does not take or say anything for too long, or says too much.
    struct Failed: Error {}

    private let descriptor: Int32
    /// How long to wait for the other side, in milliseconds; -1 for ever.
    private let patience: Int32

    /// A channel over the socket `descriptor`, which stays the caller's.
    init(_ descriptor: Int32, patienceMilliseconds: Int32) {
        self.descriptor = descriptor
        patience = patienceMilliseconds
    }

    func send(_ message: MessageBytes) throws(Failed) {
        guard let length = UInt32(exactly: message.bytes.count) else { throw Failed() }
        var head = MessageBytes()
        head.append(length)
        try send(head.bytes)
        try send(message.bytes)
    }

    /// The next message; `nil` where the other side has said all it had to say.
    func receive() throws(Failed) -> [UInt8]? {
        guard let head = try receive(bytes: 4) else { return nil }
        var length = MessageBytes(head)
        guard let count = try? length.next(UInt32.self), count <= WorkLimits.decodingMessageBytes else {
            throw Failed()
        }
        guard count > 0 else { return [] }
        guard let message = try receive(bytes: Int(count)) else { throw Failed() }
        return message
    }

    /// Says that nothing more comes.
    func close() { shutdown(descriptor, Int32(SHUT_WR)) }

    private func wait(for event: Int32) throws(Failed) {
        var watched = pollfd(fd: descriptor, events: Int16(event), revents: 0)
        while true {
            let outcome = poll(&watched, 1, patience)
            if outcome > 0 { return }
            guard outcome < 0, errno == EINTR else { throw Failed() }
        }
    }

    private func send(_ bytes: [UInt8]) throws(Failed) {
        var sent = 0
        while sent < bytes.count {
            let outcome = bytes.withUnsafeBytes {
                Glibc.send(
                    descriptor, $0.baseAddress.map { $0 + sent }, bytes.count - sent,
                    Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
            }
            if outcome > 0 {
                sent += outcome
            } else if outcome < 0, errno == EAGAIN {
                try wait(for: POLLOUT)
            } else if outcome == 0 || errno != EINTR {
                throw Failed()
            }
        }
    }

    /// Exactly `count` bytes; `nil` where the other side ended before the first.
    private func receive(bytes count: Int) throws(Failed) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var received = 0
        while received < count {
            try wait(for: POLLIN)
            let outcome = bytes.withUnsafeMutableBytes {
                recv(descriptor, $0.baseAddress.map { $0 + received }, count - received, 0)
            }
            if outcome > 0 {
                received += outcome
            } else if outcome == 0 {
                guard received == 0 else { throw Failed() }
                return nil
            } else if errno != EINTR {
                throw Failed()
            }
        }
        return bytes
    }
}
