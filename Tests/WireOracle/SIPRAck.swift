import WireFormats

/// Which provisional response a PRACK confirms (RFC 3262 §7.2): `RAck: 776656 1 INVITE`.
package struct SIPRAck: Equatable, Sendable {
    /// The `RSeq` of the provisional response.
    package let responseNumber: UInt32
    /// The `CSeq` of the request it answered.
    package let request: SIPCSeq

    package init?(parsing bytes: RawSpan, in range: Range<Int>) {
        var rest = range
        guard let number = bytes.takeWord(from: &rest),
            let value = bytes.decimal(in: number, limit: UInt64(UInt32.max)),
            let request = SIPCSeq(parsing: bytes, in: rest)
        else { return nil }
        responseNumber = UInt32(value)
        self.request = request
    }
}
