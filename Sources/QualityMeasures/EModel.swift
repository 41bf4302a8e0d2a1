import Glibc

/// The E-model (ITU-T G.107, 06/2015): the transmission rating R of a narrowband connection, and what it means as MOS.
///
/// All inputs have the recommendation's defaults; a caller states those it knows.
public struct EModel: Equatable, Sendable {
    /// Send loudness rating, dB.
    public var slr = 8.0
    /// Receive loudness rating, dB.
    public var rlr = 2.0
    /// Sidetone masking rating, dB.
    public var stmr = 15.0
    /// D-value at the send side.
    public var ds = 3.0
    /// D-value at the receive side.
    public var dr = 3.0
    /// Talker echo loudness rating, dB.
    public var telr = 65.0
    /// Weighted echo path loss, dB.
    public var wepl = 110.0
    /// Mean one-way delay of the echo path, ms.
    public var echoDelay = 0.0
    /// Round-trip delay in the four-wire loop, ms.
    public var roundTripDelay = 0.0
    /// Absolute one-way delay from mouth to ear, ms.
    public var delay = 0.0
    /// Quantization distortion units.
    public var qdu = 1.0
    /// Equipment impairment factor of the codec.
    public var equipmentImpairment = 0.0
    /// Packet-loss robustness factor of the codec.
    public var lossRobustness = 4.3
    /// Packet loss, per cent, after the receiver's buffer.
    public var lossPercent = 0.0
    /// Burst ratio; below 1 it is taken as 1.
    public var burstRatio = 1.0
    /// Circuit noise at the 0 dBr point, dBm0p.
    public var circuitNoise = -70.0
    /// Noise floor at the receive side, dBmp.
    public var noiseFloor = -64.0
    /// Room noise at the send side, dB(A).
    public var sendRoomNoise = 35.0
    /// Room noise at the receive side, dB(A).
    public var receiveRoomNoise = 35.0
    /// Advantage factor; 0 when monitoring.
    public var advantage = 0.0
    /// Delay sensitivity sT and least noticeable delay mT, ms: (1, 100) by default.
    public var delaySensitivity = 1.0
    /// The delay from which conversation suffers, ms.
    public var noticeableDelay = 100.0

    /// The recommendation's defaults.
    public init() {}

    /// R, not clamped: below 0 for connections nobody would use.
    public var rFactor: Double {
        basicSignalToNoise - simultaneousImpairment - delayImpairment - effectiveEquipmentImpairment + advantage
    }

    /// The estimated conversational quality, 1 to 4.5.
    public var mosCQE: Double { Self.mos(rFactor) }

    // MARK: Terms

    /// No: all noise at the 0 dBr point.
    var noise: Double {
        let olr = slr + rlr
        let send = sendRoomNoise - slr - ds - 100 + 0.004 * pow(sendRoomNoise - olr - ds - 14, 2)
        let lstr = stmr + dr
        let pre = receiveRoomNoise + 10 * log10(1 + pow(10, (10 - lstr) / 10))
        let receive = rlr - 121 + pre + 0.008 * pow(pre - 35, 2)
        let floor = noiseFloor + rlr
        return 10
            * log10(pow(10, circuitNoise / 10) + pow(10, send / 10) + pow(10, receive / 10) + pow(10, floor / 10))
    }

    /// Ro: the basic signal-to-noise ratio.
    var basicSignalToNoise: Double { 15 - 1.5 * (slr + noise) }

    /// Ist: impairment by sidetone that is not at its best.
    private var sidetoneImpairment: Double {
        let stmro = -10 * log10(pow(10, -stmr / 10) + exp(-echoDelay / 4) * pow(10, -telr / 10))
        return 12 * pow(1 + pow((stmro - 13) / 6, 8), 1 / 8) - 28 * pow(1 + pow((stmro + 1) / 19.4, 35), 1 / 35) - 13
            * pow(1 + pow((stmro - 3) / 33, 13), 1 / 13) + 29
    }

    /// Is: what comes with the voice at the same time.
    var simultaneousImpairment: Double {
        let xolr = slr + rlr + 0.2 * (64 + noise - rlr)
        let loudness = 20 * (pow(1 + pow(xolr / 8, 8), 1 / 8) - xolr / 8)
        let q = 37 - 15 * log10(qdu)
        let g = 1.07 + 0.258 * q + 0.0602 * q * q
        let y = (basicSignalToNoise - 100) / 15 + 46 / 8.4 - g / 9
        let z = 46 / 30 - g / 40
        let quantization = 15 * log10(1 + pow(10, y) + pow(10, z))
        return loudness + sidetoneImpairment + quantization
    }

    /// Id: echo and delay.
    var delayImpairment: Double {
        talkerEchoImpairment + listenerEchoImpairment
            + Self.absoluteDelayImpairment(delay, sensitivity: delaySensitivity, noticeable: noticeableDelay)
    }

    private var talkerEchoImpairment: Double {
        guard echoDelay >= 1 else { return 0 }
        var terv =
            telr - 40 * log10((1 + echoDelay / 10) / (1 + echoDelay / 150)) + 6
            * exp(-0.3 * echoDelay * echoDelay)
        if stmr < 9 { terv += sidetoneImpairment / 2 }
        let roe = -1.5 * (noise - rlr)
        let re = 80 + 2.5 * (terv - 14)
        let echo = ((roe - re) / 2 + sqrt(pow(roe - re, 2) / 4 + 100) - 1) * (1 - exp(-echoDelay))
        return stmr > 20 ? sqrt(echo * echo + pow(sidetoneImpairment, 2)) : echo
    }

    private var listenerEchoImpairment: Double {
        let rle = 10.5 * (wepl + 7) * pow(roundTripDelay + 1, -0.25)
        return (basicSignalToNoise - rle) / 2 + sqrt(pow(basicSignalToNoise - rle, 2) / 4 + 169)
    }

    /// Idd: what delay alone costs (G.107 equations 7-27 to 7-29), delays in ms.
    public static func absoluteDelayImpairment(
        _ delay: Double, sensitivity: Double = 1, noticeable: Double = 100
    ) -> Double {
        guard delay > noticeable, noticeable > 0, sensitivity > 0 else { return 0 }
        let x = log2(delay / noticeable)
        let e = 6 * sensitivity
        return 25 * (pow(1 + pow(x, e), 1 / e) - 3 * pow(1 + pow(x / 3, e), 1 / e) + 2)
    }

    /// Ie,eff: codec and packet loss together.
    public var effectiveEquipmentImpairment: Double {
        Self.effectiveImpairment(
            equipmentImpairment, robustness: lossRobustness, lossPercent: lossPercent, burstRatio: burstRatio,
            ceiling: 95)
    }

    static func effectiveImpairment(
        _ impairment: Double, robustness: Double, lossPercent: Double, burstRatio: Double, ceiling: Double
    ) -> Double {
        let loss = min(max(lossPercent, 0), 100)
        guard loss > 0 else { return impairment }
        return impairment + (ceiling - impairment) * loss / (loss / max(1, burstRatio) + robustness)
    }

    /// R of a connection of which only codec, loss and delay are known, all other inputs at their defaults; the terms that
    /// depend on the defaults alone are computed once.
    public static func rFactor(
        equipmentImpairment: Double, lossRobustness: Double?, lossPercent: Double, burstRatio: Double, delay: Double
    ) -> Double {
        ratingOfDefaults - absoluteDelayImpairment(delay)
            - effectiveImpairment(
                equipmentImpairment, robustness: lossRobustness ?? 4.3, lossPercent: lossPercent,
                burstRatio: burstRatio, ceiling: 95)
    }

    private static let ratingOfDefaults = EModel().rFactor

    // MARK: R and MOS

    /// The MOS of a rating (G.107 Annex B), clamped to 1…4.5: the polynomial falls below 1 for small ratings.
    public static func mos(_ rFactor: Double) -> Double {
        if rFactor <= 0 { return 1 }
        if rFactor >= 100 { return 4.5 }
        return max(1, 1 + 0.035 * rFactor + rFactor * (rFactor - 60) * (100 - rFactor) * 7e-6)
    }

    /// The rating of a MOS (G.107 Appendix I), for 1…4.5.
    public static func rFactor(mos: Double) -> Double {
        let m = min(max(mos, 1), 4.5)
        let x = 18_566 - 6_750 * m
        let y = 15 * sqrt(max(0, -903_522 + 1_113_960 * m - 202_500 * m * m))
        let angle = atan2(y, x) / 3
        return 20 / 3 * (8 - sqrt(226) * cos(angle + .pi / 3))
    }
}

/// The wideband E-model (ITU-T G.107.1, 06/2019) for connections without echo.
public struct WidebandEModel: Equatable, Sendable {
    /// Equipment impairment factor on the wideband scale.
    public var equipmentImpairment = 0.0
    /// Packet-loss robustness factor on the wideband scale.
    public var lossRobustness = 4.3
    /// Packet loss, per cent.
    public var lossPercent = 0.0
    /// One-way delay from mouth to ear, ms.
    public var delay = 0.0

    /// No impairment.
    public init() {}

    /// R on the wideband scale, at most 129.
    public var rFactor: Double {
        129 - 1.29 * EModel.absoluteDelayImpairment(delay)
            - EModel.effectiveImpairment(
                equipmentImpairment, robustness: lossRobustness, lossPercent: lossPercent, burstRatio: 1, ceiling: 95)
    }

    /// The estimated conversational quality on the wideband scale, 1 to 4.5.
    public var mosCQE: Double { EModel.mos(rFactor / 1.29) }
}

/// The fullband E-model (ITU-T G.107.2, 06/2019) for connections without echo.
public struct FullbandEModel: Equatable, Sendable {
    /// Equipment impairment factor on the fullband scale.
    public var equipmentImpairment = 0.0
    /// Packet-loss robustness factor on the fullband scale.
    public var lossRobustness = 10.0
    /// Packet loss, per cent.
    public var lossPercent = 0.0
    /// One-way delay from mouth to ear, ms.
    public var delay = 0.0

    /// No impairment.
    public init() {}

    /// R on the fullband scale, at most 148.
    public var rFactor: Double {
        148 - 1.48 * EModel.absoluteDelayImpairment(delay)
            - EModel.effectiveImpairment(
                equipmentImpairment, robustness: lossRobustness, lossPercent: lossPercent, burstRatio: 1, ceiling: 132)
    }

    /// The estimated conversational quality on the fullband scale, 1 to 4.5.
    public var mosCQE: Double { EModel.mos(rFactor / 1.48) }
}
