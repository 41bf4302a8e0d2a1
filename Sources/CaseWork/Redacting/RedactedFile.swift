import CallVocabulary
import CaptureFiles
import OutputFiles

/// A capture written again with other bytes in its packets: times, lengths, interfaces and drops as they were; comments,
/// names of interfaces and keys left out.
enum RedactedFile {
    private struct InterfaceKey: Hashable {
        var interface: Int
        var linkType: LinkType
    }

    /// Writes what `reader` gives to `output`, with the bytes that `packet` makes of each; as far as the reader gets.
    static func write(
        _ reader: inout CaptureFileReader, _ facts: CaptureFileFacts, to output: String, comment: String? = nil,
        packet body: (borrowing PacketBatch, CapturedPacket) -> [UInt8]
    ) throws {
        let file = try WholeFile(output, mode: 0o600)
        var writer = PcapngWriter()
        writer.beginSection(comment: comment)
        var interfaces: [InterfaceKey: Int] = [:]
        var order: [InterfaceKey] = []
        // Interfaces without packets may have counted drops.
        for (index, about) in facts.interfaces.enumerated() where about.drops != nil || about.received != nil {
            guard let linkType = about.linkType else { continue }
            let key = InterfaceKey(interface: index, linkType: linkType)
            interfaces[key] = interfaces.count
            order.append(key)
            writer.append(
                PcapngWriter.Interface(linkType: linkType, snapLength: UInt32(clamping: about.snapLength ?? 0)))
        }
        var batch = PacketBatch()
        while (try? reader.nextBatch(&batch)) ?? false {
            for packet in batch.packets {
                let key = InterfaceKey(interface: Int(packet.interface), linkType: packet.linkType)
                let interface = interfaces[key] ?? interfaces.count
                if interfaces[key] == nil {
                    interfaces[key] = interface
                    order.append(key)
                    let about = facts.interfaces.indices.contains(key.interface) ? facts.interfaces[key.interface] : nil
                    writer.append(
                        PcapngWriter.Interface(
                            linkType: packet.linkType, snapLength: UInt32(clamping: about?.snapLength ?? 0)))
                }
                writer.append(
                    at: packet.time, interface: interface, body(batch, packet), originalLength: packet.originalLength)
            }
            try file.write(writer.takeBytes())
        }
        for (index, key) in order.enumerated() {
            guard facts.interfaces.indices.contains(key.interface) else { continue }
            let about = facts.interfaces[key.interface]
            guard about.received != nil || about.drops != nil else { continue }
            writer.appendStatistics(
                interface: index, received: about.received, interfaceDrops: about.interfaceDrops,
                systemDrops: about.systemDrops ?? (about.interfaceDrops == nil ? about.drops : nil))
        }
        try file.write(writer.takeBytes())
        try file.finish()
    }
}
