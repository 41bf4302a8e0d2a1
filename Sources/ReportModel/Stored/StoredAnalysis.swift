import JSONText

/// A stored analysis (`earshot.analysis/1`), read part by part.
///
/// Opening it reads every part once and keeps where it stands, so that what is asked for later is known to be readable;
/// of the document itself no more than one part is held at a time.
public struct StoredAnalysis: AnalysisSource, Sendable {
    /// Bytes of one part: a call with all its messages, a stream with all its intervals.
    public static let maximumPartBytes = 256 << 20
    /// Bytes in which the schema is looked for.
    private static let recognizedBytes = 512

    /// Bytes of the document: at most `count` from `offset` on, fewer only at its end.
    public typealias Reading = @Sendable (_ offset: Int, _ count: Int) -> [UInt8]

    /// All that is not in the lists.
    public let overview: AnalysisOverview
    private let read: Reading
    private var places: [Part: [Range<Int>]] = [:]
    private var calls: [String: Int] = [:]
    private var streams: [String: Int] = [:]

    private enum Part: String, CaseIterable { case captures, calls, streams, findings }

    /// True if a text that begins so is an analysis of any version.
    public static func isRecognized(_ head: some Sequence<UInt8>) -> Bool {
        let kept = head.prefix(recognizedBytes).filter { $0 > 0x20 && $0 != 0xEF && $0 != 0xBB && $0 != 0xBF }
        return kept.starts(with: "{\"schema\":\"earshot.analysis/".utf8)
    }

    /// The analysis that `bytes` hold.
    public init(_ bytes: [UInt8]) throws(DocumentError) {
        try self.init { offset, count in
            guard bytes.indices.contains(offset) else { return [] }
            return Array(bytes[offset..<min(bytes.count, offset + count)])
        }
    }

    /// The analysis that `read` gives.
    public init(_ read: @escaping Reading) throws(DocumentError) {
        self.read = read
        var overview = AnalysisOverview()
        var scan = JSONMembers(splitting: Part.allCases.map(\.rawValue), read: read)
        var others: [JSONValue.Member] = []
        do {
            while let item = try scan.next() {
                guard item.range.count <= Self.maximumPartBytes else {
                    throw DocumentError(
                        pointer: item.pointer, message: "this part is larger than \(Self.maximumPartBytes) bytes")
                }
                guard let part = item.element == nil ? nil : Part(rawValue: item.name) else {
                    let value = try JSONReader.read(read(item.range.lowerBound, item.range.count))
                    if Part(rawValue: item.name) != nil {
                        throw DocumentError(pointer: item.pointer, message: "a list is expected")
                    }
                    others.append(JSONValue.Member(name: item.name, value: value))
                    continue
                }
                places[part, default: []].append(item.range)
                switch part {
                case .captures: _ = try Self.decode(AnalysisCapture.self, read, item.range, item.pointer)
                case .calls:
                    let call = try Self.decode(AnalysisCall.self, read, item.range, item.pointer)
                    calls[call.id] = (places[.calls]?.count ?? 1) - 1
                case .streams:
                    let stream = try Self.decode(AnalysisStream.self, read, item.range, item.pointer)
                    streams[stream.id] = (places[.streams]?.count ?? 1) - 1
                case .findings: _ = try Self.decode(AnalysisFinding.self, read, item.range, item.pointer)
                }
            }
        } catch let error as JSONError {
            throw Self.unreadable(error)
        } catch let error as DocumentError {
            throw error
        } catch {
            throw DocumentError(pointer: "", message: "the document cannot be read")
        }
        guard case .string(let schema)? = others.first(where: { $0.name == "schema" })?.value,
            schema == AnalysisOverview.schema
        else {
            throw DocumentError(pointer: "/schema", message: "\"\(AnalysisOverview.schema)\" is expected")
        }
        overview = try FieldReading.read(AnalysisOverview.self, from: .object(others), at: "")
        self.overview = overview
    }

    private static func unreadable(_ error: JSONError) -> DocumentError {
        DocumentError(pointer: "", message: "\(error.message) (line \(error.line), column \(error.column))")
    }

    private static func decode<Value: DocumentPart>(
        _ type: Value.Type, _ read: Reading, _ range: Range<Int>, _ pointer: String
    ) throws(DocumentError) -> Value {
        let value: JSONValue
        do {
            value = try JSONReader.read(read(range.lowerBound, range.count))
        } catch {
            throw DocumentError(pointer: pointer, message: error.message)
        }
        return try FieldReading.read(type, from: value, at: pointer)
    }

    /// A part that was read before; one with nothing known only where the document has changed since.
    private func part<Value: DocumentPart>(_ part: Part, _ index: Int) -> Value {
        guard let known = places[part], known.indices.contains(index),
            let value = try? Self.decode(Value.self, read, known[index], "")
        else { return Value() }
        return value
    }

    /// How many captures there are.
    public var captureCount: Int { places[.captures]?.count ?? 0 }
    /// How many calls there are.
    public var callCount: Int { places[.calls]?.count ?? 0 }
    /// How many streams there are.
    public var streamCount: Int { places[.streams]?.count ?? 0 }
    /// How many findings there are.
    public var findingCount: Int { places[.findings]?.count ?? 0 }

    /// The capture at a place from 0.
    public func capture(_ index: Int) -> AnalysisCapture { part(.captures, index) }
    /// The call at a place from 0.
    public func call(_ index: Int) -> AnalysisCall { part(.calls, index) }
    /// The stream at a place from 0.
    public func stream(_ index: Int) -> AnalysisStream { part(.streams, index) }
    /// The finding at a place from 0.
    public func finding(_ index: Int) -> AnalysisFinding { part(.findings, index) }
    /// The place of the call with an id.
    public func callIndex(_ id: String) -> Int? { calls[id] }
    /// The place of the stream with an id.
    public func streamIndex(_ id: String) -> Int? { streams[id] }
}
