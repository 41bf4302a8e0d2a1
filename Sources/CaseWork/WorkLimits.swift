/// What bounds the work of one command, whatever its input holds.
public enum WorkLimits {
    /// How often a library may crash before its streams are given up; the others are read again after each crash.
    static let decoderCrashes = 3
    /// The most processes for one library.
    static let decoderProcesses = 16
    /// Files taken from one folder.
    public static let captureFiles = 10_000
    /// Folders within folders.
    public static let folderDepth = 16
    /// Streams decoded in one run.
    static let decodedStreams = 2_000
    /// The most bytes of one message.
    static let decodingMessageBytes = 16 << 20
    /// The most streams of one process.
    static let streamsPerDecoder = 4_096
    /// The most samples of one message.
    static let samplesPerMessage = 1 << 21
    /// Pieces remembered.
    static let cutPieces = 1_000_000
    /// Threads that decode at once.
    static let decodingLanes = 16
    /// Files that are unpacked at once, whatever the number of threads.
    static let filesUnpackedAhead = 8
    /// Legs shown together.
    static let legsPerNamedCall = 16
    /// Calls asked for at most.
    public static let callsPerForm = 200
}
