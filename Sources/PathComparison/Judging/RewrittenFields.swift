import CallVocabulary

/// The header fields that differ between the points.
enum RewrittenFields {
    static func of(
        _ pair: StreamPair, _ near: RecordedStream, _ far: RecordedStream, _ result: StreamComparison
    ) -> [RewrittenField] {
        var fields: [RewrittenField] = []
        func add(_ field: RewrittenField.Field, _ atNear: String?, _ atFar: String?) {
            guard let atNear, let atFar, atNear != atFar else { return }
            fields.append(RewrittenField(field: field, near: atNear, far: atFar))
        }
        add(.sourceAddress, near.source.address.description, far.source.address.description)
        add(.sourcePort, String(near.source.port), String(far.source.port))
        add(.destinationAddress, near.destination.address.description, far.destination.address.description)
        add(.destinationPort, String(near.destination.port), String(far.destination.port))
        add(.ssrc, hexadecimal(near.ssrc), hexadecimal(far.ssrc))
        guard let common = pair.alignment.common.first else { return fields }
        let atNear = near.packets[common.near]
        let atFar = far.packets[common.far]
        add(.payloadType, String(atNear.payloadType), String(atFar.payloadType))
        add(.sequence, String(atNear.sequence), String(atFar.sequence))
        add(.timestamp, String(atNear.timestamp), String(atFar.timestamp))
        add(.dscp, result.near?.dscp.map { String($0) }, result.far?.dscp.map { String($0) })
        add(.hopLimit, result.near?.hopLimit.map { String($0) }, result.far?.hopLimit.map { String($0) })
        return fields
    }

    private static func hexadecimal(_ ssrc: UInt32) -> String {
        let digits = String(ssrc, radix: 16, uppercase: true)
        return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
    }
}
