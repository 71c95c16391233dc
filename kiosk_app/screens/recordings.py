"""Spoken prompts as sound: a studio's recording where there is one, else one by the synthesiser, kept for next time.

Files are WAV, PCM, mono, 16 bits, at most six seconds (T18). A studio's folder holds `zh/say_menu.wav` and so on;
what it lacks, or has in another form, is spoken by espeak-ng, which is called as a program.
"""

import hashlib
import io
import os
import subprocess
import sys
import threading
import wave
from array import array
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import structlog

LONGEST_S = 6.0
"""What one prompt may last (T18)."""

VOICES = {"zh": ("cmn-latn-pinyin", 195), "en": ("en", 165)}
"""Voice and words a minute. The plain "cmn" reads the pinyin it finds for a hanzi as if it were English."""

SYNTHESISER = "espeak-ng"
RENDERED_WITHIN_S = 10.0
LOUDEST = 0.95
"""Of what 16 bits can hold: the loudest sample at full volume, whoever made the recording."""

log = structlog.get_logger(__name__)


class Volume(Enum):
    """How loud a prompt is: its loudest sample as a part of `LOUDEST`, in steps of some 8 dB."""

    OFF = 0.0
    LOW = 0.16
    MEDIUM = 0.4
    HIGH = 1.0


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is said: the key of the catalogue, the language, and the words in that language."""

    key: str
    language: str
    text: str


class NoSpeech(Exception):
    """There is no recording to be had; the text says why."""


@dataclass(frozen=True, slots=True)
class Sound:
    """Mono PCM, 16 bits: samples a second, and the samples."""

    rate: int
    samples: "array[int]"

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.samples) / self.rate


def read(file: Path) -> Sound:
    """Read a WAV file; raises NoSpeech for one that is not there or not of the form above."""
    try:
        with wave.open(str(file), "rb") as found:
            form = (found.getnchannels(), found.getsampwidth())
            rate, count = found.getframerate(), found.getnframes()
            frames = found.readframes(count)
    except (OSError, EOFError, wave.Error) as error:
        raise NoSpeech(f"{file.name}: {error}") from error
    if form != (1, 2):
        raise NoSpeech(f"{file.name}: not mono with 16 bits")
    if len(frames) < 2 * count:
        raise NoSpeech(f"{file.name}: not whole")
    samples = array("h", frames)
    if sys.byteorder == "big":
        samples.byteswap()
    sound = Sound(rate, samples)
    if not samples or sound.seconds > LONGEST_S:
        raise NoSpeech(f"{file.name}: {sound.seconds:.1f} s long")
    return sound


def written(sound: Sound) -> bytes:
    """Return a sound as a WAV file."""
    samples = array("h", sound.samples)
    if sys.byteorder == "big":
        samples.byteswap()
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(sound.rate)
        out.writeframes(samples.tobytes())
    return file.getvalue()


def at_volume(sound: Sound, volume: Volume) -> Sound:
    """Return a sound with its loudest sample where the volume wants it; silence stays silent."""
    peak = max(abs(sample) for sample in sound.samples)
    factor = volume.value * LOUDEST * 32767 / peak if peak else 0.0
    return Sound(sound.rate, array("h", [int(sample * factor) for sample in sound.samples]))


class Recordings:
    """Finds or makes the recording of a prompt; used in a thread of its own, because the synthesiser takes a while."""

    def __init__(self, cache: Path, studio: Path | None = None, synthesiser: str = SYNTHESISER) -> None:
        self._cache, self._studio, self._synthesiser = cache, studio, synthesiser
        self._complained: set[str] = set()

    def wav(self, prompt: Prompt, volume: Volume) -> bytes:
        """Return a prompt as a WAV file at this volume, or raise NoSpeech."""
        return written(at_volume(self.sound(prompt), volume))

    def sound(self, prompt: Prompt) -> Sound:
        """Return the recording of a prompt, or raise NoSpeech."""
        if self._studio is not None and (own := self._studio / prompt.language / f"{prompt.key}.wav").exists():
            try:
                return read(own)
            except NoSpeech as unfit:
                self._complain(str(unfit))
        return self._synthesised(prompt)

    def _complain(self, reason: str) -> None:
        if reason not in self._complained:
            self._complained.add(reason)
            log.warning("recording_unfit", reason=reason)

    def _synthesised(self, prompt: Prompt) -> Sound:
        voice, pace = VOICES[prompt.language]
        mark = hashlib.sha256(f"{voice} {pace} {prompt.text}".encode()).hexdigest()[:12]
        file = self._cache / f"{prompt.key}_{prompt.language}_{mark}.wav"
        try:
            return read(file)
        except NoSpeech:  # not there yet, or not whole
            self._render(prompt.text, voice, pace, file)
            return read(file)

    def _render(self, text: str, voice: str, pace: int, file: Path) -> None:
        """Let the synthesiser write beside the file and put it in place in one step."""
        part = file.with_suffix(f".{os.getpid()}-{threading.get_ident()}.part")
        command = [self._synthesiser, "-v", voice, "-s", str(pace), "-w", str(part), text]
        try:
            self._cache.mkdir(mode=0o700, parents=True, exist_ok=True)
            subprocess.run(command, check=True, capture_output=True, timeout=RENDERED_WITHIN_S)
            part.replace(file)
        except (OSError, subprocess.SubprocessError) as error:
            raise NoSpeech(f"{self._synthesiser}: {error}") from error
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
