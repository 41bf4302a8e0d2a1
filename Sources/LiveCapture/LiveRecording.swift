import CallVocabulary
import CaptureFiles
import Glibc

/// What an interface delivers, written to a pcapng file as it comes, so that a run that is killed leaves its packets.
public final class LiveRecording {
    private var writer = PcapngWriter()
    private let descriptor: Int32
    private var failure: Int32 = 0
    /// Bytes written.
    public private(set) var bytesWritten = 0

    /// A recording in a new file at `path`, readable by its owner alone; `nil` if the system refuses (see `errno`).
    public init?(path: String, interface: String, linkType: LinkType, options: LiveCaptureOptions) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return nil }
        writer.beginSection()
        writer.append(
            PcapngWriter.Interface(
                linkType: linkType, snapLength: UInt32(clamping: options.snapLength), name: interface,
                comment: options.filter.isEmpty ? nil : "filter: \(options.filter)"))
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// The system's words for what went wrong; `nil` as long as everything was written.
    public var problem: String? { failure == 0 ? nil : String(cString: strerror(failure)) }

    /// Writes the packets of a batch; false if the disk is full or the file went away.
    public func write(_ batch: PacketBatch) -> Bool {
        for packet in batch.packets {
            let end = min(batch.bytes.count, packet.offset + packet.capturedLength)
            writer.append(
                at: packet.time, interface: 0, Array(batch.bytes[packet.offset..<end]),
                originalLength: packet.originalLength)
        }
        return flush()
    }

    /// Writes the interface's counters, if they are known, and brings everything to the disk.
    public func end(_ counters: LiveCaptureCounters?) -> Bool {
        if let counters {
            writer.appendStatistics(
                interface: 0, received: counters.received, interfaceDrops: counters.interfaceDrops,
                systemDrops: counters.systemDrops)
        }
        // A pipe cannot be synchronised, and need not.
        guard flush(), fsync(descriptor) == 0 || errno == EINVAL || errno == EROFS else {
            if failure == 0 { failure = errno }
            return false
        }
        return true
    }

    private func flush() -> Bool {
        guard failure == 0 else { return false }
        let bytes = writer.takeBytes()
        var offset = 0
        while offset < bytes.count {
            let written = bytes.withUnsafeBytes { buffer in
                Glibc.write(descriptor, buffer.baseAddress?.advanced(by: offset), bytes.count - offset)
            }
            if written < 0 {
                if errno == EINTR { continue }
                failure = errno
                return false
            }
            offset += written
        }
        bytesWritten += bytes.count
        return true
    }
}
