import CallAnalysis

/// Decodes streams on several threads, each stream on one of them and its packets in order: what is heard does not depend
/// on how many there are.
final class DecodingLanes {
    /// Packets for one thread, with their payloads one behind the other.
    private struct Work: Sendable {
        var packets: [(packet: StreamPayloads.Packet, end: Int)] = []
        var bytes: [UInt8] = []
    }

    /// One thread's part. Its listeners are touched by that thread alone until it has ended.
    private final class Lane: @unchecked Sendable {
        let queue = HandoverQueue<Work>(limit: 4)
        let listeners: [StreamListener]
        var waiting = Work()

        init(_ listeners: [StreamListener]) { self.listeners = listeners }

        func decode(_ work: Work) {
            let bytes = work.bytes.span.bytes
            var start = 0
            for (packet, end) in work.packets {
                listeners[packet.stream].add(packet, bytes.extracting(start..<end))
                start = end
            }
        }

        /// Hands over what waits; done here and now where nobody takes it.
        func handOver() {
            var work = Work()
            swap(&work, &waiting)
            guard !work.packets.isEmpty else { return }
            if !queue.give(work) { decode(work) }
        }
    }

    /// The bytes of payloads handed over at once.
    private static let workBytes = 1 << 18

    private let listeners: [StreamListener]
    private var lanes: [Lane] = []
    private let ended = HandoverQueue<Bool>(limit: 64)

    /// As many threads as `lanes` says, if there are as many streams; with one, all is done on the caller's.
    init(_ listeners: [StreamListener], lanes count: Int) {
        self.listeners = listeners
        let count = min(count, listeners.count, WorkLimits.decodingLanes)
        guard count > 1 else { return }
        for _ in 0..<count {
            let lane = Lane(listeners)
            let ended = ended
            let thread = WorkThread {
                while let work = lane.queue.take() { lane.decode(work) }
                _ = ended.give(true)
            }
            guard let thread else { break }
            thread.detach()
            lanes.append(lane)
        }
    }

    /// Takes the next packet.
    func add(_ packet: StreamPayloads.Packet, _ payload: RawSpan) {
        guard !lanes.isEmpty else { return listeners[packet.stream].add(packet, payload) }
        let lane = lanes[packet.stream % lanes.count]
        payload.withUnsafeBytes { lane.waiting.bytes.append(contentsOf: $0) }
        lane.waiting.packets.append((packet, lane.waiting.bytes.count))
        if lane.waiting.bytes.count >= DecodingLanes.workBytes { lane.handOver() }
    }

    /// Waits until all packets are decoded.
    func finish() {
        for lane in lanes {
            lane.handOver()
            lane.queue.close()
        }
        for _ in lanes { _ = ended.take() }
        lanes = []
    }

    deinit { finish() }
}
