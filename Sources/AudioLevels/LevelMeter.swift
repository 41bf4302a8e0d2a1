/// Levels over windows of 20 ms, peak, clipping, offset and digital silence of one direction's audio.
public struct LevelMeter: Sendable {
    /// Runs of samples at the peak value, as a converter or an amplifier at its limit makes them.
    public struct Clipping: Hashable, Sendable {
        /// Samples at or beyond ``LevelMeter/clipLevel``, alone or in runs.
        public var samples = 0
        /// Runs of three or more such samples of the same sign.
        public var runs = 0
        /// Samples in those runs.
        public var samplesInRuns = 0
        /// The longest run, in samples.
        public var longestRun = 0
    }

    /// The length of a window in milliseconds.
    public static let windowMilliseconds = 20
    /// A window whose samples all have at most this magnitude is digital silence: the idle code of A-law is ±8.
    public static let idleMagnitude: UInt16 = 8
    /// How many samples of one sign in a row at the peak make a clipped run.
    public static let shortestClippedRun = 3

    /// The sample rate in hertz.
    public let sampleRate: Int
    /// The magnitude from which a sample is held to be clipped.
    public let clipLevel: UInt16
    /// How many samples were measured; gaps do not count.
    public private(set) var samples = 0
    /// The largest magnitude in whole windows, 0 to 32,768.
    public private(set) var peak: UInt16 = 0
    /// Clipping.
    public private(set) var clipping = Clipping()
    /// The longest run of one and the same sample value, in samples: zeros, an idle code, or a stuck converter.
    public private(set) var longestConstantRun = 0
    /// The level of each whole window, in order.
    public private(set) var windows = WindowLevels()
    private let windowLength: Int
    private var squares: UInt64 = 0
    private var sum: Int64 = 0
    private var run = 0
    private var runIsPositive = false
    private var last: Int16 = 0
    private var constantRun = 0
    private var window = OpenWindow()

    private struct OpenWindow {
        var filled = 0
        var squares: UInt64 = 0
        var low = Int16.max
        var high = Int16.min
        var hasGap = false
    }

    /// A meter before its first sample.
    ///
    /// - Parameters:
    ///   - sampleRate: In hertz.
    ///   - clipLevel: The magnitude from which a sample counts as clipped: the law's peak for G.711
    ///     (``G711Law/peak``), else 32,700.
    public init(sampleRate: Int, clipLevel: UInt16 = 32_700) {
        self.sampleRate = max(50, sampleRate)
        self.clipLevel = max(1, clipLevel)
        windowLength = self.sampleRate * LevelMeter.windowMilliseconds / 1_000
    }

    /// The level over all of the audio in dBov.
    public var level: Double { Decibel.dBov(sumOfSquares: squares &+ window.squares, count: samples) }
    /// The level of the largest sample in dBov, as of a square wave of that height.
    public var peakLevel: Double { Decibel.dBov(meanSquare: Double(peak) * Double(peak)) }
    /// The mean of all samples, on the 16-bit scale.
    public var offset: Double { samples > 0 ? Double(sum) / Double(samples) : 0 }

    /// Takes the next samples.
    public mutating func add(_ block: borrowing Span<Int16>) {
        for index in block.indices {
            let sample = block[index]
            let magnitude = sample.magnitude
            sum &+= Int64(sample)
            window.squares &+= UInt64(magnitude) &* UInt64(magnitude)
            window.low = min(window.low, sample)
            window.high = max(window.high, sample)
            if magnitude >= clipLevel {
                clip(sample)
            } else if run > 0 {
                endClippedRun()
            }
            constantRun = sample == last ? constantRun &+ 1 : 1
            last = sample
            if constantRun > longestConstantRun { longestConstantRun = constantRun }
            samples &+= 1
            window.filled &+= 1
            if window.filled >= windowLength { endWindow() }
        }
    }

    /// Takes samples held in an array.
    public mutating func add(_ block: [Int16]) { add(block.span) }

    /// Leaves room for audio that was not received, so that the windows keep their place in time. Windows that a gap
    /// touches have no level.
    public mutating func addGap(samples: Int) {
        endClippedRun()
        constantRun = 0
        var left = max(0, samples)
        while left > 0, windows.total < AudioLimits.mostWindows {
            let part = min(left, windowLength - window.filled)
            window.filled += part
            window.hasGap = true
            left -= part
            if window.filled >= windowLength { endWindow() }
        }
    }

    private mutating func clip(_ sample: Int16) {
        clipping.samples &+= 1
        if run > 0, runIsPositive != (sample > 0) { endClippedRun() }
        runIsPositive = sample > 0
        run &+= 1
        if run == LevelMeter.shortestClippedRun {
            clipping.runs &+= 1
            clipping.samplesInRuns &+= run
        } else if run > LevelMeter.shortestClippedRun {
            clipping.samplesInRuns &+= 1
        }
        clipping.longestRun = max(clipping.longestRun, run)
    }

    private mutating func endClippedRun() { run = 0 }

    private mutating func endWindow() {
        squares &+= window.squares
        if window.low <= window.high {
            peak = max(peak, max(window.low.magnitude, window.high.magnitude))
        }
        if window.hasGap {
            windows.append(.missing)
        } else if window.low == window.high
            || max(window.low.magnitude, window.high.magnitude) <= LevelMeter.idleMagnitude
        {
            windows.append(.silent)
        } else {
            windows.append(.level(Decibel.dBov(sumOfSquares: window.squares, count: windowLength)))
        }
        window = OpenWindow()
    }
}
