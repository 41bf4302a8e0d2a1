import CallVocabulary
import Escaping
import JSONText
import ReportModel

/// An analysis as flat tables, a kind of thing each: for spreadsheets, for data frames, for columns in Parquet. What a column
/// means and of what type it is never changes; new columns come last.
public enum ResultTable: String, Sendable, CaseIterable {
    /// A row for each call.
    case calls
    /// A row for each stream.
    case streams
    /// A row for each finding.
    case findings
    /// A row for each ten seconds of each stream.
    case intervals

    /// The name of a row's schema: `earshot.call/1`.
    public var schema: String { "earshot.\(rawValue.dropLast())/1" }

    /// What a column holds.
    public enum Kind: String, Sendable {
        /// Text.
        case text
        /// A whole number.
        case integer
        /// A number with a point.
        case number
        /// True or false.
        case truth
        /// A moment, RFC 3339 in UTC.
        case time

        /// The type in SQL, and of the column in Parquet.
        public var sql: String {
            switch self {
            case .text: "VARCHAR"
            case .integer: "BIGINT"
            case .number: "DOUBLE"
            case .truth: "BOOLEAN"
            case .time: "TIMESTAMPTZ"
            }
        }
    }

    /// The columns in order: name, type, meaning.
    public var columns: [(name: String, kind: Kind, meaning: String)] {
        switch self {
        case .calls: CallColumns.all.map(\.described)
        case .streams: StreamColumns.all.map(\.described)
        case .findings: FindingColumns.all.map(\.described)
        case .intervals: IntervalColumns.all.map(\.described)
        }
    }

    /// The table as CSV (RFC 4180) with a row of column names; what is unknown is an empty cell.
    public func csv(_ source: some AnalysisSource, to sink: ([UInt8]) -> Void) {
        var text = columns.map(\.name).joined(separator: ",") + "\r\n"
        rows(source) { row in
            text += row.map(\.csv).joined(separator: ",") + "\r\n"
            if text.utf8.count > 65_536 {
                sink(Array(text.utf8))
                text = ""
            }
        }
        sink(Array(text.utf8))
    }

    /// The table as lines of JSON, each with its schema and the analysis it is of.
    public func ndjson(_ source: some AnalysisSource, to sink: ([UInt8]) -> Void) {
        let id = source.analysisID
        let names = names
        rows(source) { row in
            var json = JSONWriter(pretty: false)
            json.object { json in
                json.member("schema", schema)
                json.member("analysis", id)
                for (name, cell) in zip(names, row) { cell.write(name, to: &json) }
            }
            sink(json.bytes + [0x0A])
        }
    }

    private var names: [StaticString] {
        switch self {
        case .calls: CallColumns.all.map(\.name)
        case .streams: StreamColumns.all.map(\.name)
        case .findings: FindingColumns.all.map(\.name)
        case .intervals: IntervalColumns.all.map(\.name)
        }
    }

    private func rows(_ source: some AnalysisSource, _ take: ([TableCell]) -> Void) {
        switch self {
        case .calls:
            for index in 0..<source.callCount {
                let call = source.call(index)
                let streams = call.streams.compactMap { source.streamIndex($0) }.map { source.stream($0) }
                let severities = call.findings.compactMap { id in
                    Self.place(ofFinding: id, in: source).map { source.finding($0).severity }
                }
                let row = CallColumns.Row(call: call, streams: streams, severities: severities)
                take(CallColumns.all.map { $0.cell(row) })
            }
        case .streams:
            for index in 0..<source.streamCount {
                let stream = source.stream(index)
                take(StreamColumns.all.map { $0.cell(stream) })
            }
        case .findings:
            for index in 0..<source.findingCount {
                let finding = source.finding(index)
                take(FindingColumns.all.map { $0.cell(finding) })
            }
        case .intervals:
            for index in 0..<source.streamCount {
                let stream = source.stream(index)
                for interval in stream.intervals {
                    let row = IntervalColumns.Row(stream: stream, interval: interval)
                    take(IntervalColumns.all.map { $0.cell(row) })
                }
            }
        }
    }

    /// Findings are numbered in order: `finding-3` is the third.
    private static func place(ofFinding id: String, in source: some AnalysisSource) -> Int? {
        guard let number = id.split(separator: "-").last.flatMap({ Int($0) }), number >= 1,
            number <= source.findingCount
        else { return nil }
        return number - 1
    }
}

/// A column of rows of one kind.
struct TableColumn<Row>: Sendable {
    var name: StaticString
    var kind: ResultTable.Kind
    var meaning: String
    var cell: @Sendable (Row) -> TableCell

    var described: (name: String, kind: ResultTable.Kind, meaning: String) { ("\(name)", kind, meaning) }

    static func text(_ name: StaticString, _ meaning: String, _ cell: @escaping @Sendable (Row) -> String?) -> Self {
        Self(name: name, kind: .text, meaning: meaning) { .text(cell($0)) }
    }
    static func integer(_ name: StaticString, _ meaning: String, _ cell: @escaping @Sendable (Row) -> Int?) -> Self {
        Self(name: name, kind: .integer, meaning: meaning) { .integer(cell($0)) }
    }
    static func number(
        _ name: StaticString, _ meaning: String, places: Int = 3, _ cell: @escaping @Sendable (Row) -> Double?
    ) -> Self {
        Self(name: name, kind: .number, meaning: meaning) { .number(cell($0), places: places) }
    }
    static func truth(_ name: StaticString, _ meaning: String, _ cell: @escaping @Sendable (Row) -> Bool?) -> Self {
        Self(name: name, kind: .truth, meaning: meaning) { .truth(cell($0)) }
    }
    static func time(_ name: StaticString, _ meaning: String, _ cell: @escaping @Sendable (Row) -> CaptureTime?) -> Self
    {
        Self(name: name, kind: .time, meaning: meaning) { .time(cell($0)) }
    }
}

/// A cell of a table.
enum TableCell {
    case text(String?)
    case integer(Int?)
    case number(Double?, places: Int)
    case truth(Bool?)
    case time(CaptureTime?)

    /// The cell in a table of commas; numbers and times are this program's own and need no quotes.
    var csv: String {
        switch self {
        case .text(let text): text.map { Escaping.csv(delimiter: ",")($0) } ?? ""
        case .integer(let number): number.map { String($0) } ?? ""
        case .number(let number, let places):
            number.flatMap { $0.isFinite ? DecimalText.shortest($0, places: places) : nil } ?? ""
        case .truth(let truth): truth.map { $0 ? "true" : "false" } ?? ""
        case .time(let time): time?.description ?? ""
        }
    }

    func write(_ name: StaticString, to json: inout JSONWriter) {
        switch self {
        case .text(let text): json.member(name, text)
        case .integer(let number): json.member(name, number)
        case .number(let number, let places):
            json.member(name, number.flatMap { $0.isFinite ? $0 : nil }, places: places)
        case .truth(let truth): json.member(name, truth)
        case .time(let time): json.member(name, time)
        }
    }
}
