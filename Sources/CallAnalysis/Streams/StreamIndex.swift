import CallVocabulary
import WireFormats

/// Streams by their five-tuple and SSRC: open addressing over stream indices, one probe in the usual case.
///
/// The keys themselves stand in the streams, beside the fields that the next packet changes. The hash is seeded per
/// table, so that a capture cannot be made to collide on purpose.
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

        /// Both halves of the product, so that every bit takes part.
        @inline(__always)
        private func folded(_ left: UInt64, _ right: UInt64) -> UInt64 {
            let product = left.multipliedFullWidth(by: right)
            return product.high ^ product.low
        }
    }

    let seed = Seed()
    /// High half: the hash's high half; low half: stream index + 1; 0 is free. At least three quarters of them are free,
    /// so that the first look nearly always decides.
    private(set) var slots = [UInt64](repeating: 0, count: 128)
    /// How many there are.
    private(set) var used = 0

    /// Adds the stream with number `index`; `keyOf` tells the keys of those that were added.
    mutating func add(_ key: Key, index: Int, keyOf: (Int) -> Key) {
        if (used + 1) * 4 > slots.count {
            let before = slots
            slots = [UInt64](repeating: 0, count: before.count * 2)
            // Only what was here: some streams never come in, and some gave way to others.
            for entry in before where entry != 0 {
                let earlier = Int(entry & 0xFFFF_FFFF) - 1
                place(keyOf(earlier), index: earlier)
            }
        }
        place(key, index: index)
        used += 1
    }

    /// The number that was added with `key`; `keyOf` tells the keys of all.
    func find(_ key: Key, keyOf: (Int) -> Key) -> Int? {
        let hash = seed.hash(key)
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            let found = Int(slots[slot] & 0xFFFF_FFFF) - 1
            if slots[slot] >> 32 == hash >> 32, keyOf(found) == key { return found }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// Has `key` lead to the stream with number `index` from now on; false if it led nowhere.
    mutating func replace(_ key: Key, index: Int, keyOf: (Int) -> Key) -> Bool {
        let hash = seed.hash(key)
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            if slots[slot] >> 32 == hash >> 32, keyOf(Int(slots[slot] & 0xFFFF_FFFF) - 1) == key {
                slots[slot] = (hash >> 32) << 32 | UInt64(index + 1)
                return true
            }
            slot = (slot + 1) & mask
        }
        return false
    }

    private mutating func place(_ key: Key, index: Int) {
        let hash = seed.hash(key)
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        slots[slot] = (hash >> 32) << 32 | UInt64(index + 1)
    }
}
