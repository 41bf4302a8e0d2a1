import CallVocabulary
import WireFormats

/// One directed UDP five-tuple, and what its last RTP packet belonged to.
struct Flow {
    let source: IPAddress
    let destination: IPAddress
    /// Source port in the high half, destination port in the low.
    let ports: UInt32
    /// The SSRC of the flow's latest RTP packet, and its stream; -1 while it has none.
    var currentSSRC: UInt32 = 0
    var currentStream: Int32 = -1
    /// A session description names one of its ends.
    var isAdvertised = false
    /// What passes is another protocol whose packets begin like RTP.
    var isOther = false
    /// How many streams were recognised on it.
    var streamCount: Int32 = 0

    var sourceEndpoint: TransportEndpoint {
        TransportEndpoint(address: source, port: UInt16(truncatingIfNeeded: ports >> 16))
    }
    var destinationEndpoint: TransportEndpoint {
        TransportEndpoint(address: destination, port: UInt16(truncatingIfNeeded: ports))
    }
}

/// Directed flows by their five-tuple: open addressing over a dense array, one probe in the usual case.
///
/// The hash is seeded per table, so that a capture cannot be made to collide on purpose.
struct FlowTable {
    private(set) var flows: [Flow] = []
    /// High half: the hash's high half; low half: flow index + 1; 0 is free.
    private var slots: [UInt64]
    private var mask: Int
    private let seed = StreamIndex.Seed()

    init() {
        slots = [UInt64](repeating: 0, count: 1_024)
        mask = 1_023
    }

    /// The flow of a packet, made if it is new; -1 when `limit` flows exist and it is none of them.
    @inline(__always)
    mutating func index(of packet: NetworkPacket, limit: Int, isNew: inout Bool) -> Int {
        let ports = UInt32(packet.sourcePort) << 16 | UInt32(packet.destinationPort)
        return index(
            source: packet.source, destination: packet.destination, ports: ports, limit: limit, isNew: &isNew)
    }

    @inline(__always)
    mutating func index(
        source: IPAddress, destination: IPAddress, ports: UInt32, limit: Int, isNew: inout Bool
    ) -> Int {
        let hash = self.hash(source, destination, ports)
        var slot = Int(truncatingIfNeeded: hash) & mask
        while true {
            let entry = slots[slot]
            if entry == 0 { break }
            if entry >> 32 == hash >> 32 {
                let found = Int(entry & 0xFFFF_FFFF) - 1
                let flow = flows[found]
                if flow.ports == ports, flow.source == source, flow.destination == destination { return found }
            }
            slot = (slot + 1) & mask
        }
        guard flows.count < limit else { return -1 }
        isNew = true
        return insert(Flow(source: source, destination: destination, ports: ports), hash: hash, slot: slot)
    }

    /// The flow with these ends, if there is one.
    func find(source: TransportEndpoint, destination: TransportEndpoint) -> Int? {
        let ports = UInt32(source.port) << 16 | UInt32(destination.port)
        let hash = self.hash(source.address, destination.address, ports)
        var slot = Int(truncatingIfNeeded: hash) & mask
        while true {
            let entry = slots[slot]
            if entry == 0 { return nil }
            if entry >> 32 == hash >> 32 {
                let found = Int(entry & 0xFFFF_FFFF) - 1
                let flow = flows[found]
                if flow.ports == ports, flow.source == source.address, flow.destination == destination.address {
                    return found
                }
            }
            slot = (slot + 1) & mask
        }
    }

    subscript(index: Int) -> Flow {
        @inline(__always) get { flows[index] }
        @inline(__always) _modify { yield &flows[index] }
    }

    @inline(__always)
    private func hash(_ source: IPAddress, _ destination: IPAddress, _ ports: UInt32) -> UInt64 {
        seed.hash(StreamIndex.Key(source: source, destination: destination, ports: ports, ssrc: 0))
    }

    private mutating func insert(_ flow: Flow, hash: UInt64, slot: Int) -> Int {
        flows.append(flow)
        slots[slot] = (hash >> 32) << 32 | UInt64(flows.count)
        if flows.count * 2 > slots.count { grow() }
        return flows.count - 1
    }

    private mutating func grow() {
        let count = slots.count * 2
        slots = [UInt64](repeating: 0, count: count)
        mask = count - 1
        for (index, flow) in flows.enumerated() {
            let hash = self.hash(flow.source, flow.destination, flow.ports)
            var slot = Int(truncatingIfNeeded: hash) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = (hash >> 32) << 32 | UInt64(index + 1)
        }
    }
}
