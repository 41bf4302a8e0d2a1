/// What each finding code and cause means and what to do: the one list that `explain` and the documents read.
public enum FindingExplanations {
    /// One code or cause.
    public struct Entry: Sendable {
        /// The text of the code or cause.
        public var code: String
        /// What it means.
        public var meaning: String
        /// What to do.
        public var remedy: String
    }

    /// All codes this build can raise, then all causes.
    public static let entries: [Entry] = [
        Entry(
            code: "media.one-way-audio",
            meaning:
                "One party was heard by the other, but could not hear it: both sides had agreed to audio, and in "
                + "one direction it was not sent or could not arrive.",
            remedy: "The cause named with it says where to look; the packets listed show it."),
        Entry(
            code: "media.no-audio",
            meaning: "Neither party could hear the other, though both had agreed to audio.",
            remedy:
                "Check the audio path of both devices and that firewalls let UDP through. With cause "
                + "not-visible-from-here the capture simply does not hold the audio."
        ),
        Entry(
            code: "media.break-up",
            meaning:
                "So many packets are lost, or come too late for a receiver's buffer, that words break up for "
                + "whoever listens.",
            remedy: "The finding says which has the larger part; less loss or more even delivery clears it."),
        Entry(
            code: "media.sender-clock",
            meaning:
                "The sender makes sound faster or slower than the time it stamps on it, or its timestamps jump: "
                + "the listener's buffer runs empty or over again and again, whatever the network does.",
            remedy:
                "Look at the sending device, not at the network: its sound device, its sampling rate, a processor "
                + "without time, or a virtual machine's clock."
        ),
        Entry(
            code: "media.delay-step",
            meaning:
                "From one packet on, all packets of a stream come later than those before: the listener hears one "
                + "gap, and everything later from then on.",
            remedy:
                "Look at what changed at that moment: another path, a queue that filled, or a sender that paused."
        ),
        Entry(
            code: "media.delay",
            meaning: "Speech takes long from mouth to ear: from 150 ms on people begin to talk at the same time.",
            remedy: "Look for a long way round, a VPN, or filled queues."),
        Entry(
            code: "media.fax-loss",
            meaning: "Packets of a fax (T.38) are missing, and what later packets repeat does not bring them back.",
            remedy: "Less loss on the way, or more redundancy at the sender."),
        Entry(
            code: "media.echo",
            meaning: "A party hears its own voice again: the other side's device returns it, late and too loud.",
            remedy: "Look at the device that returns it: loudspeaker, headset, or an analog line adapter."),
        Entry(
            code: "media.robotic",
            meaning:
                "Speech sounds metallic: the receiver repeats or stretches what it has, because packets are "
                + "missing or late in clusters.",
            remedy: "Less loss in a row, or more even delivery; then look at the sending device."),
        Entry(
            code: "media.static-noise",
            meaning:
                "Noise or crackle is in the audio itself: made by a device, a line or a wrong reading of the codec.",
            remedy: "Try another headset, cable or line; compare the codecs both sides think they use."),
        Entry(
            code: "media.silent-payload",
            meaning: "Packets come in good order, and what they carry is digital silence.",
            remedy: "Look at the sender: muted microphone, wrong audio device, or a gateway without its line."),
        Entry(
            code: "media.codec-mismatch",
            meaning:
                "The two sides have no codec in common, so the call is refused or silent; or what a stream "
                + "carries is not what was agreed, so the receiver cannot play it, or plays noise.",
            remedy: "Compare the codec lists of both sides, and what a device in between does to them."),
        Entry(
            code: "media.late-media",
            meaning: "Audio begins seconds after the call was answered.",
            remedy: "Look at what answers before the audio path is ready: a gateway, a media relay, ICE or DTLS."),
        Entry(
            code: "network.requirement-not-met",
            meaning: "A limit that the support program states for the network is not held.",
            remedy: "Compare with the provider's network requirements."),
        Entry(
            code: "media.packet-loss",
            meaning:
                "Packets of a stream never came to the point of capture. From about 1 % on it is heard, from 5 % "
                + "on speech breaks up.",
            remedy: "Find where they are lost: a second capture nearer to the sender tells which part of the path."),
        Entry(
            code: "media.jitter",
            meaning:
                "Packets come unevenly (RFC 3550 interarrival jitter); what comes too late for the receiver's "
                + "buffer is not heard.",
            remedy: "Give voice priority, relieve the link, look at Wi-Fi."),
        Entry(
            code: "signaling.call-failed",
            meaning: "The call was refused or broke before it was answered; the final status says why.",
            remedy: "Act on the status: number, credentials, codecs, or the server that failed."),
        Entry(
            code: "signaling.no-acknowledgement",
            meaning: "The answer to the call was never acknowledged, so the called side will end it after 32 seconds.",
            remedy: "Make the Contact address in the answer reachable for the caller; switch off a router's SIP ALG."),
        Entry(
            code: "signaling.call-dropped",
            meaning:
                "An answered call was ended for another reason than hanging up: the BYE names it, or a request "
                + "within the call failed before it.",
            remedy: "The reason is quoted; look at the side that ended the call, and at what it missed."),
        Entry(
            code: "signaling.release-not-answered",
            meaning:
                "One party hung up, and its BYE was sent again and again without an answer: the other side still "
                + "believes in the call.",
            remedy: "Look whether the address the BYE goes to, the other side's Contact, can be reached."),
        Entry(
            code: "signaling.digits-not-taken",
            meaning:
                "Keyed digits do not reach whom they are meant for: the request that carries them is refused, or "
                + "they are sent as telephone events that neither side has described.",
            remedy: "Have both sides agree on one way of sending digits, telephone events (RFC 4733) as a rule."),
        Entry(
            code: "signaling.description-cut",
            meaning:
                "A message announces a shorter body than it carries: whoever keeps to the length reads a session "
                + "description without its end, often without its media line.",
            remedy: "Look at the device that wrote or rewrote the message: it changed the body and not its length."),
        Entry(
            code: "signaling.registration-failed",
            meaning: "A phone or gateway could not register: the registrar refused, or did not answer.",
            remedy: "Check credentials, user name and domain, and the way to the registrar."),
        Entry(
            code: "signaling.session-timer-teardown",
            meaning: "The call was ended because its session timer ran out: nobody refreshed it in time (RFC 4028).",
            remedy:
                "Look why the refresh (re-INVITE or UPDATE) was not sent or not answered: often a firewall that "
                + "forgot the connection."
        ),
        Entry(
            code: "capture.one-direction-only",
            meaning:
                "Only what one party sends passes the point of capture: in every call, or in one where what is "
                + "here proves that the rest was sent.",
            remedy: "Capture where both directions pass: mirror the port in both directions."),
        Entry(
            code: "capture.nothing-to-analyze",
            meaning: "The capture holds neither a call nor audio, so it answers no question about calls.",
            remedy: "Capture where the calls pass, while one is made: signaling and UDP."),
        Entry(
            code: "capture.encrypted",
            meaning:
                "The signaling in the capture is encrypted (TLS), or all of it belongs to a private network's "
                + "tunnel: without keys, who called whom and what was agreed stay unknown.",
            remedy: "Add the key log of the connection, or capture at the server, behind the encryption."),
        Entry(
            code: "capture.clock-jump",
            meaning:
                "The clock of the capturing machine was set back within the capture: times before and after do "
                + "not compare.",
            remedy: "Let the machine keep time (NTP) before capturing; judge the parts before and after by "
                + "themselves."),
        Entry(
            code: "media.crosstalk",
            meaning:
                "Two sources send audio to one port of a listener at the same time: it plays one of them, both "
                + "mixed, or now this and now that.",
            remedy:
                "Look which of the two belongs to the call: often a relay or device goes on sending to a port "
                + "that another call uses by now."
        ),
        Entry(
            code: "capture.drops",
            meaning: "Packets were delivered but not recorded; the receivers report that they lost nothing.",
            remedy: "Capture with a larger buffer and a filter."),
        Entry(
            code: "capture.duplicates",
            meaning: "The capture holds packets twice, as mirror ports make them. They are counted once.",
            remedy: "Mirror one direction, or capture on one interface."),
        Entry(
            code: "capture.truncated-packets",
            meaning: "Packets were cut when they were captured.",
            remedy: "Capture whole packets: tcpdump -s 0."),
        Entry(
            code: "capture.no-signaling",
            meaning: "There is audio without the setup of its call by SIP; other signaling that is there is named.",
            remedy: "Capture signaling too, from before the call."),
        Entry(
            code: "capture.starts-mid-call",
            meaning: "A call was going on when the capture began.",
            remedy: "Start before the call."),
        Entry(
            code: "capture.ends-early",
            meaning: "A call goes on when the capture ends.",
            remedy: "Let the capture run until the call is over."),
        Entry(
            code: "peer-never-sent",
            meaning: "A party agreed to send audio, and none of it came to the point of capture.",
            remedy:
                "Capture at that party: if audio leaves there, something on the way drops it; if not, look at the "
                + "device."
        ),
        Entry(
            code: "media-sent-to-private-address",
            meaning: "Audio goes to a private address that cannot be reached from where it is sent.",
            remedy:
                "Set the external address of the phone or PBX, or let the provider answer to where media comes from."),
        Entry(
            code: "media-sent-to-wrong-port",
            meaning: "Audio goes to another port than the one asked for.",
            remedy: "Look for a router that rewrites session descriptions (SIP ALG)."),
        Entry(
            code: "port-unreachable",
            meaning: "The host that audio goes to refuses it: nothing listens on the port.",
            remedy: "Open the port range; look whether the phone restarted or moved."),
        Entry(
            code: "blocked-beyond-capture",
            meaning: "Audio passes the point of capture and does not arrive.",
            remedy: "Look between this point and the receiver."),
        Entry(
            code: "lost-before-capture",
            meaning: "A party reports sending audio, and none of it reaches the point of capture.",
            remedy: "Look between that party and this point."),
        Entry(
            code: "silent-payload",
            meaning: "Audio arrives and carries nothing but digital silence.",
            remedy: "Look at the sender: muted microphone, wrong audio device, or a gateway without its line."),
        Entry(
            code: "payload-not-negotiated",
            meaning: "Audio is of a kind the receiver did not offer to play.",
            remedy: "Compare the codec lists of both sides."),
        Entry(
            code: "encryption-mismatch",
            meaning: "One side encrypts audio and the other does not, or with a key that was not agreed.",
            remedy: "Set both to the same; compare the keys that both sides see."),
        Entry(
            code: "media-sent-to-wrong-host",
            meaning: "Audio goes to another host than the one asked for.",
            remedy: "Let the sender use the connection line of the last description, and nothing else."),
        Entry(
            code: "relay-does-not-forward",
            meaning: "Audio goes into a relay and does not come out of it, though both its legs are in the capture.",
            remedy: "Look at the relay: its rule for this direction, and its log of the call."),
        Entry(
            code: "handshake-incomplete",
            meaning: "The DTLS handshake that makes the keys of the audio never comes to its end.",
            remedy: "Let UDP pass both ways between the media addresses; compare fingerprints and roles."),
        Entry(
            code: "on-hold",
            meaning: "The call was on hold; silence was agreed and is no fault.",
            remedy: "Nothing."),
        Entry(
            code: "not-visible-from-here",
            meaning: "The capture cannot tell: the audio, or one direction, does not pass it.",
            remedy: "Capture where both directions pass."),
        Entry(
            code: "receiver-reports-nothing",
            meaning: "The receiver speaks RTCP and never says that it receives this audio.",
            remedy: "A capture nearer to the receiver shows whether it arrives."),
    ]

    /// The entry of a code or cause; `nil` if this build has none.
    public static func entry(_ code: String) -> Entry? { entries.first { $0.code == code } }
}
