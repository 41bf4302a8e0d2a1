import CallAnalysis
import CaseWork
import Foundation
import Reports
import TestSupport
import Testing

/// Real captures: the ladder of each call lists the messages that tshark lists, packet by packet.
@Suite struct LadderCorpusTests {
    static let folder = Places.corpus("real/tshark")?.deletingLastPathComponent()

    /// A message as tshark lists it.
    private struct Listed: Equatable, CustomStringConvertible {
        var packet: Int
        var what: String
        var description: String { "\(packet) \(what)" }
    }

    /// The messages by Call-ID; `nil` where a packet holds several, of which tshark says too little.
    private func listed(_ file: URL) throws -> [String: [Listed]]? {
        var messages: [String: [Listed]] = [:]
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst() {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard fields.count > 13, let packet = Int(fields[0]) else { continue }
            guard !fields[12].isEmpty, !fields[12].contains(","), !fields[13].contains(",") else { return nil }
            let request = fields[10].split(separator: " ").first.map(String.init)
            let status = fields[11].split(separator: " ").dropFirst().first.map(String.init)
            messages[fields[12], default: []].append(Listed(packet: packet, what: request ?? status ?? "?"))
        }
        return messages
    }

    /// Whether as many bytes of body are there as the message says.
    private static func isWhole(_ message: SeenMessage) -> Bool {
        let parts = String(decoding: message.bytes, as: UTF8.self).components(separatedBy: "\r\n\r\n")
        let stated = parts[0].lowercased().components(separatedBy: "\r\n").first { $0.hasPrefix("content-length:") }
        let length = stated.flatMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) } ?? 0
        return parts.dropFirst().joined(separator: "\r\n\r\n").utf8.count >= length
    }

    @Test(.enabled(if: folder != nil, "the corpus of captures is not here")) func laddersListWhatTsharkLists() throws {
        let real = try #require(Self.folder)
        var equal = 0
        var differing: [String] = []
        for name in try FileManager.default.contentsOfDirectory(atPath: real.appendingPathComponent("files").path)
            .sorted()
        {
            let listing = real.appendingPathComponent("tshark/\(name).sip.txt")
            guard FileManager.default.fileExists(atPath: listing.path), let listed = try listed(listing) else {
                continue
            }
            let path = real.appendingPathComponent("files/\(name)").path
            let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
            guard size < 8 << 20 else { continue }
            var options = AnalyzeCapture.Options()
            options.audio = .none
            guard
                let analysis = try? LookAtCalls(options: options).run(
                    [path], choosing: { CallFocus($0.result.calls.indices, of: $0.result) }),
                !analysis.result.calls.isEmpty
            else { continue }
            let document = AnalysisDocument(analysis, toolVersion: "test")
            let look = try #require(analysis.result.closeLook)
            var compared = 0
            for call in analysis.result.calls.indices {
                let ladder = try #require(CallLadder(of: [call], in: document))
                let messages = ladder.rows.compactMap(\.message).map { look.messages[$0] }
                let shown = messages.map {
                    Listed(packet: $0.packet.number, what: $0.status.map(String.init) ?? $0.method)
                }
                // tshark reads on in what an ICMP error quotes; here that is an error.
                let errors = Set(ladder.rows.filter { $0.title.hasPrefix("ICMP") }.map(\.packet.number))
                // The legs of a back-to-back agent are one call.
                let ids = analysis.result.calls[call].callIDs.map(\.rawValue)
                let id = ids.joined(separator: " ")
                let expected = ids.flatMap { listed[$0] ?? [] }.filter { !errors.contains($0.packet) }
                    .sorted { $0.packet < $1.packet }
                // A body beyond the limit is not waited for.
                if messages.contains(where: { !Self.isWhole($0) }) {
                    #expect(shown.map(\.what) == expected.map(\.what), "\(name)")
                } else if shown != expected {
                    differing.append("\(name) \(id): \(shown) not \(expected)")
                } else {
                    compared += shown.count
                }
            }
            if compared >= 3 { equal += 1 }
        }
        print("ladders equal in \(equal) captures; differing calls: \(differing.count)")
        for one in differing.prefix(40) { print(one.prefix(600)) }
        #expect(equal >= 25)
        #expect(differing.isEmpty)
    }
}
