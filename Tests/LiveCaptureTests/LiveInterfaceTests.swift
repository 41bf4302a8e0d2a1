import CallAnalysis
import CallVocabulary
import CaptureFiles
import Glibc
import LoadedLibraries
import LoopbackSender
import TestSupport
import Testing

@testable import LiveCapture

/// Why this machine does not let the tests capture; `nil` where it does.
private let obstacle: LiveCaptureError? = {
    do throws(LiveCaptureError) {
        _ = try LiveInterface("lo", options: LiveCaptureOptions())
        return nil
    } catch {
        return [.notPermitted, .unknownInterface, .interfaceDown].contains(error.code) ? error : nil
    }
}()
private let mayCapture: any TestTrait = .enabled(if: obstacle == nil, "this machine lets no test capture")

private func loopback(_ options: LiveCaptureOptions = LiveCaptureOptions()) throws -> LiveInterface {
    try LiveInterface("lo", options: options)
}

/// Everything that comes until `count` packets are there or nothing comes for a second.
private func take(_ count: Int, from interface: LiveInterface, each: (PacketBatch) -> Void) throws -> Int {
    var batch = PacketBatch()
    var taken = 0
    while taken < count, try interface.nextBatch(&batch, waitMilliseconds: 1_000, limit: count - taken) {
        taken += batch.packets.count
        each(batch)
    }
    return taken
}

@Test(mayCapture) func packetsOfTheLoopbackAreDeliveredCountedAndAnalysed() throws {
    let sender = try #require(LoopbackSender())
    defer { sender.end() }
    var options = LiveCaptureOptions()
    options.filter = "udp port \(sender.port)"
    let interface = try loopback(options)
    #expect(interface.linkType == .ethernet)

    let path = TemporaryFiles.path("live.pcapng")
    let recording = try #require(
        LiveRecording(path: path, interface: "lo", linkType: interface.linkType, options: options))
    defer { unlink(path) }
    var analyzer = CallAnalyzer()
    analyzer.beginCapture(name: "lo")
    // The tenth packet is never sent.
    for sequence in UInt16(100)..<150 where sequence != 110 { sender.send(LoopbackSender.rtp(sequence: sequence)) }
    var numbers: [Int] = []
    let taken = try take(49, from: interface) { batch in
        numbers += batch.packets.map(\.number)
        analyzer.ingest(batch)
        #expect(recording.write(batch))
    }
    #expect(taken == 49)
    #expect(numbers == Array(1...49))
    let counters = try #require(interface.counters)
    #expect(counters.received >= 49)
    #expect(counters.drops == 0)
    #expect(recording.end(counters))
    #expect(recording.problem == nil)

    var snapshot = analyzer
    #expect(snapshot.finish().streams.count == 1)
    let result = analyzer.finish()
    #expect(result.captures.first?.accounting.rtp == 49)
    #expect(result.streams.first?.counts.expected == 50)
    #expect(result.streams.first?.counts.lost == 1)

    var reader = try CaptureFileReader(path: path)
    var batch = PacketBatch()
    var again = CallAnalyzer()
    while try reader.nextBatch(&batch) { again.ingest(batch) }
    #expect(again.finish().streams.first?.counts == result.streams.first?.counts)
    #expect(reader.facts.isComplete)
    #expect(reader.facts.interfaces.first?.name == "lo")
    #expect(reader.facts.reportedDrops == 0)
}

@Test(mayCapture) func aBatchIsNoLongerThanAsked() throws {
    let sender = try #require(LoopbackSender())
    defer { sender.end() }
    var options = LiveCaptureOptions()
    options.filter = "udp port \(sender.port)"
    let interface = try loopback(options)
    for sequence in UInt16(0)..<10 { sender.send(LoopbackSender.rtp(sequence: sequence)) }
    var batch = PacketBatch()
    #expect(try interface.nextBatch(&batch, waitMilliseconds: 1_000, limit: 1))
    #expect(batch.packets.count == 1)
    #expect(try !interface.nextBatch(&batch, waitMilliseconds: 1_000, limit: 0))
    #expect(batch.packets.isEmpty)
    #expect(try take(9, from: interface) { _ in } == 9)
    #expect(try !interface.nextBatch(&batch, waitMilliseconds: 10))
}

@Test(mayCapture) func aSnapLengthCutsPacketsAndSaysSo() throws {
    let sender = try #require(LoopbackSender())
    defer { sender.end() }
    var options = LiveCaptureOptions()
    options.filter = "udp port \(sender.port)"
    options.snapLength = 60
    let interface = try loopback(options)
    sender.send(LoopbackSender.rtp(sequence: 1))
    var batch = PacketBatch()
    #expect(try interface.nextBatch(&batch, waitMilliseconds: 1_000))
    // The kernel may keep a few bytes fewer than asked.
    let captured = try #require(batch.packets.first?.capturedLength)
    #expect((42...60).contains(captured))
    #expect(batch.packets.first?.originalLength == 14 + 20 + 8 + 172)
    #expect(batch.bytes.count == captured)
}

@Test(mayCapture) func wrongFiltersAreRefusedInLibpcapsWords() throws {
    for filter in ["udp port sixty thousand", "((", "port 99999999", "proto", "\u{1F4DE}"] {
        var options = LiveCaptureOptions()
        options.filter = filter
        let error = #expect(throws: LiveCaptureError.self) { try LiveInterface("lo", options: options) }
        #expect(error?.code == .invalidFilter)
        #expect(error?.detail.isEmpty == false)
    }
}

@Test(mayCapture) func unknownInterfacesAreRefused() throws {
    for name in ["no-such-if0", "", String(repeating: "x", count: 300), "lo\u{7}", "../lo"] {
        let error = #expect(throws: LiveCaptureError.self) { try LiveInterface(name) }
        #expect(error?.code == .unknownInterface || error?.code == .failed)
        #expect(error?.detail.isEmpty == false)
    }
    #expect(LiveInterface.names.contains("lo"))
}

@Test func aRecordingThatCannotBeWrittenSaysSo() throws {
    let options = LiveCaptureOptions()
    #expect(
        LiveRecording(path: "/no-such-folder/a.pcapng", interface: "lo", linkType: .ethernet, options: options) == nil)
    let full = try #require(
        LiveRecording(path: "/dev/full", interface: "lo", linkType: .ethernet, options: options))
    #expect(!full.write(PacketBatch()))
    #expect(full.problem != nil)
    #expect(!full.end(nil))
}

@Test func aMachineWithoutLibpcapHasNoLibraryAndAnyOtherLibraryIsRefused() {
    let absent = LibraryObstacle.notInstalled(names: ["libearshot-none.so.0"])
    #expect(throws: absent) { try PcapLibrary(named: ["libearshot-none.so.0"]) }
    let other = LibraryObstacle.lacksFunction(name: "libm.so.6", function: "pcap_create")
    #expect(throws: other) { try PcapLibrary(named: ["libm.so.6"]) }
    #expect(
        LiveCaptureError(interface: "eth0", absent).description
            == "cannot capture on eth0: libpcap is not installed on this machine")
    #expect(
        LiveCaptureError(interface: "eth0", other).description
            == "cannot capture on eth0: libpcap cannot be used: libm.so.6 lacks the function pcap_create")
}
