"""Calls without a fault that look ill: hold, silence suppression, voicemail, early media, mute, digits, late errors."""

from samples.instant import MILLISECOND, SECOND
from samples.scene import other

from . import sound
from .build import LabelledCall, Refusal

SIDES = ("calling", "called")


def _side(dice):
    return SIDES[dice.child("side").below(2)]


def _usual(call, label=None, **options):
    """Both talk until somebody hangs up."""
    call.establish()
    call.finish()
    for side in SIDES:
        call.speaks(side, **options.get(side, {}))
    call.control()


def clean(dice, bank, label):
    call = LabelledCall(dice, bank)
    _usual(call)
    return call


def clean_other_codec(dice, bank, label):
    names = ("G722", "G729", "opus", "GSM", "iLBC")
    call = LabelledCall(dice, bank, codec=names[dice.child("codec").below(5)])
    _usual(call)
    return call


def slight_loss(dice, bank, label):
    call = LabelledCall(dice, bank, seconds=30)
    share = dice.child("share").between(1, 4)

    def impair(packets, chance):
        for packet in packets[8:-8]:
            if chance.chance(share):
                packet.tap_at = None

    _usual(call, called={"impair": impair})
    return call


def _hold(call, by, at, length, style, resumes):
    offer, answer = {"sendonly": ("sendonly", "recvonly"), "inactive": ("inactive", "inactive"),
                     "old": ("sendrecv", "recvonly")}[style]
    options = {"address": "0.0.0.0"} if style == "old" else {}
    held = call.reinvite(by, at, offer, answer, **options)
    if style == "old":
        call.options[by].pop("address")
    if not resumes:
        return held, None
    return held, call.reinvite(by, at + length, "sendrecv", "sendrecv", version=3)


def _held_call(dice, bank, label, style, with_music=False, resumes=True, early=False):
    call = LabelledCall(dice, bank, seconds=26)
    by = _side(dice)
    call.establish()
    at = max(call.begin.values()) + (1 if early else dice.child("at").between(4, 8)) * SECOND
    held, resumed = _hold(call, by, at, dice.child("length").between(6, 12) * SECOND, style, resumes)
    call.finish()
    for side in SIDES:
        speaker = call.speaker(side)
        speaker.talk(held[side])
        end = resumed[side] if resumed else call.stop[side]
        if side == by and with_music:
            song = call.speaker(side, sound.music(dice.child("music"), call.seconds), start=speaker.now)
            song.ssrc = speaker.ssrc if dice.child("same").chance(500) else song.ssrc
            if song.ssrc == speaker.ssrc:
                call.media[side].senders.remove(song)
                speaker.talk(end)
            else:
                song.talk(end)
                call.carry(side, song)
                speaker.pause(end)
        else:
            speaker.pause(end)
        if resumed:
            speaker.talk(call.stop[side])
        call.carry(side, speaker)
    call.control()
    if early and not resumes:
        label.on_hold()
    return call


def hold(dice, bank, label):
    return _held_call(dice, bank, label, "sendonly")


def hold_inactive(dice, bank, label):
    return _held_call(dice, bank, label, "inactive")


def hold_old_style(dice, bank, label):
    return _held_call(dice, bank, label, "old")


def hold_with_music(dice, bank, label):
    return _held_call(dice, bank, label, "sendonly", with_music=True)


def hold_to_the_end(dice, bank, label):
    return _held_call(dice, bank, label, "sendonly", with_music=dice.child("music?").chance(500), resumes=False)


def held_at_once(dice, bank, label):
    return _held_call(dice, bank, label, ("inactive", "sendonly", "old")[dice.child("style").below(3)],
                      resumes=False, early=True)


def comfort_noise(dice, bank, label):
    call = LabelledCall(dice, bank, codec=("PCMU", "PCMA")[dice.child("codec").below(2)])
    for side in SIDES:
        call.offers(side, comfort=True)
    call.establish()
    call.finish()
    for side in SIDES:
        speaker = call.speaker(side, call.conversation(side, noise=0))
        speaker.talk_in_turns(call.stop[side], comfort=60)
        call.carry(side, speaker)
    call.control()
    return call


def silence_suppressed(dice, bank, label):
    call = LabelledCall(dice, bank, codec=("opus", "G729")[dice.child("codec").below(2)])
    call.establish()
    call.finish()
    for side in SIDES:
        speaker = call.speaker(side)
        speaker.talk_in_turns(call.stop[side])
        call.carry(side, speaker)
    call.control()
    return call


def _listener(dice, bank, words_seconds, comfort, every=None, g711=True):
    """One side talks; the other is silent but for a few words, with silence suppression."""
    call = LabelledCall(dice, bank, codec=("PCMU", "PCMA")[dice.child("codec").below(2)])
    quiet = _side(dice)
    for side in SIDES:
        call.offers(side, comfort=comfort is not None)
    call.establish()
    call.finish()
    call.speaks(other(quiet))
    speaker = call.speaker(quiet)
    if words_seconds:
        speaker.talk(call.begin[quiet] + int(words_seconds * SECOND))
    speaker.listen(call.stop[quiet], comfort, every)
    call.carry(quiet, speaker)
    call.control()
    return call


def listener_few_words(dice, bank, label):
    return _listener(dice, bank, dice.child("words").between(5, 20) / 10, 62)


def listener_comfort_noise_only(dice, bank, label):
    return _listener(dice, bank, 0, 64, every=dice.child("every").between(1, 4) * SECOND)


def voicemail(dice, bank, label):
    """An announcement and a tone; then the machine records and sends nothing, or silence."""
    call = LabelledCall(dice, bank, seconds=24)
    call.establish(ring=dice.child("ringing").between(4, 9) * SECOND)
    call.finish("calling")
    call.speaks("calling", call.conversation("calling", share=60))
    machine = call.speaker("called", call.conversation("called", share=95))
    machine.talk(call.after("called", dice.child("announcement").between(5, 9)))
    if dice.child("silent").chance(500):
        machine._track = sound.digital_silence(call.seconds)
        machine.talk(call.stop["called"])
    call.carry("called", machine)
    call.control()
    return call


def music_on_hold(dice, bank, label):
    """Music without a re-INVITE; the other side listens."""
    call = LabelledCall(dice, bank)
    by = _side(dice)
    call.establish()
    call.finish()
    call.speaks(by, sound.music(dice.child("music"), call.seconds))
    call.speaks(other(by), call.conversation(other(by), share=0))
    call.control()
    return call


def early_media(dice, bank, label):
    """An announcement before the answer, from the same device or another one."""
    call = LabelledCall(dice, bank)
    arrived = call.invite(call.at)
    call.respond(100, arrived + 3 * MILLISECOND)
    call.respond(183, arrived + 200 * MILLISECOND, call.description("called"))
    answered = arrived + dice.child("wait").between(4, 14) * SECOND
    ringing = call.speaker("called", call.conversation("called", share=90), start=arrived + 210 * MILLISECOND)
    ringing.talk(answered - 30 * MILLISECOND)
    call.begin = call.answer(answered)
    call.finish()
    if dice.child("same").chance(500):
        ringing.talk(call.stop["called"])
        call.carry("called", ringing)
    else:
        call.carry("called", ringing)
        call.speaks("called")
    call.speaks("calling")
    call.control()
    return call


def mute_stops_sending(dice, bank, label):
    """A telephone that sends nothing while it is muted; its reports say so."""
    call = LabelledCall(dice, bank, seconds=24)
    muted = _side(dice)
    call.establish()
    call.finish()
    call.speaks(other(muted))
    speaker = call.speaker(muted)
    speaker.talk(call.after(muted, dice.child("at").between(4, 8)))
    if dice.child("back").chance(500):
        speaker.pause(call.after(muted, dice.child("until").between(15, 20)))
        speaker.talk(call.stop[muted])
    call.carry(muted, speaker)
    call.control()
    return call


def mute_sends_silence(dice, bank, label):
    call = LabelledCall(dice, bank, seconds=24, g711=True)
    muted = _side(dice)
    call.establish()
    call.finish()
    call.speaks(other(muted))
    track = call.conversation(muted)
    begin = dice.child("at").between(4, 8) * sound.RATE
    until = begin + dice.child("for").between(8, 18) * sound.RATE
    track.data[begin:until] = [0] * len(track.data[begin:until])
    call.speaks(muted, track)
    call.control()
    return call


def one_sided_talk(dice, bank, label):
    """One side only listens; its microphone is open."""
    call = LabelledCall(dice, bank)
    quiet = _side(dice)
    call.establish()
    call.finish()
    call.speaks(other(quiet), call.conversation(other(quiet), share=92))
    call.speaks(quiet, call.conversation(quiet, share=0))
    call.control()
    return call


def digits(dice, bank, label):
    call = LabelledCall(dice, bank)
    keys = _side(dice)
    call.establish()
    call.finish()
    call.speaks(other(keys))
    speaker = call.speaker(keys)
    for _ in range(dice.child("count").between(3, 9)):
        speaker.talk(speaker.now + dice.child("gap %d" % len(speaker.packets)).between(300, 1_500) * MILLISECOND)
        speaker.key(dice.child("key %d" % len(speaker.packets)).below(12), 140)
    speaker.talk(call.stop[keys])
    call.carry(keys, speaker)
    call.control()
    return call


def digits_while_muted(dice, bank, label):
    """A caller in a menu: silence suppressed, only keys are sent."""
    call = LabelledCall(dice, bank, codec="PCMU")
    for side in SIDES:
        call.offers(side, comfort=True)
    call.establish()
    call.finish()
    call.speaks("called", call.conversation("called", share=90))
    speaker = call.speaker("calling")
    for number in range(dice.child("count").between(3, 6)):
        speaker.listen(speaker.now + dice.child("gap %d" % number).between(1, 3) * SECOND, 62)
        speaker.key(number + 1, 120)
    speaker.listen(call.stop["calling"], 62)
    call.carry("calling", speaker)
    call.control()
    return call


def short_call(dice, bank, label):
    call = LabelledCall(dice, bank, seconds=2)
    quiet = _side(dice)
    call.establish()
    call.finish()
    call.speaks(other(quiet))
    call.control()
    return call


def encrypted(dice, bank, label):
    call = LabelledCall(dice, bank)
    call.encrypt(*SIDES)
    _usual(call)
    return call


def icmp_before_it_listens(dice, bank, label):
    """A few packets come before the telephone has opened its port; then all is well."""
    call = LabelledCall(dice, bank)
    victim = _side(dice)
    call.establish()
    call.finish()
    end = call.media[other(victim)]
    end.refused_by = Refusal(
        call.media[victim].host, until=call.begin[other(victim)] + call.one_way + dice.child("for").between(60, 700)
        * MILLISECOND)
    for side in SIDES:
        call.speaks(side)
    call.control()
    return call


def icmp_after_hang_up(dice, bank, label):
    call = LabelledCall(dice, bank)
    victim = _side(dice)
    call.establish()
    call.finish(victim)
    call.media[other(victim)].refused_by = Refusal(call.media[victim].host, since=call.stop[victim])
    for side in SIDES:
        late = dice.child("late").between(100, 900) * MILLISECOND if side != victim else 0
        call.speaks(side, until=call.stop[side] + late)
    call.control()
    return call


FAMILIES = [
    clean, clean_other_codec, slight_loss, hold, hold_inactive, hold_old_style, hold_with_music, hold_to_the_end,
    held_at_once, comfort_noise, silence_suppressed, listener_few_words, listener_comfort_noise_only, voicemail,
    music_on_hold, early_media, mute_stops_sending, mute_sends_silence, one_sided_talk, digits, digits_while_muted,
    short_call, encrypted, icmp_before_it_listens, icmp_after_hang_up,
]
