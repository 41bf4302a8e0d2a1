import CallVocabulary

/// The result while it is put together, and what the passes need beside it.
struct ResultDraft {
    var result = CallAnalysisResult()
    /// What is still asked of what measured the streams, in their order.
    var trackers: [SettledTracker] = []
    /// What opened encrypted streams.
    var openers: MediaOpeners
    /// The time of the last packet of all captures.
    let captureEnd: CaptureTime
    /// Runs what takes long.
    let parallel: ParallelWork

    init(openers: MediaOpeners, captureEnd: CaptureTime, parallel: @escaping ParallelWork) {
        self.openers = openers
        self.captureEnd = captureEnd
        self.parallel = parallel
    }
}

/// One step by which the result is put together. A new one is put into ``all`` behind those that provide what it needs; a
/// test holds the list to what its passes say.
struct ResultPass: Sendable {
    /// Parts of the result, each provided by one pass.
    enum Part: String, CaseIterable, Sendable {
        /// Each packet in its final category; no stream is held back any more.
        case categories
        /// The captures' summaries.
        case captures
        /// The limits that were met.
        case limits
        /// Calls, registrations and other requests.
        case calls
        /// Streams as they were measured, without a call.
        case streams
        /// Legs of one call put together; the indices of calls are final.
        case legs
        /// The call and the direction of each stream.
        case binding
        /// Epochs of streams, pauses joined to them.
        case epochs
        /// Which stream repairs which.
        case roles
        /// Streams that carry the same media.
        case sameMedia
        /// Streams whose packets went to another address.
        case sentElsewhere
        /// What control packets say; the streams of each call.
        case reports
        /// Spans in which the capture recorded nothing.
        case outages
        /// Captures whose packets are stamped in batches; what rests on the times of these is withdrawn.
        case batches
        /// Packets that repairs brought back.
        case repairs
        /// Calls that belong together.
        case links
        /// Voice quality reports of user agents.
        case voiceQuality
        /// Estimated quality, stream by stream and interval by interval.
        case quality
        /// Echo.
        case echo
        /// Times at which both sides speak.
        case doubleTalk
        /// Sources of control packets, with their calls.
        case rtcpSources
        /// Fax streams, with their calls.
        case faxes
        /// What was seen of calls looked at closely.
        case closeLook
    }

    /// What has to be there before.
    let needs: Set<Part>
    /// What it adds.
    let provides: Part
    let run: @Sendable (inout CallAnalyzer, inout ResultDraft) -> Void

    private init(
        _ provides: Part, needs: Set<Part> = [],
        run: @escaping @Sendable (inout CallAnalyzer, inout ResultDraft) -> Void
    ) {
        self.provides = provides
        self.needs = needs
        self.run = run
    }

    /// All passes, in the order they are run.
    static let all: [ResultPass] = [
        ResultPass(.categories) { analyzer, _ in
            let endpoints = analyzer.signaling.calls.endpoints
            for added in analyzer.demux.streams.finish(flows: &analyzer.demux.flows, endpoints: endpoints) {
                analyzer.tally.recount(added)
            }
            analyzer.settleHeldRelayed()
            analyzer.readCutDatagrams()
        },
        ResultPass(.captures, needs: [.categories]) { analyzer, draft in
            draft.result.captures = analyzer.tally.ended
            draft.result.icmpErrors = analyzer.icmpErrors
            draft.result.handshakes = analyzer.ring.media.seenHandshakes
        },
        ResultPass(.limits, needs: [.categories]) { analyzer, draft in
            draft.result.limitsMet = analyzer.tallyLimits()
        },
        // Taking the calls empties what limits are counted by.
        ResultPass(.calls, needs: [.categories, .limits]) { analyzer, draft in
            draft.result.unreadableMessages = analyzer.signaling.unreadableMessages
            draft.result.unreadableDescriptions =
                analyzer.signaling.unreadableDescriptions + analyzer.signaling.calls.texts.unreadableDescriptions
            draft.result.secrets = analyzer.signaling.secrets
            draft.result.registrations = analyzer.signaling.requests.registrations
            draft.result.otherRequests = analyzer.signaling.requests.others
            draft.result.calls = analyzer.signaling.calls.takeCalls(captureEnd: draft.captureEnd)
        },
        ResultPass(.streams, needs: [.categories, .limits, .calls]) { analyzer, draft in
            draft.trackers = analyzer.makeStreams(&draft.result, keeping: &draft.openers)
        },
        ResultPass(.legs, needs: [.calls]) { analyzer, draft in
            let merging = LegMerging(&draft.result.calls, captureEnd: draft.captureEnd)
            if merging.hasMerged {
                analyzer.signaling.calls.renumber(merging.places)
                analyzer.rtcp.renumber(merging.places)
            }
            draft.result.signalingRemarks = analyzer.signaling.calls.remarks.found
        },
        ResultPass(.binding, needs: [.streams, .legs]) { analyzer, draft in
            let binder = StreamBinder(endpoints: analyzer.signaling.calls.endpoints, rtcp: analyzer.rtcp)
            binder.bind(&draft.result.streams, to: draft.result.calls)
            binder.settleOpposites(&draft.result.streams)
            binder.noteAsked(&draft.result.streams)
        },
        ResultPass(.epochs, needs: [.binding]) { _, draft in
            CallAnalyzer.settleEpochs(&draft.result, draft.trackers)
        },
        ResultPass(.roles, needs: [.binding]) { _, draft in
            StreamRepairing.assignRoles(&draft.result.streams, trackers: draft.trackers)
        },
        ResultPass(.sameMedia, needs: [.epochs, .roles]) { _, draft in
            SameMediaFinder.settle(&draft.result.streams, trackers: draft.trackers)
        },
        ResultPass(.sentElsewhere, needs: [.sameMedia]) { _, draft in SentElsewhere.settle(&draft.result.streams) },
        ResultPass(.reports, needs: [.binding, .sentElsewhere]) { analyzer, draft in
            analyzer.takeReports(&draft.result)
        },
        ResultPass(.outages, needs: [.reports]) { _, draft in CaptureOutages.settle(&draft.result) },
        ResultPass(.batches, needs: [.outages]) { _, draft in BatchedCaptures.settle(&draft.result) },
        ResultPass(.repairs, needs: [.roles, .outages]) { analyzer, draft in
            StreamRepairing.settle(
                &draft.result.streams, trackers: draft.trackers, repairs: analyzer.demux.streams.repairs)
        },
        ResultPass(.links, needs: [.sameMedia, .reports]) { analyzer, draft in analyzer.linkCalls(&draft.result) },
        ResultPass(.voiceQuality, needs: [.reports]) { analyzer, draft in analyzer.bindVoiceQuality(&draft.result) },
        ResultPass(.quality, needs: [.batches, .repairs, .voiceQuality]) { _, draft in
            for index in draft.result.streams.indices { QualityEstimate.settle(&draft.result.streams[index]) }
        },
        ResultPass(.echo, needs: [.quality]) { _, draft in
            EchoFinder.settle(&draft.result, parallel: draft.parallel)
        },
        ResultPass(.doubleTalk, needs: [.echo]) { _, draft in DoubleTalkFinder.settle(&draft.result) },
        ResultPass(.rtcpSources, needs: [.binding]) { analyzer, draft in
            draft.result.rtcpSources = analyzer.boundSources(draft.result)
        },
        ResultPass(.faxes, needs: [.binding, .limits]) { analyzer, draft in
            draft.result.faxStreams = analyzer.boundFaxes(draft.result)
            let unfollowed = analyzer.demux.faxes.unfollowed
            if unfollowed > 0 { draft.result.limitsMet[LimitName.faxStreams.rawValue] = unfollowed }
        },
        ResultPass(.closeLook) { analyzer, draft in draft.result.closeLook = analyzer.closeLook?.finish() },
    ]
}
