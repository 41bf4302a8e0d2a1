"""What the agents play: speech of two people, the noise of a quiet room, speech over hiss, silence; a minute of each,
since some agents hang up at the end of their file."""

import os
import subprocess

TEXTS = {
    "a": "Good morning, this is the service desk in London. I am calling about the delivery that was promised for"
         " Tuesday, which has not reached our warehouse. Could you tell me where it is? We need it before the weekend.",
    "b": "Thank you for calling. Let me look that up for you. I can see the order here. It left the depot on Monday"
         " night and should be with you before noon. Shall I send you the number of the driver?",
}
RATES = ((8000, 1), (16_000, 1), (48_000, 2))


def make(folder):
    """Files by kind and sampling rate: {"a": {8000: path, …}, "b": …, "room": …, "hiss": …, "silence": …}."""
    os.makedirs(folder, exist_ok=True)
    base = {}
    for side, text in TEXTS.items():
        base[side] = os.path.join(folder, side + ".wav")
        if not os.path.exists(base[side]):
            subprocess.run(["espeak-ng", "-p", "35" if side == "a" else "65", "-w", base[side], text], check=True)
    files = {kind: {} for kind in ("a", "b", "room", "hiss", "silence")}
    for rate, channels in RATES:
        for side in TEXTS:
            files[side][rate] = _sox(
                folder, side, rate, channels, [base[side]], ["norm", "-9", "pad", "0", "1", "repeat", "4"])
        plain = ["-n"]
        files["room"][rate] = _sox(
            folder, "room", rate, channels, plain, ["synth", "60", "whitenoise", "vol", "0.0008"])
        files["silence"][rate] = _sox(folder, "silence", rate, channels, plain, ["trim", "0", "60"])
        hiss = _sox(folder, "noise", rate, channels, plain, ["synth", "60", "whitenoise", "vol", "0.03"])
        files["hiss"][rate] = _sox(
            folder, "hiss", rate, channels, ["-m", "-v", "1", files["b"][rate], "-v", "1", hiss], ["trim", "0", "50"])
    return files


def _sox(folder, name, rate, channels, source, effects):
    path = os.path.join(folder, "%s-%d.wav" % (name, rate))
    if not os.path.exists(path):
        before = ["-r", str(rate), "-c", str(channels)] if source == ["-n"] else []
        subprocess.run(
            ["sox", "-R", *before, *source, "-r", str(rate), "-c", str(channels), "-b", "16", path, *effects],
            check=True, capture_output=True)
    return path
