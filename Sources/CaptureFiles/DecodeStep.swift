/// How far one pass over the buffered bytes came.
struct DecodeStep {
    /// Bytes that are done with, from the start of the buffer.
    var consumed: Int
    /// Bytes, counted from ``consumed``, without which the next pass cannot get further.
    var needed: Int
    /// What stopped the pass for good, at ``consumed``.
    var fault: RecordFault?
}

/// Why a record cannot be read; the decoder adds the place.
struct RecordFault: Error, Equatable {
    var code: CaptureFileError.Code
    var detail: String
    /// True if the record holds a packet, so that the error can number it.
    var concernsPacket: Bool

    init(_ code: CaptureFileError.Code = .malformedRecord, _ detail: String, concernsPacket: Bool = true) {
        self.code = code
        self.detail = detail
        self.concernsPacket = concernsPacket
    }
}
