import AudioLevels
import CallAnalysis
import CallVocabulary
import SpeechDecoding

/// What this program and the process that decodes for it say to each other.
///
/// Both are the same file, so the format has no versions. What comes is checked all the same: a decoder that went wrong may
/// have written it. A message is its length in four bytes and what follows; numbers are in the order of the processor.
enum DecodingMessages {
    /// What the first message begins with.
    static let greeting: UInt32 = 0x4541_5231

    /// What is wanted of the streams.
    enum Task: Equatable {
        /// How loud they are.
        case levels
        /// Their sound, through a buffer of so many milliseconds; `nil` for all that came.
        case samples(bufferMilliseconds: Double?)
    }

    /// Says which streams there are and what is wanted of them.
    static func hello(_ streams: [StreamToHear], task: Task = .levels) -> MessageBytes {
        var message = MessageBytes()
        message.append(greeting)
        switch task {
        case .levels: message.append(UInt8(0))
        case .samples(let buffer):
            message.append(UInt8(1))
            message.append(buffer)
        }
        message.append(UInt32(clamping: streams.count))
        for stream in streams {
            message.append(text: stream.codec.encoding)
            message.append(UInt32(clamping: stream.codec.clockRate))
            message.append(UInt32(clamping: stream.codec.channels))
            message.append(stream.payloadType)
        }
        return message
    }

    /// The streams that a first message names, and what is wanted of them.
    static func streams(_ bytes: [UInt8]) throws(MessageBytes.Malformed) -> (streams: [StreamToHear], task: Task) {
        var message = MessageBytes(bytes)
        guard try message.next(UInt32.self) == greeting else { throw MessageBytes.Malformed() }
        let task: Task
        switch try message.next(UInt8.self) {
        case 0: task = .levels
        case 1: task = .samples(bufferMilliseconds: try message.optionalNumber())
        default: throw MessageBytes.Malformed()
        }
        let count = Int(try message.next(UInt32.self))
        guard count <= WorkLimits.streamsPerDecoder else { throw MessageBytes.Malformed() }
        var streams: [StreamToHear] = []
        for _ in 0..<count {
            let codec = Codec(
                encoding: try message.text(), clockRate: Int(try message.next(UInt32.self)),
                channels: Int(try message.next(UInt32.self)))
            streams.append(StreamToHear(codec: codec, payloadType: try message.next(UInt8.self)))
        }
        return (streams, task)
    }

    /// Appends a packet of a stream to a message of packets.
    static func append(_ packet: StreamPayloads.Packet, _ payload: RawSpan, to message: inout MessageBytes) {
        message.append(packet.sequence)
        message.append(packet.timestamp)
        message.append(UInt64(bitPattern: packet.arrival))
        message.append(packet.payloadType)
        message.append(UInt32(clamping: payload.byteCount))
        message.append(payload)
    }

    /// Hands over the packets of a message behind the number of their stream.
    static func packets(
        _ message: inout MessageBytes, of stream: Int, _ body: (StreamPayloads.Packet, RawSpan) -> Void
    ) throws(MessageBytes.Malformed) {
        while !message.isAtEnd {
            let sequence = try message.next(UInt16.self)
            let timestamp = try message.next(UInt32.self)
            let arrival = Int64(bitPattern: try message.next(UInt64.self))
            let type = try message.next(UInt8.self)
            let range = try message.range(Int(try message.next(UInt32.self)))
            body(
                StreamPayloads.Packet(
                    stream: stream, arrival: arrival, sequence: sequence, timestamp: timestamp, payloadType: type),
                message.bytes.span.bytes.extracting(range))
        }
    }

    /// What became of a stream.
    static func answer(_ heard: HeardStream) -> MessageBytes {
        var message = MessageBytes()
        switch heard {
        case .obstacle(let obstacle): message.append(text: obstacle.rawValue)
        case .heard(let levels, let envelope):
            message.append(text: "")
            message.append(levels.seconds)
            message.append(levels.activeSpeechLevel)
            message.append(levels.activityFactor)
            message.append(levels.longTermLevel)
            message.append(levels.noiseFloor)
            message.append(levels.floorSpread)
            message.append(levels.digitalSilenceSeconds)
            message.append(levels.longestDigitalSilenceSeconds)
            message.append(time: levels.firstSoundAt)
            message.append(time: levels.lastSoundAt)
            for count in [levels.clippedSamples, levels.undecodablePackets, levels.packets] {
                message.append(UInt64(clamping: count))
            }
            message.append(UInt32(clamping: envelope.count))
            message.append(envelope.span.bytes)
        }
        return message
    }

    /// What an answer says.
    static func heard(_ bytes: [UInt8]) throws(MessageBytes.Malformed) -> HeardStream {
        var message = MessageBytes(bytes)
        let obstacle = try message.text()
        guard obstacle.isEmpty else {
            guard let known = AudioObstacle(rawValue: obstacle) else { throw MessageBytes.Malformed() }
            return .obstacle(known)
        }
        let seconds = try message.number()
        let active = try message.optionalNumber()
        let activity = try message.number()
        let longTerm = try message.number()
        let floor = try message.optionalNumber()
        let spread = try message.optionalNumber()
        let silence = try message.number()
        let longestSilence = try message.number()
        let firstSound = try message.time()
        let lastSound = try message.time()
        let clipped = try message.count()
        let undecodable = try message.count()
        let packets = try message.count()
        var levels = AudioLevels(
            basis: .decoded, seconds: seconds, activeSpeechLevel: active, activityFactor: activity,
            longTermLevel: longTerm, digitalSilenceSeconds: silence, longestDigitalSilenceSeconds: longestSilence,
            firstSoundAt: firstSound, lastSoundAt: lastSound, clippedSamples: clipped, repeatedPackets: 0,
            undecodablePackets: undecodable, packets: packets, isWrongLaw: false)
        levels.noiseFloor = floor
        levels.floorSpread = spread
        let length = Int(try message.next(UInt32.self))
        guard length <= AudioLimits.envelopeWindows else { throw MessageBytes.Malformed() }
        let envelope = Array(message.bytes[try message.range(length)])
        guard message.isAtEnd else { throw MessageBytes.Malformed() }
        return .heard(levels, envelope: envelope)
    }

    /// What was played of a stream: an account, and messages of samples behind it.
    static func answers(_ played: PlayedStream) -> [MessageBytes] {
        var first = MessageBytes()
        guard case .played(let samples, let sampleRate, let account) = played else {
            if case .obstacle(let obstacle) = played { first.append(text: obstacle.rawValue) }
            return [first]
        }
        first.append(text: "")
        first.append(UInt32(clamping: sampleRate))
        for count in [
            account.played, account.late, account.undecodable, account.concealedSamples, account.silentSamples,
            samples.count,
        ] {
            first.append(UInt64(clamping: count))
        }
        return [first]
            + stride(from: 0, to: samples.count, by: WorkLimits.samplesPerMessage).map { start in
                var message = MessageBytes()
                message.append(
                    samples.span.extracting(start..<min(samples.count, start + WorkLimits.samplesPerMessage)).bytes)
                return message
            }
    }

    /// What answers say that `receive` gives one after the other.
    static func played(_ receive: () throws -> [UInt8]) throws -> PlayedStream {
        var message = MessageBytes(try receive())
        let obstacle = try message.text()
        guard obstacle.isEmpty else {
            guard let known = AudioObstacle(rawValue: obstacle) else { throw MessageBytes.Malformed() }
            return .obstacle(known)
        }
        let sampleRate = Int(try message.next(UInt32.self))
        var account = StreamPlayback.Account()
        account.played = try message.count()
        account.late = try message.count()
        account.undecodable = try message.count()
        account.concealedSamples = try message.count()
        account.silentSamples = try message.count()
        let count = try message.count()
        // A gap is concealed to its end after the longest recording was reached.
        let most = (DecodingLimits.longestRecordingSeconds + 60) * sampleRate
        guard message.isAtEnd, (8_000...48_000).contains(sampleRate), count <= most else {
            throw MessageBytes.Malformed()
        }
        var samples: [Int16] = []
        while samples.count < count {
            let bytes = try receive()
            guard !bytes.isEmpty, bytes.count % 2 == 0, bytes.count / 2 <= count - samples.count else {
                throw MessageBytes.Malformed()
            }
            let span = bytes.span.bytes
            for place in stride(from: 0, to: bytes.count, by: 2) {
                samples.append(span.unsafeLoadUnaligned(fromByteOffset: place, as: Int16.self))
            }
        }
        return .played(samples: samples, sampleRate: sampleRate, account: account)
    }
}
