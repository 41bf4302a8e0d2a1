import Crypto
import WireFormats

/// Opens packets of one master key: RTP by the rollover counter that is given, RTCP by the index it carries.
///
/// Nothing is kept between packets, so that copies, gaps and packets out of order, which a capture is full of, are no
/// matter. Every packet is authenticated before anything of it is believed.
package struct SRTPContext: Sendable {
    /// The master key.
    package let master: SRTPMasterKey
    private let media: SRTPSessionKeys
    private let control: SRTPSessionKeys

    /// Derives the session keys; `nil` only where the cipher refuses.
    package init?(_ master: SRTPMasterKey) {
        guard let media = SRTPSessionKeys(master, isControl: false),
            let control = SRTPSessionKeys(master, isControl: true)
        else { return nil }
        self.master = master
        self.media = media
        self.control = control
    }

    /// Bytes that protection adds to an RTP packet.
    package var mediaOverhead: Int {
        master.identifier.count + (master.leavesMediaUnauthenticated ? 0 : master.profile.mediaTagBytes)
    }

    // MARK: RTP

    /// The payload of the RTP packet that fills `packet`, padding included, if the tag is right for
    /// `rolloverCounter`; else `nil`.
    ///
    /// ```
    /// | RTP header | encrypted payload | MKI, usually none | tag |     counter mode (RFC 3711 §3.1)
    /// | RTP header | encrypted payload with its tag | MKI |          Galois/counter mode (RFC 7714 §8)
    /// ```
    package func openMedia(_ packet: RawSpan, headerLength: Int, rolloverCounter: UInt32) -> [UInt8]? {
        guard headerLength >= 12, headerLength <= packet.byteCount,
            packet.byteCount - headerLength >= mediaOverhead
        else { return nil }
        let sequence = packet.uint16(at: 2)
        let source = packet.uint32(at: 8)
        return master.profile.cipher == .galois
            ? openGaloisMedia(packet, headerLength, source, sequence, rolloverCounter)
            : openCounterMedia(packet, headerLength, source, sequence, rolloverCounter)
    }

    private func openCounterMedia(
        _ packet: RawSpan, _ headerLength: Int, _ source: UInt32, _ sequence: UInt16, _ rollover: UInt32
    ) -> [UInt8]? {
        let payloadEnd = packet.byteCount - mediaOverhead
        let identifierEnd = payloadEnd + master.identifier.count
        guard hasIdentifier(packet, at: payloadEnd) else { return nil }
        if !master.leavesMediaUnauthenticated {
            var authentication = HMAC<Insecure.SHA1>(key: media.authentication)
            packet.extracting(0..<payloadEnd).withUnsafeBytes { authentication.update(data: $0) }
            withUnsafeBytes(of: rollover.bigEndian) { authentication.update(data: $0) }
            let tag = Array(authentication.finalize()).prefix(master.profile.mediaTagBytes)
            guard areEqual(tag, packet.copied(identifierEnd..<packet.byteCount)) else { return nil }
        }
        let payload = packet.copied(headerLength..<payloadEnd)
        if master.leavesMediaClear || master.profile.cipher == .none { return payload }
        let index = UInt64(rollover) << 16 | UInt64(sequence)
        return SymmetricCipher.counterMode(
            payload, key: media.cipher, counter: counter(media.salt, source: source, index: index))
    }

    private func openGaloisMedia(
        _ packet: RawSpan, _ headerLength: Int, _ source: UInt32, _ sequence: UInt16, _ rollover: UInt32
    ) -> [UInt8]? {
        let sealedEnd = packet.byteCount - master.identifier.count
        guard hasIdentifier(packet, at: sealedEnd) else { return nil }
        // RFC 7714 §8.1: two zero bytes, source, rollover counter, sequence number.
        var nonce: [UInt8] = [0, 0]
        nonce.appendBigEndian(source)
        nonce.appendBigEndian(rollover)
        nonce.appendBigEndian(sequence)
        mix(media.salt, into: &nonce)
        return SymmetricCipher.openGalois(
            packet.copied(headerLength..<sealedEnd)[...], key: media.cipher, nonce: nonce,
            additional: packet.copied(0..<headerLength))
    }

    // MARK: RTCP

    /// The RTCP packets that fill `packet` in clear, if the tag is right; else `nil`.
    ///
    /// ```
    /// | 8 bytes clear | encrypted | E, index | MKI, usually none | tag |     counter mode (RFC 3711 §3.4)
    /// | 8 bytes clear | encrypted with its tag | E, index | MKI |           Galois/counter mode (RFC 7714 §9)
    /// ```
    package func openControl(_ packet: RawSpan) -> [UInt8]? {
        let overhead = 4 + master.identifier.count + master.profile.controlTagBytes
        guard packet.byteCount >= 8 + overhead else { return nil }
        let source = packet.uint32(at: 4)
        return master.profile.cipher == .galois
            ? openGaloisControl(packet, source)
            : openCounterControl(packet, source, bodyEnd: packet.byteCount - overhead)
    }

    private func openCounterControl(_ packet: RawSpan, _ source: UInt32, bodyEnd: Int) -> [UInt8]? {
        let tagStart = packet.byteCount - master.profile.controlTagBytes
        guard hasIdentifier(packet, at: bodyEnd + 4) else { return nil }
        var authentication = HMAC<Insecure.SHA1>(key: control.authentication)
        packet.extracting(0..<(bodyEnd + 4)).withUnsafeBytes { authentication.update(data: $0) }
        let tag = Array(authentication.finalize()).prefix(master.profile.controlTagBytes)
        guard areEqual(tag, packet.copied(tagStart..<packet.byteCount)) else { return nil }
        let indexWord = packet.uint32(at: bodyEnd)
        let isEncrypted = indexWord & 0x8000_0000 != 0
        if !isEncrypted || master.profile.cipher == .none { return packet.copied(0..<bodyEnd) }
        guard
            let body = SymmetricCipher.counterMode(
                packet.copied(8..<bodyEnd), key: control.cipher,
                counter: counter(control.salt, source: source, index: UInt64(indexWord & 0x7FFF_FFFF)))
        else { return nil }
        return packet.copied(0..<8) + body
    }

    private func openGaloisControl(_ packet: RawSpan, _ source: UInt32) -> [UInt8]? {
        let wordStart = packet.byteCount - master.identifier.count - 4
        guard hasIdentifier(packet, at: wordStart + 4) else { return nil }
        let indexWord = packet.uint32(at: wordStart)
        // RFC 7714 §9.1: two zero bytes, source, two zero bytes, index.
        var nonce: [UInt8] = [0, 0]
        nonce.appendBigEndian(source)
        nonce += [0, 0]
        nonce.appendBigEndian(indexWord & 0x7FFF_FFFF)
        mix(control.salt, into: &nonce)
        let word = packet.copied(wordStart..<(wordStart + 4))
        if indexWord & 0x8000_0000 != 0 {
            let head = packet.copied(0..<8)
            return SymmetricCipher.openGalois(
                packet.copied(8..<wordStart)[...], key: control.cipher, nonce: nonce, additional: head + word
            ).map { head + $0 }
        }
        let clear = packet.copied(0..<(wordStart - 16))
        let tag = packet.copied((wordStart - 16)..<wordStart)
        return SymmetricCipher.openGalois(tag[...], key: control.cipher, nonce: nonce, additional: clear + word) == nil
            ? nil : clear
    }

    // MARK: Parts

    /// True if the master key's identifier stands at `offset`, or if it has none.
    private func hasIdentifier(_ packet: RawSpan, at offset: Int) -> Bool {
        master.identifier.isEmpty
            || packet.copied(offset..<(offset + master.identifier.count)) == master.identifier
    }

    /// The first counter block (RFC 3711 §4.1.1): salt in fourteen bytes, met by the source at the fifth and by the
    /// packet's index of 48 bits at the ninth.
    private func counter(_ salt: SecretBytes, source: UInt32, index: UInt64) -> [UInt8] {
        var block: [UInt8] = [0, 0, 0, 0]
        block.appendBigEndian(source)
        block.appendBigEndian(index << 16)
        mix(salt, into: &block)
        return block
    }

    private func mix(_ salt: SecretBytes, into block: inout [UInt8]) {
        for (index, byte) in salt.bytes.enumerated() where index < block.count { block[index] ^= byte }
    }
}
