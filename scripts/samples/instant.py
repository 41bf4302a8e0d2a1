"""Time as whole microseconds since 1970, UTC. No float ever holds a time."""

import calendar
import datetime

MILLISECOND = 1_000
SECOND = 1_000_000


def instant(text):
    """Microseconds of a text such as ``2026-11-23T14:03:07.120Z``."""
    whole, _, fraction = text.rstrip("Z").partition(".")
    civil = datetime.datetime.strptime(whole, "%Y-%m-%dT%H:%M:%S")
    return calendar.timegm(civil.timetuple()) * SECOND + int((fraction + "000000")[:6])


def rfc3339(at):
    """The shortest of 0, 3 or 6 decimals that loses nothing, as the program itself writes times."""
    seconds, micros = divmod(at, SECOND)
    civil = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=seconds)
    text = civil.strftime("%Y-%m-%dT%H:%M:%S")
    if micros % 1000:
        text += ".%06d" % micros
    elif micros:
        text += ".%03d" % (micros // 1000)
    return text + "Z"


def ntp(at):
    """The 64-bit NTP time of an instant: seconds since 1900, and a binary fraction."""
    seconds, micros = divmod(at, SECOND)
    return ((seconds + 2_208_988_800) << 32) | ((micros << 32) // SECOND)
