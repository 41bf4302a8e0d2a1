/// Loss as RTCP receivers report it (RFC 3550 §6.4.1, A.3), by the clause: what the ledger is compared with.
enum ReportedLoss {
    /// The fraction lost of an interval in 1/256, 0 where duplicates outnumber losses or nothing was expected.
    static func fraction(expected: Int, received: Int) -> UInt8 {
        let lost = expected - received
        guard expected > 0, lost > 0 else { return 0 }
        return UInt8(clamping: (lost << 8) / expected)
    }

    /// Cumulative lost as the 24-bit field holds it: clamped to -0x800000 … 0x7FFFFF.
    static func cumulative(expected: Int, received: Int) -> Int {
        min(max(expected - received, -0x80_0000), 0x7F_FFFF)
    }
}
