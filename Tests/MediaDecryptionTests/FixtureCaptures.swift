import CallAnalysis
import CallVocabulary
import CaptureFiles
import Foundation
import WireFormats

/// The captures beside these tests; see `Fixtures/README.md`.
enum FixtureCapture: String, CaseIterable, Sendable {
    case suites = "sdes-suites.pcapng"
    case handshakes = "dtls-srtp.pcapng"
    case connections = "sip-tls.pcapng"

    var path: String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/\(rawValue)").path
    }

    var bytes: [UInt8] { [UInt8]((try? Data(contentsOf: URL(fileURLWithPath: path))) ?? Data()) }

    /// The key log inside the file, line by line.
    func keyLogLines() throws -> [String] {
        var reader = try CaptureFileReader(path: path)
        var batch = PacketBatch()
        while try reader.nextBatch(&batch) {}
        return reader.secrets.flatMap {
            String(decoding: $0.bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        }
    }

    /// Every frame in order with its decoded headers.
    func forEachPacket(_ body: (NetworkPacket, RawSpan, CapturedPacket) throws -> Void) throws {
        var reader = try CaptureFileReader(path: path)
        var batch = PacketBatch()
        while try reader.nextBatch(&batch) {
            for packet in batch.packets {
                let bytes = batch.bytes.span.bytes
                var network = NetworkPacket()
                network.decode(
                    bytes, from: packet.offset, to: packet.offset + packet.capturedLength, linkType: packet.linkType)
                try body(network, bytes, packet)
            }
        }
    }

    /// The analysis of the file, or of `bytes` in its place.
    func analyze(_ replaced: [UInt8]? = nil, keys: DecryptionKeys = DecryptionKeys()) -> CallAnalysisResult {
        var analyzer = CallAnalyzer(keys: keys)
        analyzer.beginCapture(name: rawValue)
        var decoder = CaptureDecoder()
        let whole = replaced ?? bytes
        decoder.append(whole.span.bytes)
        var batch = PacketBatch()
        var given = 0
        do {
            while try decoder.nextBatch(&batch) {
                let secrets = decoder.secrets
                for log in secrets[min(given, secrets.count)...] { analyzer.addKeyLog(log.bytes.span.bytes) }
                given = secrets.count
                analyzer.ingest(batch)
            }
        } catch {}
        return analyzer.finish()
    }
}

/// The bytes of hexadecimal digits; anything else between them is passed over.
func hexadecimal(_ text: String) -> [UInt8] {
    let digits = text.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}
