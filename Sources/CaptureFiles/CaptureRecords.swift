import CallVocabulary

/// The body of a capture file in one format, fed with its bytes as they come.
protocol CaptureRecords: Sendable {
    /// What is being read now, for the error of a file that ends in it.
    var recordName: String { get }
    /// True if a file may end where no byte of the next record was seen.
    var mayEnd: Bool { get }
    /// True while the bytes at the buffer's start belong to a packet.
    var isInPacket: Bool { get }

    /// Reads the records that are whole.
    ///
    /// - Parameters:
    ///   - bytes: starts where the last call's ``DecodeStep/consumed`` ended.
    ///   - firstNumber: the number of the next packet.
    ///   - packets: gets the packets, with offsets into `bytes`.
    ///   - facts: gets what the file says about itself.
    ///   - limits: what the file may ask for.
    mutating func decode(
        _ bytes: RawSpan, firstNumber: Int, into packets: inout [CapturedPacket], facts: inout CaptureFileFacts,
        limits: CaptureFileLimits
    ) -> DecodeStep
}
