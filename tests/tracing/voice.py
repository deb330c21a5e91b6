"""Something like a voice: pulses of a gliding pitch through moving formants, breath, syllables and pauses."""

import numpy as np

from tests.media.films import PLACE, ffmpeg
from zhiyu.tracing.sound import Samples

RATE = 16_000
WIDTHS, HEIGHTS = np.array([70, 110, 160, 250, 300]), np.array([1, 0.6, 0.35, 0.2, 0.12])


def voice(seconds: int, seed: int = 1) -> Samples:
    chance, at = np.random.default_rng(seed), 0
    out = chance.normal(0, 0.002, seconds * RATE)
    while at < len(out):
        length = min(int(RATE * chance.uniform(0.12, 0.3)), len(out) - at)
        if chance.random() < 0.15:
            at += int(RATE * chance.uniform(0.1, 0.5))
            continue
        out[at : at + length] += np.hanning(length) ** 0.5 * syllable(chance, length)
        at += length
    return np.asarray(out / np.abs(out).max() * 0.7, dtype=np.float32)


def syllable(chance: np.random.Generator, length: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    pitch = chance.uniform(90, 160) * (1 + np.linspace(0, chance.uniform(-0.2, 0.2), length))
    turns = np.cumsum(pitch) / RATE
    formants = np.array([chance.uniform(300, 800), chance.uniform(900, 2200), chance.uniform(2300, 3000), 3600, 4500])
    made = chance.normal(0, 0.02 if chance.random() < 0.7 else 0.3, length)
    for overtone in range(1, 50):
        loud = (HEIGHTS * WIDTHS**2 / ((overtone * pitch.mean() - formants) ** 2 + WIDTHS**2)).sum() + 0.003
        made += loud * np.sin(2 * np.pi * overtone * turns + chance.uniform(0, 6.3))
    return np.asarray(made, dtype=np.float64)


def through(samples: Samples, name: str, *codec: str) -> Samples:
    """Encoded, and decoded again as the reader hears it."""
    raw, encoded, back = (PLACE / f"voice-{name}.{ending}" for ending in ("raw", "mka", "s16"))
    raw.parent.mkdir(parents=True, exist_ok=True)
    raw.write_bytes((samples * 32767).astype("<i2").tobytes())
    ffmpeg("-f", "s16le", "-ar", str(RATE), "-ac", "1", "-i", str(raw), *codec, target=encoded)
    ffmpeg("-i", str(encoded), "-f", "s16le", "-ar", str(RATE), "-ac", "1", target=back)
    return np.asarray(np.frombuffer(back.read_bytes(), dtype="<i2") / 32768, dtype=np.float32)
