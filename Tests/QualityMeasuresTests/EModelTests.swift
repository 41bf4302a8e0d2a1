import QualityMeasures
import Testing

@testable import QualityMeasures

private func close(_ one: Double, _ other: Double, _ tolerance: Double = 1e-4) -> Bool { abs(one - other) <= tolerance }

private func number(_ values: [String: Any], _ name: String) -> Double? { values[name] as? Double }

@Test func defaultsOfTheRecommendation() {
    let model = EModel()
    #expect(close(model.rFactor, 93.206208, 1e-6))
    #expect(close(model.mosCQE, 4.409406, 1e-6))
    #expect(close(model.basicSignalToNoise, 94.768822, 1e-6))
    #expect(close(model.noise, -61.179214, 1e-6))
    #expect(close(model.simultaneousImpairment, 1.413568, 1e-6))
}

@Test func narrowbandVectors() throws {
    let vectors = try #require(SharedVectors.all())
    let full = try #require((vectors["emodel_nb_full"] as? [String: Any])?["cases"] as? [[String: Any]])
    for one in full {
        var model = EModel()
        model.echoDelay = try #require(number(one, "T"))
        model.delay = try #require(number(one, "Ta"))
        model.roundTripDelay = try #require(number(one, "Tr"))
        model.equipmentImpairment = try #require(number(one, "Ie"))
        model.lossRobustness = try #require(number(one, "Bpl"))
        model.lossPercent = try #require(number(one, "Ppl"))
        model.burstRatio = try #require(number(one, "BurstR"))
        model.telr = try #require(number(one, "TELR"))
        #expect(close(model.rFactor, try #require(number(one, "R")), 1e-5), "\(one)")
        #expect(close(model.mosCQE, try #require(number(one, "MOS"))), "\(one)")
    }
    let loss = try #require((vectors["emodel_nb_Ieeff"] as? [String: Any])?["cases"] as? [[String: Any]])
    for one in loss {
        var model = EModel()
        model.equipmentImpairment = try #require(number(one, "Ie"))
        model.lossRobustness = try #require(number(one, "Bpl"))
        model.lossPercent = try #require(number(one, "Ppl"))
        model.burstRatio = try #require(number(one, "BurstR"))
        #expect(close(model.effectiveEquipmentImpairment, try #require(number(one, "Ieeff"))), "\(one)")
        #expect(close(model.rFactor, try #require(number(one, "R"))), "\(one)")
        #expect(close(model.mosCQE, try #require(number(one, "MOS"))), "\(one)")
    }
    let echo = try #require((vectors["delay_echo_table"] as? [String: Any])?["cases"] as? [[String: Any]])
    for one in echo {
        var model = EModel()
        let delay = try #require(number(one, "T"))
        (model.echoDelay, model.delay, model.roundTripDelay) = (delay, delay, 2 * delay)
        #expect(close(model.rFactor, try #require(number(one, "R"))), "\(one)")
        #expect(close(model.mosCQE, try #require(number(one, "MOS"))), "\(one)")
    }
    print("narrowband E-model vectors: \(full.count + loss.count + echo.count)")
}

@Test func delayVectors() throws {
    let cases = try #require(SharedVectors.object("idd")?["cases"] as? [[String: Any]])
    for one in cases {
        let value = EModel.absoluteDelayImpairment(
            try #require(number(one, "Ta")), sensitivity: try #require(number(one, "sT")),
            noticeable: try #require(number(one, "mT")))
        #expect(close(value, try #require(number(one, "Idd"))), "\(one)")
    }
}

@Test func ratingsAndScores() throws {
    #expect(EModel.mos(-5) == 1 && EModel.mos(3.22) == 1 && EModel.mos(120) == 4.5)
    #expect(close(EModel.mos(80), 4.024, 1e-3))
    let vectors = try #require(SharedVectors.all())
    for one in try #require((vectors["r_to_mos"] as? [String: Any])?["cases"] as? [[String: Any]]) {
        #expect(close(EModel.mos(try #require(number(one, "R"))), try #require(number(one, "MOS")), 1e-3), "\(one)")
    }
    for one in try #require((vectors["mos_to_r"] as? [String: Any])?["cases"] as? [[String: Any]]) {
        let rating = EModel.rFactor(mos: try #require(number(one, "MOS")))
        #expect(close(rating, try #require(number(one, "R")), 0.01), "\(one)")
    }
}

@Test func widebandAndFullbandVectors() throws {
    let vectors = try #require(SharedVectors.all())
    for one in try #require((vectors["emodel_wb"] as? [String: Any])?["cases"] as? [[String: Any]]) {
        var model = WidebandEModel()
        model.equipmentImpairment = try #require(number(one, "Ie_wb"))
        model.lossPercent = try #require(number(one, "Ppl"))
        if let robustness = number(one, "Bpl") { model.lossRobustness = robustness }
        #expect(close(model.mosCQE, try #require(number(one, "MOS"))), "\(one)")
        if let rating = number(one, "R") { #expect(close(model.rFactor, rating), "\(one)") }
    }
    for one in try #require((vectors["emodel_fb"] as? [String: Any])?["cases"] as? [[String: Any]]) {
        var model = FullbandEModel()
        model.equipmentImpairment = try #require(number(one, "Ie_fb"))
        model.lossRobustness = try #require(number(one, "Bpl"))
        model.lossPercent = try #require(number(one, "Ppl"))
        model.delay = try #require(number(one, "Ta"))
        #expect(close(model.rFactor, try #require(number(one, "R"))), "\(one)")
        #expect(close(model.mosCQE, try #require(number(one, "MOS"))), "\(one)")
    }
}

private func runs(_ pattern: String) -> [BurstGap.Run] {
    var found: [BurstGap.Run] = []
    for (index, symbol) in pattern.enumerated() where symbol != "1" {
        if let last = found.last, last.first + last.count == Int64(index) {
            found[found.count - 1].count += 1
        } else {
            found.append(BurstGap.Run(first: Int64(index), count: 1))
        }
    }
    return found
}

/// The example of RFC 3611 §4.7.2.
@Test func burstsOfTheRecommendation() {
    let pattern = "11110111111111111111111X111X1011110111111111111111111X1111111111"
    let measure = BurstGap(expected: 64, runs: runs(pattern))
    #expect(measure.bursts == 1 && measure.burstPackets == 12 && measure.burstLost == 4)
    #expect(measure.gapPackets == 52 && measure.gapLost == 2 && measure.gaps == 2)
    #expect(measure.meanBurstMilliseconds(packetMilliseconds: 10) == 120)
    #expect(measure.meanGapMilliseconds(packetMilliseconds: 10) == 260)
}

@Test func burstVectors() throws {
    let vectors = try #require(SharedVectors.all())
    for one in try #require((vectors["burst_gap_gmin16"] as? [String: Any])?["cases"] as? [[String: Any]]) {
        let pattern = try #require(one["pattern"] as? String)
        let direct = try #require(one["direct"] as? [String: Any])
        let measure = BurstGap(expected: Int64(pattern.count), runs: runs(pattern))
        let length = try #require(number(one, "ms_per_packet"))
        #expect(measure.bursts == Int64((direct["bursts"] as? [Any])?.count ?? -1), "\(one)")
        #expect(
            measure.burstPackets == direct["burst_packets"] as? Int64 ?? Int64(direct["burst_packets"] as? Int ?? -1))
        #expect(close(measure.burstDensity, try #require(number(direct, "burst_density"))), "\(one)")
        #expect(close(measure.gapDensity, try #require(number(direct, "gap_density"))), "\(one)")
        #expect(
            close(
                measure.meanBurstMilliseconds(packetMilliseconds: length), try #require(number(direct, "mean_burst_ms"))
            ),
            "\(one)")
        #expect(
            close(measure.meanGapMilliseconds(packetMilliseconds: length), try #require(number(direct, "mean_gap_ms"))),
            "\(one)")
    }
    for one in try #require((vectors["burst_ratio"] as? [String: Any])?["cases"] as? [[String: Any]]) {
        let pattern = try #require(one["pattern"] as? String)
        let measure = BurstGap(expected: Int64(pattern.count), runs: runs(pattern))
        #expect(close(measure.burstRatio, try #require(number(one, "burstr_runs"))), "\(one)")
        #expect(measure.histogram.reduce(0, +) == measure.runs)
    }
}

@Test func burstsOfNothingAndOfEverything() {
    let nothing = BurstGap(expected: 0, runs: [])
    #expect(nothing.burstDensity == 0 && nothing.burstRatio == 1 && nothing.gaps == 0)
    let all = BurstGap(expected: 100, runs: [.init(first: 0, count: 100)])
    #expect(all.bursts == 1 && all.burstDensity == 1 && all.gaps == 0 && all.burstRatio == 0)
    let huge = BurstGap(expected: .max, runs: [.init(first: .max - 1, count: .max), .init(first: -5, count: 0)])
    #expect(huge.lost > 0)
}

@Test func codecsWithAndWithoutPublishedValues() {
    #expect(CodecImpairment.of("pcmu")?.robustness == 25.1)
    #expect(CodecImpairment.of("opus")?.impairment == nil)
    #expect(CodecImpairment.of("AMR-WB", bitRate: 23_000)?.impairment == 1)
    #expect(CodecImpairment.of("telephone-event") == nil)
}

/// The short way gives what the whole model gives.
@Test(arguments: [(0.0, 0.0, 1.0, 20.0), (0, 3, 1, 150), (11, 5, 2.5, 230), (15, 20, 4, 500), (0, 100, 1, 90)])
func knownInputsAloneGiveTheSameRating(impairment: Double, loss: Double, burstRatio: Double, delay: Double) {
    var model = EModel()
    model.equipmentImpairment = impairment
    model.lossRobustness = 19
    model.lossPercent = loss
    model.burstRatio = burstRatio
    model.delay = delay
    let short = EModel.rFactor(
        equipmentImpairment: impairment, lossRobustness: 19, lossPercent: loss, burstRatio: burstRatio, delay: delay)
    #expect(abs(model.rFactor - short) < 1e-9)
}
