import NIOCore

/// multipart/form-data, as it comes, with bounded memory (RFC 7578, RFC 2046 5.1.1).
struct MultipartReader {
    enum Event: Equatable {
        case part(name: String, filename: String?)
        case data(ByteBuffer)
        case partEnd
        case end
    }
    enum Failure: Error, Equatable {
        case malformed
        case tooManyParts
        case headersTooLong
    }

    private enum State { case preamble, headers, body, epilogue }
    /// CRLF, two dashes, the boundary.
    private let delimiter: [UInt8]
    private var state = State.preamble
    /// Begins with a line end, so that the first boundary looks like the others.
    private var pending = ByteBuffer(string: "\r\n")
    private var parts = 0
    static let maximumHeaderBytes = 8_192
    static let maximumParts = 20_000

    /// `nil` if the content type is not multipart/form-data with a boundary.
    init?(contentType: String) {
        guard contentType.lowercased().hasPrefix("multipart/form-data"),
            let boundary = Self.parameter("boundary", of: contentType), (1...70).contains(boundary.utf8.count)
        else { return nil }
        delimiter = Array("\r\n--\(boundary)".utf8)
    }

    static func parameter(_ name: String, of value: String) -> String? {
        for piece in pieces(value) {
            guard let equal = piece.firstIndex(of: "="), piece[..<equal].trimmingBlanks.lowercased() == name else {
                continue
            }
            let raw = piece[piece.index(after: equal)...].trimmingBlanks
            guard raw.first == "\"", raw.last == "\"", raw.count >= 2 else { return raw }
            // Browsers percent-encode the quote; others escape it.
            let inner = raw.dropFirst().dropLast()
            return inner.split(separator: "\\\"", omittingEmptySubsequences: false).joined(separator: "\"")
                .split(separator: "%22", omittingEmptySubsequences: false).joined(separator: "\"")
        }
        return nil
    }

    private static func pieces(_ text: String) -> [Substring] {
        var pieces: [Substring] = []
        var isQuoted = false
        var start = text.startIndex
        for index in text.indices {
            if text[index] == "\"" { isQuoted.toggle() }
            if text[index] == ";", !isQuoted {
                pieces.append(text[start..<index])
                start = text.index(after: index)
            }
        }
        return pieces + [text[start...]]
    }

    mutating func feed(_ buffer: ByteBuffer) throws(Failure) -> [Event] {
        var buffer = buffer
        pending.writeBuffer(&buffer)
        var events: [Event] = []
        while try step(&events) {}
        pending.discardReadBytes()
        return events
    }

    private func find(_ needle: [UInt8]) -> Int? {
        pending.withUnsafeReadableBytes { bytes in
            guard let first = needle.first, bytes.count >= needle.count else { return nil }
            var index = 0
            let last = bytes.count - needle.count
            while index <= last {
                if bytes[index] == first {
                    var match = 1
                    while match < needle.count, bytes[index + match] == needle[match] { match += 1 }
                    if match == needle.count { return index }
                }
                index += 1
            }
            return nil
        }
    }

    /// One step; false if more bytes are needed.
    private mutating func step(_ events: inout [Event]) throws(Failure) -> Bool {
        switch state {
        case .epilogue:
            pending.clear()
            return false
        case .preamble, .body: return try boundary(&events)
        case .headers:
            guard let end = find([13, 10, 13, 10]) else {
                guard pending.readableBytes <= Self.maximumHeaderBytes else { throw .headersTooLong }
                return false
            }
            guard end <= Self.maximumHeaderBytes else { throw .headersTooLong }
            let text = FormBody.text(pending.readBytes(length: end) ?? [])
            // The last of the two line ends stays: the body may be empty, and is ended by its own.
            pending.moveReaderIndex(forwardBy: 4)
            try header(text, &events)
            state = .body
            return true
        }
    }

    private mutating func boundary(_ events: inout [Event]) throws(Failure) -> Bool {
        guard let place = find(delimiter) else { return flush(keeping: delimiter.count - 1, &events) }
        // What follows the boundary decides whether it ends everything or a part.
        guard pending.readableBytes >= place + delimiter.count + 2 else {
            return flush(keeping: pending.readableBytes - place, &events)
        }
        if state == .body, place > 0, let data = pending.readSlice(length: place) {
            events.append(.data(data))
        } else {
            pending.moveReaderIndex(forwardBy: place)
        }
        if state == .body { events.append(.partEnd) }
        pending.moveReaderIndex(forwardBy: delimiter.count)
        let two = pending.readBytes(length: 2) ?? []
        if two == [45, 45] {
            state = .epilogue
            events.append(.end)
        } else if two == [13, 10] {
            state = .headers
            parts += 1
            guard parts <= Self.maximumParts else { throw .tooManyParts }
        } else {
            throw .malformed
        }
        return true
    }

    private func header(_ text: String, _ events: inout [Event]) throws(Failure) {
        var name: String?
        var filename: String?
        for line in text.split(separator: "\r\n") {
            guard let colon = line.firstIndex(of: ":") else { throw .malformed }
            guard line[..<colon].lowercased() == "content-disposition" else { continue }
            let value = String(line[line.index(after: colon)...])
            name = Self.parameter("name", of: value)
            filename = Self.parameter("filename", of: value)
        }
        guard let name else { throw .malformed }
        events.append(.part(name: name, filename: filename))
    }

    /// Hands on what cannot be part of a boundary.
    private mutating func flush(keeping count: Int, _ events: inout [Event]) -> Bool {
        let ready = pending.readableBytes - count
        guard ready > 0 else { return false }
        if state == .body, let data = pending.readSlice(length: ready) {
            events.append(.data(data))
        } else {
            pending.moveReaderIndex(forwardBy: ready)
        }
        return false
    }
}
