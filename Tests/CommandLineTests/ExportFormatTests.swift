import Foundation
import FoundationXML
import Reports
import Testing

private let capture = "Samples/calls/one-way-private-address/capture.pcap"
private let tshark = ["/usr/bin/tshark", "/usr/local/bin/tshark"].first {
    FileManager.default.isExecutableFile(atPath: $0)
}

/// Rows of a table of commas, by RFC 4180 and no other reader's word for it.
private func rows(_ text: String) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var cell = ""
    var isQuoted = false
    var scalars = text.unicodeScalars.makeIterator()
    var next = scalars.next()
    while let scalar = next {
        next = scalars.next()
        switch (isQuoted, scalar) {
        case (true, "\"") where next == "\"":
            cell.unicodeScalars.append("\"")
            next = scalars.next()
        case (true, "\""): isQuoted = false
        case (false, "\"") where cell.isEmpty: isQuoted = true
        case (false, ","):
            row.append(cell)
            cell = ""
        case (false, "\r"): break
        case (false, "\n"):
            rows.append(row + [cell])
            (row, cell) = ([], "")
        default: cell.unicodeScalars.append(scalar)
        }
    }
    return rows
}

@Suite struct ExportFormatTests {
    @Test(arguments: ResultTable.allCases)
    func tablesHaveTheirColumnsInEveryRow(table: ResultTable) throws {
        let outcome = try Program.run("earshot", ["analyze", capture, "--format", "csv", "--table", table.rawValue])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let all = rows(outcome.output)
        #expect(all.first == table.columns.map(\.name))
        #expect(all.count > 1 && all.allSatisfy { $0.count == table.columns.count })
    }

    @Test(arguments: ResultTable.allCases)
    func linesNameTheirSchemaAndTheirAnalysis(table: ResultTable) throws {
        let outcome = try Program.run("earshot", ["analyze", capture, "--format", "ndjson", "--table", table.rawValue])
        var analyses: Set<String> = []
        for line in outcome.output.split(separator: "\n") {
            let row = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            #expect(row["schema"] as? String == table.schema)
            #expect(row.count == table.columns.count + 2)
            analyses.insert(try #require(row["analysis"] as? String))
        }
        #expect(analyses.count == 1)
        let other = try Program.run(
            "earshot", ["analyze", "Samples/calls/clean", "--format", "ndjson", "--table", table.rawValue])
        #expect(analyses.allSatisfy { !other.output.contains($0) })
    }

    @Test func theCallThatFailsIsNamedToBuildServers() throws {
        final class Reader: NSObject, XMLParserDelegate {
            var cases: [String] = []
            var failing: [String] = []
            func parser(
                _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
                attributes: [String: String] = [:]
            ) {
                if name == "testcase" { cases.append(attributes["name"] ?? "") }
                if name == "failure" { failing.append(cases.last ?? "") }
            }
        }
        let outcome = try Program.run("earshot", ["analyze", capture, "--format", "junit"])
        let reader = Reader()
        let parser = XMLParser(data: Data(outcome.output.utf8))
        parser.delegate = reader
        #expect(parser.parse(), "\(outcome.output)")
        #expect(reader.cases == ["captures", "call-1"] && reader.failing == ["call-1"])
    }

    @Test func theSARIFLogHasWhatItsSchemaRequires() throws {
        let outcome = try Program.run("earshot", ["analyze", capture, "--format", "sarif"])
        let log = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        #expect(log["version"] as? String == "2.1.0")
        let run = try #require((log["runs"] as? [[String: Any]])?.first)
        let driver = try #require((run["tool"] as? [String: Any])?["driver"] as? [String: Any])
        #expect(driver["name"] as? String == "earshot")
        let rules = try #require(driver["rules"] as? [[String: Any]])
        let results = try #require(run["results"] as? [[String: Any]])
        #expect(!results.isEmpty)
        for result in results {
            #expect(((result["message"] as? [String: Any])?["text"] as? String)?.isEmpty == false)
            #expect(["error", "warning", "note"].contains(result["level"] as? String ?? ""))
            let index = try #require(result["ruleIndex"] as? Int)
            #expect(rules[index]["id"] as? String == result["ruleId"] as? String)
        }
    }

    @Test func metricsFollowTheirFormat() throws {
        let outcome = try Program.run("earshot", ["analyze", capture, "--format", "prometheus"])
        var typed: Set<Substring> = []
        for line in outcome.output.split(separator: "\n") {
            if line.hasPrefix("# TYPE ") {
                typed.insert(line.split(separator: " ")[2])
            } else if !line.hasPrefix("#") {
                let sample = try #require(
                    line.wholeMatch(of: /(earshot_[a-z_]+?)(_bucket|_sum|_count)?(\{[^}]*\})? (-?[0-9.e+]+)/), "\(line)"
                )
                #expect(typed.contains(sample.1) || typed.contains(sample.1 + (sample.2 ?? "")), "\(line)")
            }
        }
        #expect(outcome.output.contains("earshot_calls_total{outcome=\"answered\"} 1\n"))
        // Nothing of anybody in a label.
        #expect(!outcome.output.contains("+44") && !outcome.output.contains("192.168"))
    }

    @Test func theStatusSaysWhatIsBadEnough() throws {
        func status(_ folder: String, _ level: String) throws -> Int32 {
            try Program.run("earshot", ["analyze", "Samples/calls/\(folder)", "--fail-on", level]).status
        }
        #expect(try status("one-way-private-address", "fault") == 1)
        #expect(try status("one-way-private-address", "never") == 0)
        #expect(try status("clean", "warning") == 0)
        #expect(try status("random-loss", "warning") == 1)
    }

    @Test(.enabled(if: tshark != nil, "tshark is not installed"))
    func findingsAreShownOnTheirPacketsInWireshark() throws {
        let answers = Program.temporary("answers.lua")
        defer { try? FileManager.default.removeItem(atPath: answers) }
        #expect(try Program.run("earshot", ["analyze", capture, "--format", "lua", "-o", answers]).status == 0)
        let json = try Program.run("earshot", ["analyze", capture, "--format", "json"])
        let document = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
        let findings = try #require(document?["findings"] as? [[String: Any]])
        let packets = Set(
            findings.flatMap { ($0["evidence"] as? [[String: Any]] ?? []).compactMap { $0["packet"] as? Int } })
        let process = Process()
        process.executableURL = URL(fileURLWithPath: tshark ?? "")
        process.arguments = [
            "-X", "lua_script:scripts/wireshark/earshot.lua", "-r", capture, "-Y", "earshot", "-T", "fields", "-e",
            "frame.number", "-e", "earshot.code",
        ]
        process.currentDirectoryURL = Program.root
        process.environment = ProcessInfo.processInfo.environment.merging(["EARSHOT_FINDINGS": answers]) { $1 }
        let output = Pipe()
        process.standardOutput = output
        process.standardError = Pipe()
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        let shown = Set(text.split(separator: "\n").compactMap { $0.split(separator: "\t").first.flatMap { Int($0) } })
        #expect(shown == packets && !shown.isEmpty)
        #expect(text.contains("media.one-way-audio"))
    }

    /// `EARSHOT_RECORD=1 swift test --filter ExportFormatTests` writes it anew.
    @Test func theKeptListOfColumnsIsThatOfThisBuild() throws {
        var text = """
            # Tables of an analysis

            `earshot analyze CAPTURE… --format csv|ndjson --table calls|streams|findings|intervals` writes one row for each call,
            stream, finding, or ten seconds of a stream. Columns keep their meaning and type; new ones come last. What is unknown is
            an empty cell, or null. Lines of NDJSON also hold `schema`, such as `earshot.call/1`, and `analysis`, the same for all
            lines of one analysis, so that files of several can be put together. Types are those of SQL and of Parquet;
            [queries.sql](queries.sql) has ten questions in the words of DuckDB, and how to write Parquet.

            """
        for table in ResultTable.allCases {
            text += "\n## \(table.rawValue) (`\(table.schema)`)\n\n| column | type | meaning |\n|---|---|---|\n"
            for column in table.columns { text += "| `\(column.name)` | \(column.kind.sql) | \(column.meaning) |\n" }
        }
        let file = Program.root.appendingPathComponent("docs/TABLES.md")
        if ProcessInfo.processInfo.environment["EARSHOT_RECORD"] == "1" { try Data(text.utf8).write(to: file) }
        #expect(try String(contentsOf: file, encoding: .utf8) == text)
    }
}
