import CallVocabulary
import WireFormats

/// Streams by their five-tuple and SSRC.
///
/// The keys themselves stand in the streams, beside the fields that the next packet changes.
struct StreamIndex {
    /// What a packet has to have to belong to a stream.
    struct Key: Equatable {
        let source: IPAddress
        let destination: IPAddress
        /// Source port in the high half, destination port in the low.
        let ports: UInt32
        let ssrc: UInt32

        init(source: IPAddress, destination: IPAddress, ports: UInt32, ssrc: UInt32) {
            self.source = source
            self.destination = destination
            self.ports = ports
            self.ssrc = ssrc
        }

        @inline(__always)
        init(_ plain: PlainRTPPacket) {
            self.init(source: plain.source, destination: plain.destination, ports: plain.ports, ssrc: plain.ssrc)
        }
    }

    /// The secret part of the hash.
    struct Seed {
        let addresses = UInt64.random(in: .min ... .max)
        let rest = UInt64.random(in: .min ... .max)

        func hash(_ key: Key) -> UInt64 {
            let portsAndSource = UInt64(key.ports) << 32 | UInt64(key.ssrc)
            if let source = key.source.v4, let destination = key.destination.v4 {
                return hash(UInt64(source) << 32 | UInt64(destination), portsAndSource)
            }
            let low = folded(key.source.low ^ addresses, key.destination.low ^ rest)
            let high = folded(key.source.high ^ rest, key.destination.high ^ addresses)
            return folded(low ^ 0x9E37_79B9_7F4A_7C15, portsAndSource ^ high ^ rest)
        }

        /// The hash of a key over IPv4, as ``EthernetRTPSource`` reads it.
        @inline(__always)
        func hash(_ addressesIPv4: UInt64, _ portsAndSource: UInt64) -> UInt64 {
            folded(addressesIPv4 ^ addresses, portsAndSource ^ rest)
        }

        /// The hash of one number.
        @inline(__always)
        func hash(word: UInt64) -> UInt64 { folded(word ^ addresses, rest | 1) }

        /// Both halves of the product, so that every bit takes part.
        @inline(__always)
        private func folded(_ left: UInt64, _ right: UInt64) -> UInt64 {
            let product = left.multipliedFullWidth(by: right)
            return product.high ^ product.low
        }
    }

    let seed = Seed()
    /// At least three quarters of the slots are free, so that the first look nearly always decides.
    private var places = ProbeTable(slots: 128, slotsPerNumber: 4)

    /// The slots, as ``PacketLocator`` looks through them.
    var slots: [UInt64] { places.slots }
    /// How many streams there are.
    var used: Int { places.used }

    /// Adds the stream with number `index`; `keyOf` tells the keys of those that were added.
    mutating func add(_ key: Key, index: Int, keyOf: (Int) -> Key) {
        let seed = self.seed
        places.add(index, hash: seed.hash(key)) { seed.hash(keyOf($0)) }
    }

    /// The number that was added with `key`; `keyOf` tells the keys of all.
    func find(_ key: Key, keyOf: (Int) -> Key) -> Int? {
        places.find(seed.hash(key)) { keyOf($0) == key }
    }

    /// Has `key` lead to the stream with number `index` from now on; false if it led nowhere.
    mutating func replace(_ key: Key, index: Int, keyOf: (Int) -> Key) -> Bool {
        places.replace(seed.hash(key), with: index) { keyOf($0) == key }
    }
}
