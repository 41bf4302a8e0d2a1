"""Calls of which little or nothing is in the capture: nobody sends, or media goes where the capture does not see it."""

from samples.scene import other

from .build import LabelledCall

SIDES = ("calling", "called")


def nobody_sends(dice, bank, label):
    call = LabelledCall(dice, bank, rtcp=True)
    call.establish()
    call.finish()
    call.control()
    label.no_audio("peer-never-sent")
    return call


def media_elsewhere(dice, bank, label):
    """Media takes another way: neither it nor its reports are in the capture."""
    call = LabelledCall(dice, bank, rtcp=False)
    call.establish()
    call.finish()
    label.no_verdict()
    return call


def one_direction_elsewhere(dice, bank, label):
    """One direction takes another way; the receiver's reports, which pass, say that it arrives."""
    call = LabelledCall(dice, bank, rtcp=True, seconds=24)
    hidden = SIDES[dice.child("hidden").below(2)]
    if dice.child("reports too").chance(500):
        call.reports_reach_capture = {other(hidden)}
    call.establish()
    call.finish()
    for side in SIDES:
        sender = call.speaker(side)
        sender.talk(call.stop[side])
        call.carry(side, sender)
    call.control()
    call.hidden_media = hidden
    label.no_verdict()
    label.either("break-up", "delayed-speech")
    return call


def one_direction_captured(dice, bank, label):
    """A mirror port that copies one direction only: nothing of one side, not even signaling."""
    call = LabelledCall(dice, bank)
    call.establish()
    call.finish()
    for side in SIDES:
        call.speaks(side)
    call.control()
    call.hidden_side = SIDES[dice.child("hidden").below(2)]
    label.no_verdict()
    label.either("break-up", "delayed-speech")
    return call


FAMILIES = [nobody_sends, media_elsewhere, one_direction_elsewhere, one_direction_captured]
