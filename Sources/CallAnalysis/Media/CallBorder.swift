import CallVocabulary

/// Which call media belongs to where several had the same addresses and ports one after another.
extension AdvertisedEndpoints {
    /// The call that a packet at `time` belongs to, if that is a later one than that of the packets that began at `first`
    /// between the same two ends; `nil` if they may be of one call.
    ///
    /// A later call named one of the ends after media had begun, and every call that had named them before is over.
    /// Where a sender began its numbers anew (`isRestart`), the end of the call before need not be in the capture, if the
    /// later one named both ends. Legs of one conversation, holds, transfers and forks name the same ends before media
    /// begins, or within their call, and border nothing.
    ///
    /// - Returns: the later call, and the one before it, where that is known.
    func successiveCalls(
        from source: TransportEndpoint, to destination: TransportEndpoint, since first: CaptureTime,
        at time: CaptureTime, isRestart: Bool
    ) -> (before: Int?, later: Int)? {
        let latest = [destination, source].map { advertisement(for: $0, at: time) }
        let slack = first.advanced(byNanoseconds: AdvertisedEndpoints.overtakingNanoseconds)
        let begunAfter = latest.compactMap(\.self).filter {
            spans.indices.contains($0.call) && spans[$0.call].startedAt > first
        }
        guard let later = begunAfter.max(by: { spans[$0.call].startedAt < spans[$1.call].startedAt })?.call else {
            return nil
        }
        let earlier = [destination, source].compactMap { end in
            byEndpoint[end]?.last { $0.at <= slack }?.call
        }
        guard !earlier.contains(later) else { return nil }
        if earlier.isEmpty {
            // Media long before the INVITE is not of its call, whose ever it was.
            return spans[later].sawInitialInvite
                && first.advanced(byNanoseconds: StreamBinder.slackNanoseconds) < spans[later].startedAt
                ? (nil, later) : nil
        }
        let areOver = earlier.allSatisfy { call in
            spans.indices.contains(call) && spans[call].endedAt.map { $0 <= time } ?? false
        }
        let namedBoth = latest.allSatisfy { $0?.call == later && $0?.isGuessed == false }
        return areOver || (isRestart && namedBoth) ? (earlier.first, later) : nil
    }

    /// Whether what goes from one to the other is encrypted by the descriptions of both; `nil` where neither is described.
    ///
    /// Where both ends are described both have to say so: an offer may leave it to the other side.
    func isSecured(
        from source: TransportEndpoint, to destination: TransportEndpoint, at time: CaptureTime
    ) -> Bool? {
        let towards = advertisement(for: destination, at: time)?.isSecured
        let from = advertisement(for: source, at: time)?.isSecured
        if towards == nil, from == nil { return nil }
        return towards != false && from != false
    }
}
