import CallAnalysis
import SpeechDecoding

/// Decodes streams of captures; those that need a library, in processes of their own where there is a program for it.
struct StreamHearing {

    private let streams: [StreamToHear]
    private let program: DecoderProgram?
    private let threads: Int
    private var crashes: [CodecLibrary: Int] = [:]
    /// What became of each stream; `nil` while that is not known.
    private(set) var outcomes: [HeardStream?]

    /// Where the packets of a stream go.
    private enum Place {
        case nowhere
        case here(Int)
        case process(Int, Int)
    }

    /// The streams of one process, as indices.
    private struct Group {
        var library: CodecLibrary
        var members: [Int]
    }

    init(_ streams: [StreamToHear], program: DecoderProgram?, threads: Int) {
        self.streams = streams
        self.program = program
        self.threads = threads
        outcomes = Array(repeating: nil, count: streams.count)
    }

    /// Decodes what `read` hands over, which is asked for all packets again after a crash.
    mutating func run(_ read: ((StreamPayloads.Packet, RawSpan) -> Void) throws -> Void) throws {
        // Each round but the last ends with a crash, and crashes are counted.
        while outcomes.contains(where: { $0 == nil }) { try hear(read) }
    }

    private mutating func hear(_ read: ((StreamPayloads.Packet, RawSpan) -> Void) throws -> Void) throws {
        let pending = outcomes.indices.filter { outcomes[$0] == nil }
        var places = [Place](repeating: .nowhere, count: streams.count)
        let here = pending.filter { program == nil || streams[$0].coding?.library == nil }
        for (position, index) in here.enumerated() { places[index] = .here(position) }
        let listeners = here.map { StreamListener(streams[$0]) }
        let lanes = DecodingLanes(listeners, lanes: threads)
        var processes: [DecodingProcess] = []
        var groups: [Group] = []
        for group in Self.groups(pending, streams, threads) where program != nil {
            guard let program, let process = DecodingProcess(program, group.members.map { streams[$0] }) else {
                for index in group.members { outcomes[index] = .obstacle(.decoderFailed) }
                continue
            }
            for (position, index) in group.members.enumerated() { places[index] = .process(processes.count, position) }
            processes.append(process)
            groups.append(group)
        }
        try read { packet, payload in
            switch places[packet.stream] {
            case .nowhere: break
            case .here(let position):
                var own = packet
                own.stream = position
                lanes.add(own, payload)
            case .process(let process, let position): processes[process].add(packet, payload, to: position)
            }
        }
        lanes.finish()
        for (listener, index) in zip(listeners, here) { outcomes[index] = listener.finish() }
        for (process, group) in zip(processes, groups) { take(process.finish(), of: group) }
    }

    private mutating func take(_ outcome: DecodingProcess.Outcome<HeardStream>, of group: Group) {
        switch outcome {
        case .done(let heard):
            for (index, heard) in zip(group.members, heard) { outcomes[index] = heard }
        case .failed(let place):
            let count = (crashes[group.library] ?? 0) + 1
            crashes[group.library] = count
            // Who is not known to be innocent, and all after too many crashes, are given up.
            let guilty: [Int]
            if let place, count < WorkLimits.decoderCrashes {
                guilty = [group.members[place]]
            } else {
                guilty = group.members
            }
            for index in guilty { outcomes[index] = .obstacle(.decoderFailed) }
        }
    }

    /// The streams that need a library, in as many groups for each as there are threads.
    private static func groups(_ pending: [Int], _ streams: [StreamToHear], _ threads: Int) -> [Group] {
        CodecLibrary.allCases.flatMap { library in
            let own = pending.filter { streams[$0].coding?.library == library }
            let count = min(own.count, max(1, threads), WorkLimits.decoderProcesses)
            return (0..<count).map { first in
                Group(library: library, members: stride(from: first, to: own.count, by: count).map { own[$0] })
            }
        }
    }
}
