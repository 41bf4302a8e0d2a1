/// Why media does not arrive, as far as the capture shows: a permanent code, such as `peer-never-sent`.
public struct MediaFaultCause: RawRepresentable, Hashable, Sendable, Codable {
    /// The text of the code.
    public let rawValue: String

    /// A cause from its text.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// A party agreed to send audio, and none of it came to the point of capture.
    public static let peerNeverSent = MediaFaultCause(rawValue: "peer-never-sent")
    /// Audio goes to a private address that cannot be reached from where it is sent.
    public static let mediaSentToPrivateAddress = MediaFaultCause(rawValue: "media-sent-to-private-address")
    /// Audio goes to another port than the one asked for.
    public static let mediaSentToWrongPort = MediaFaultCause(rawValue: "media-sent-to-wrong-port")
    /// The host that audio goes to refuses it: nothing listens on the port.
    public static let portUnreachable = MediaFaultCause(rawValue: "port-unreachable")
    /// Audio passes the point of capture and does not arrive.
    public static let blockedBeyondCapture = MediaFaultCause(rawValue: "blocked-beyond-capture")
    /// A party reports sending audio, and none of it reaches the point of capture.
    public static let lostBeforeCapture = MediaFaultCause(rawValue: "lost-before-capture")
    /// Audio arrives and carries nothing but digital silence.
    public static let silentPayload = MediaFaultCause(rawValue: "silent-payload")
    /// Audio is of a kind the receiver did not offer to play.
    public static let payloadNotNegotiated = MediaFaultCause(rawValue: "payload-not-negotiated")
    /// One side encrypts audio and the other does not, or with a key that was not agreed.
    public static let encryptionMismatch = MediaFaultCause(rawValue: "encryption-mismatch")
    /// Audio goes to another host than the one asked for.
    public static let mediaSentToWrongHost = MediaFaultCause(rawValue: "media-sent-to-wrong-host")
    /// Audio goes into a relay and does not come out of it, though both its legs are in the capture.
    public static let relayDoesNotForward = MediaFaultCause(rawValue: "relay-does-not-forward")
    /// The DTLS handshake that makes the keys of the audio never comes to its end.
    public static let handshakeIncomplete = MediaFaultCause(rawValue: "handshake-incomplete")
    /// The call was on hold; silence was agreed and is no fault.
    public static let onHold = MediaFaultCause(rawValue: "on-hold")
    /// The capture cannot tell: the audio, or one direction, does not pass it.
    public static let notVisibleFromHere = MediaFaultCause(rawValue: "not-visible-from-here")
    /// The receiver speaks RTCP and never says that it receives this audio.
    public static let receiverReportsNothing = MediaFaultCause(rawValue: "receiver-reports-nothing")
}

/// What a cause means and what to do about it.
public struct CauseExplanation: Sendable {
    /// The cause.
    public let cause: MediaFaultCause
    /// What it means.
    public let meaning: String
    /// What to do.
    public let remedy: String

    init(_ cause: MediaFaultCause, meaning: String, remedy: String) {
        self.cause = cause
        self.meaning = meaning
        self.remedy = remedy
    }

    /// The explanation of every cause this build can name.
    public static let all: [CauseExplanation] = [
        CauseExplanation(
            .peerNeverSent,
            meaning: "A party agreed to send audio, and none of it came to the point of capture.",
            remedy: "Capture at that party: if audio leaves there, something on the way drops it; if not, look at "
                + "the device."),
        CauseExplanation(
            .mediaSentToPrivateAddress,
            meaning: "Audio goes to a private address that cannot be reached from where it is sent.",
            remedy: "Set the external address of the phone or PBX, or let the provider answer to where media comes "
                + "from."),
        CauseExplanation(
            .mediaSentToWrongPort,
            meaning: "Audio goes to another port than the one asked for.",
            remedy: "Look for a router that rewrites session descriptions (SIP ALG)."),
        CauseExplanation(
            .portUnreachable,
            meaning: "The host that audio goes to refuses it: nothing listens on the port.",
            remedy: "Open the port range; look whether the phone restarted or moved."),
        CauseExplanation(
            .blockedBeyondCapture,
            meaning: "Audio passes the point of capture and does not arrive.",
            remedy: "Look between this point and the receiver."),
        CauseExplanation(
            .lostBeforeCapture,
            meaning: "A party reports sending audio, and none of it reaches the point of capture.",
            remedy: "Look between that party and this point."),
        CauseExplanation(
            .silentPayload,
            meaning: "Audio arrives and carries nothing but digital silence.",
            remedy: "Look at the sender: muted microphone, wrong audio device, or a gateway without its line."),
        CauseExplanation(
            .payloadNotNegotiated,
            meaning: "Audio is of a kind the receiver did not offer to play.",
            remedy: "Compare the codec lists of both sides."),
        CauseExplanation(
            .encryptionMismatch,
            meaning: "One side encrypts audio and the other does not, or with a key that was not agreed.",
            remedy: "Set both to the same; compare the keys that both sides see."),
        CauseExplanation(
            .mediaSentToWrongHost,
            meaning: "Audio goes to another host than the one asked for.",
            remedy: "Let the sender use the connection line of the last description, and nothing else."),
        CauseExplanation(
            .relayDoesNotForward,
            meaning: "Audio goes into a relay and does not come out of it, though both its legs are in the capture.",
            remedy: "Look at the relay: its rule for this direction, and its log of the call."),
        CauseExplanation(
            .handshakeIncomplete,
            meaning: "The DTLS handshake that makes the keys of the audio never comes to its end.",
            remedy: "Let UDP pass both ways between the media addresses; compare fingerprints and roles."),
        CauseExplanation(
            .onHold,
            meaning: "The call was on hold; silence was agreed and is no fault.",
            remedy: "Nothing."),
        CauseExplanation(
            .notVisibleFromHere,
            meaning: "The capture cannot tell: the audio, or one direction, does not pass it.",
            remedy: "Capture where both directions pass."),
        CauseExplanation(
            .receiverReportsNothing,
            meaning: "The receiver speaks RTCP and never says that it receives this audio.",
            remedy: "A capture nearer to the receiver shows whether it arrives."),
    ]
}
