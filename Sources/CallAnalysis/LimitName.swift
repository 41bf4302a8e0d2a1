import MediaDecryption

/// The limits of ``AnalysisLimits`` that a report names when they were met.
enum LimitName: String, CaseIterable {
    case advertisedEndpoints, advertisementsPerEndpoint, announcedSources, calls, datagramBytes, echoPairs,
        eventsPerStream
    case flows, fragmentBytes, fragmentedDatagrams, fragmentsPerDatagram, handshakes, handshakesPerEndpoint, icmpErrors
    case keyLog, lossRunsPerStream, mediaKeys, messagesPerCall, otherEndpoints, partsPerStream, protectedStreams
    case relayChannels, signalingRemarks, repairPieces, requestSeries, rtcpSources, senderReports, seriesStreams
    case faxStreams, sipMessageBytes, streamCandidates, streams, tcpBufferBytes, tcpBytes, tcpConnections,
        tlsConnections, transactionsPerCall
    case voiceQualityReports
}

/// How often each limit was met.
typealias LimitTally = [LimitName: Int]

extension LimitTally {
    /// The same under the names as reports have them.
    var byName: [String: Int] {
        [String: Int](uniqueKeysWithValues: map { ($0.key.rawValue, $0.value) })
    }
}

extension AnalysisLimits {
    /// The figure behind a name: every limit that can be met stands in this type.
    func figure(of limit: LimitName) -> Int {
        switch limit {
        case .advertisedEndpoints: return advertisedEndpoints
        case .advertisementsPerEndpoint: return advertisementsPerEndpoint
        case .announcedSources: return announcedSources
        case .calls: return calls
        case .datagramBytes: return datagramBytes
        case .echoPairs: return Self.echoPairs
        case .eventsPerStream: return eventsPerStream
        case .faxStreams: return faxStreams
        case .flows: return flows
        case .fragmentBytes: return fragmentBytes
        case .fragmentedDatagrams: return fragmentedDatagrams
        case .fragmentsPerDatagram: return fragmentsPerDatagram
        case .handshakes: return Self.handshakes
        case .handshakesPerEndpoint: return Self.handshakesPerEndpoint
        case .icmpErrors: return icmpErrors
        case .keyLog: return Self.keyLogBytes
        case .lossRunsPerStream: return lossRunsPerStream
        case .mediaKeys: return Self.mediaKeys
        case .messagesPerCall: return messagesPerCall
        case .otherEndpoints: return otherEndpoints
        case .partsPerStream: return Self.partsPerStream
        case .protectedStreams: return Self.protectedStreams
        case .relayChannels: return relayChannels
        case .repairPieces: return Self.repairPieces
        case .requestSeries: return requestSeries
        case .rtcpSources: return rtcpSources
        case .senderReports: return senderReports
        case .seriesStreams: return seriesStreams
        case .signalingRemarks: return signalingRemarks
        case .sipMessageBytes: return sipMessageBytes
        case .streamCandidates: return streamCandidates
        case .streams: return streams
        case .tcpBufferBytes: return tcpBufferBytes
        case .tcpBytes: return tcpBytes
        case .tcpConnections, .tlsConnections: return tcpConnections
        case .transactionsPerCall: return transactionsPerCall
        case .voiceQualityReports: return voiceQualityReports
        }
    }

    /// Bytes of a key log that are read.
    static let keyLogBytes = DecryptionLimits.keyLogBytes
}
