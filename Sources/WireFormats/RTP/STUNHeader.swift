/// The header of a STUN message (RFC 5389 §6, RFC 8489 §5).
///
/// ```
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |0 0|     method and class      |    length after the header    |
/// |                   magic cookie 0x2112A442                     |
/// |                transaction identifier, 96 bit                 |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// ```
@frozen
package struct STUNHeader: Equatable, Sendable {
    /// The class of a message, from bits 4 and 8 of the type.
    @frozen
    package enum MessageClass: UInt8, Sendable {
        /// Asks for a response.
        case request = 0
        /// Asks for none.
        case indication = 1
        /// A success response.
        case success = 2
        /// An error response.
        case failure = 3
    }

    /// Whether the message asks, tells or answers.
    package let messageClass: MessageClass
    /// The method: 1 Binding, 3 Allocate, 4 Refresh, 6 Send, 7 Data, 8 CreatePermission, 9 ChannelBind.
    package let method: UInt16
    /// The length of the attributes in bytes, a multiple of 4.
    package let attributesLength: Int
    /// The first 64 bits of the transaction identifier, which request and response share.
    package let transactionHigh: UInt64
    /// The last 32 bits of the transaction identifier.
    package let transactionLow: UInt32

    /// Reads the header at `start`; `nil` without the cookie, or if the length is no multiple of 4 or does not fit.
    @inlinable
    package init?(parsing bytes: RawSpan, from start: Int, to end: Int, wireLength: Int) {
        guard start >= 0, end <= bytes.byteCount, end >= start, end - start >= 20 else { return nil }
        let type = bytes.uint16(at: start)
        let length = Int(bytes.uint16(at: start + 2))
        guard type >> 14 == 0, bytes.uint32(at: start + 4) == 0x2112_A442, length % 4 == 0,
            20 + length <= wireLength
        else { return nil }
        switch (type >> 7 & 2) | (type >> 4 & 1) {
        case 0: messageClass = .request
        case 1: messageClass = .indication
        case 2: messageClass = .success
        default: messageClass = .failure
        }
        method = (type & 0x000F) | (type >> 1 & 0x0070) | (type >> 2 & 0x0F80)
        attributesLength = length
        transactionHigh = bytes.uint64(at: start + 8)
        transactionLow = bytes.uint32(at: start + 16)
    }
}
