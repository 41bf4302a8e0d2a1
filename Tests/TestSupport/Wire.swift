/// Packets as bytes, made by hand for tests: each layer is put around the bytes of the next.
package enum Wire {
    // MARK: Numbers in network order

    package static func word(_ value: Int) -> [UInt8] {
        [UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value)]
    }

    package static func long(_ value: UInt32) -> [UInt8] { bytes(value) }

    package static func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }

    package static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

    /// The Internet checksum (RFC 1071).
    package static func checksum(_ bytes: [UInt8]) -> [UInt8] {
        var sum = bytes.enumerated().reduce(0) { $0 + ($1.offset % 2 == 0 ? Int($1.element) << 8 : Int($1.element)) }
        while sum > 0xFFFF { sum = sum & 0xFFFF + sum >> 16 }
        return word(~sum)
    }

    // MARK: Layers

    package static let stations: [UInt8] = [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1]

    /// An Ethernet frame.
    package static func ethernet(
        _ payload: [UInt8], type: Int = 0x0800, stations: [UInt8] = Wire.stations
    ) -> [UInt8] {
        stations + word(type) + payload
    }

    /// An IPv4 packet of the protocol `next` with a right checksum; `fragment` is the word of flags and offset.
    package static func ipv4(
        _ payload: [UInt8], next: UInt8, from: [UInt8] = [192, 0, 2, 1], to: [UInt8] = [192, 0, 2, 2],
        number: Int = 1, fragment: Int = 0, hopLimit: UInt8 = 64, service: UInt8 = 0, length: Int? = nil
    ) -> [UInt8] {
        var header = [0x45, service] + word(length ?? 20 + payload.count) + word(number) + word(fragment)
        header += [hopLimit, next, 0, 0] + from + to
        header.replaceSubrange(10..<12, with: checksum(header))
        return header + payload
    }

    /// An IPv6 packet of the protocol `next`, from 2001:db8::1 to 2001:db8::2 unless told otherwise.
    package static func ipv6(
        _ payload: [UInt8], next: UInt8, from: [UInt8] = documentation(1), to: [UInt8] = documentation(2)
    ) -> [UInt8] {
        [0x60, 0, 0, 0] + word(payload.count) + [next, 64] + from + to + payload
    }

    /// 2001:db8::`last`.
    package static func documentation(_ last: UInt8) -> [UInt8] { [0x20, 1, 0x0D, 0xB8] + zeros(11) + [last] }

    /// A UDP datagram; without a checksum unless the addresses of its IPv4 packet are given.
    package static func udp(
        _ payload: [UInt8], _ from: Int, _ to: Int, between ends: (from: [UInt8], to: [UInt8])? = nil
    ) -> [UInt8] {
        let length = word(8 + payload.count)
        var bytes = word(from) + word(to) + length + [0, 0] + payload
        if let ends {
            bytes.replaceSubrange(6..<8, with: checksum(ends.from + ends.to + [0, 17] + length + bytes))
        }
        return bytes
    }

    /// A TCP segment; without a checksum unless the addresses of its IPv4 packet are given.
    package static func tcp(
        _ payload: [UInt8], _ from: Int, _ to: Int, sequence: UInt32, flags: UInt8 = 0x18,
        between ends: (from: [UInt8], to: [UInt8])? = nil
    ) -> [UInt8] {
        var bytes =
            word(from) + word(to) + long(sequence) + long(1) + [0x50, flags] + word(65_000) + zeros(4) + payload
        if let ends {
            bytes.replaceSubrange(16..<18, with: checksum(ends.from + ends.to + [0, 6] + word(bytes.count) + bytes))
        }
        return bytes
    }

    /// A UDP datagram in an IPv4 packet.
    package static func datagram(
        _ payload: [UInt8], _ fromPort: Int = 5_060, _ toPort: Int = 5_060, from: [UInt8] = [192, 0, 2, 1],
        to: [UInt8] = [192, 0, 2, 2], number: Int = 1
    ) -> [UInt8] {
        ipv4(udp(payload, fromPort, toPort), next: 17, from: from, to: to, number: number)
    }

    /// An RTP packet (RFC 3550); what is too large for a field is taken modulo its size.
    package static func rtp(
        _ sequence: Int, timestamp: Int, ssrc: UInt32 = 0x1234_5678, type: UInt8 = 0, marker: Bool = false,
        payload: [UInt8] = [UInt8](repeating: 0x55, count: 160)
    ) -> [UInt8] {
        [0x80, type | (marker ? 0x80 : 0)] + word(sequence) + long(UInt32(truncatingIfNeeded: timestamp)) + long(ssrc)
            + payload
    }

    // MARK: Files

    /// A pcap file, little-endian, in microseconds; link type 101 is IP without a link header.
    package static func pcap(
        _ packets: [(microseconds: Int64, bytes: [UInt8])], linkType: UInt32 = 101, snapLength: UInt32 = 65_535
    ) -> [UInt8] {
        func little(_ value: Int64) -> [UInt8] {
            withUnsafeBytes(of: UInt32(truncatingIfNeeded: value).littleEndian) { Array($0) }
        }
        var file = [0xA1B2_C3D4, 0x0004_0002, 0, 0, Int64(snapLength), Int64(linkType)].flatMap(little)
        for packet in packets {
            let length = Int64(packet.bytes.count)
            file += little(packet.microseconds / 1_000_000) + little(packet.microseconds % 1_000_000)
            file += little(length) + little(length) + packet.bytes
        }
        return file
    }
}
