import AudioLevels
import CallAnalysis
import CallVocabulary
import JSONText

/// What a stream sounded like, as the contract has it.
enum AudioJSON {
    static func write(_ stream: MediaStream, to json: inout JSONWriter) {
        json.member("audio", object: stream.audio) { json, audio in
            json.member("basis", audio.basis.rawValue)
            json.member("packets", audio.packets)
            json.member("seconds", audio.seconds, places: 3)
            json.member("activeSpeechLevelDBov", audio.activeSpeechLevel, places: 1)
            json.member("activityFactor", audio.activityFactor, places: 3)
            json.member("longTermLevelDBov", audio.longTermLevel, places: 1)
            json.member("noiseFloorDBov", audio.noiseFloor, places: 1)
            json.member("digitalSilenceSeconds", audio.digitalSilenceSeconds, places: 2)
            json.member("longestDigitalSilenceSeconds", audio.longestDigitalSilenceSeconds, places: 2)
            json.member("firstSoundAt", audio.firstSoundAt.map { CaptureTime(nanoseconds: $0) })
            json.member("lastSoundAt", audio.lastSoundAt.map { CaptureTime(nanoseconds: $0) })
            json.member("clippedSamples", audio.clippedSamples)
            json.member("repeatedPackets", audio.repeatedPackets)
            json.member("undecodablePackets", audio.undecodablePackets)
            json.member("followsOtherLaw", audio.isWrongLaw)
            json.member("echo", object: stream.echo) { json, echo in
                json.member("delayMilliseconds", echo.delayMilliseconds, places: 0)
                json.member("returnLossDecibels", echo.returnLoss, places: 1)
                json.member("correlation", echo.correlation, places: 3)
            }
        }
        json.member("audioObstacle", stream.audioObstacle?.rawValue)
    }
}
