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

/// Directed flows by their five-tuple, in a dense array.
struct FlowTable {
    private(set) var flows: [Flow] = []
    private var places = ProbeTable(slots: 1_024, slotsPerNumber: 2)
    private let seed = StreamIndex.Seed()

    /// The flow of a packet, made if it is new; -1 when `limit` flows exist and it is none of them.
    @inline(__always)
    mutating func index(of packet: NetworkPacket, limit: Int, isNew: inout Bool) -> Int {
        let ports = UInt32(packet.sourcePort) << 16 | UInt32(packet.destinationPort)
        let hash = self.hash(packet.source, packet.destination, ports)
        if let known = find(packet.source, packet.destination, ports, hash: hash) { return known }
        guard flows.count < limit else { return -1 }
        isNew = true
        return add(Flow(source: packet.source, destination: packet.destination, ports: ports), hash: hash)
    }

    /// The flow with these ends, if there is one.
    func find(source: TransportEndpoint, destination: TransportEndpoint) -> Int? {
        let ports = UInt32(source.port) << 16 | UInt32(destination.port)
        return find(
            source.address, destination.address, ports, hash: hash(source.address, destination.address, ports))
    }

    subscript(index: Int) -> Flow {
        @inline(__always) get { flows[index] }
        @inline(__always) _modify { yield &flows[index] }
    }

    @inline(__always)
    private func hash(_ source: IPAddress, _ destination: IPAddress, _ ports: UInt32) -> UInt64 {
        seed.hash(StreamIndex.Key(source: source, destination: destination, ports: ports, ssrc: 0))
    }

    @inline(__always)
    private func find(_ source: IPAddress, _ destination: IPAddress, _ ports: UInt32, hash: UInt64) -> Int? {
        places.find(hash) { number in
            flows[number].ports == ports && flows[number].source == source
                && flows[number].destination == destination
        }
    }

    private mutating func add(_ flow: Flow, hash: UInt64) -> Int {
        let number = flows.count
        flows.append(flow)
        places.add(number, hash: hash) { [flows, seed] earlier in
            let flow = flows[earlier]
            return seed.hash(
                StreamIndex.Key(source: flow.source, destination: flow.destination, ports: flow.ports, ssrc: 0))
        }
        return number
    }
}
