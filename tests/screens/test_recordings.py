"""Recordings: rendered once, kept, replaceable by a studio's, never louder than the volume says (T18)."""

import wave
from array import array
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from kiosk_app.screens.recordings import (
    LONGEST_S,
    LOUDEST,
    NoSpeech,
    Prompt,
    Recordings,
    Sound,
    Volume,
    at_volume,
    read,
    written,
)

PROMPT = Prompt("say_wait", "en", "Please wait.")
TONE = Sound(8_000, array("h", [0, 9_000, -12_000, 500] * 400))


def keep(file: Path, sound: Sound) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(written(sound))
    return file


def odd(file: Path, *, channels: int = 1, width: int = 2, rate: int = 8_000, frames: int = 800) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(file), "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(width)
        out.setframerate(rate)
        out.writeframes(bytes(channels * width * frames))


def peak(sound: Sound) -> int:
    return max(abs(sample) for sample in sound.samples)


def test_a_prompt_is_rendered_once(tmp_path: Path) -> None:
    first = Recordings(tmp_path / "cache").sound(PROMPT)
    again = Recordings(tmp_path / "cache", synthesiser="no-such-program").sound(PROMPT)
    assert again == first
    assert first.seconds > 0.3
    assert not list((tmp_path / "cache").glob("*.part"))


def test_other_words_are_rendered_anew(tmp_path: Path) -> None:
    recordings = Recordings(tmp_path)
    one = recordings.sound(PROMPT)
    assert recordings.sound(Prompt(PROMPT.key, "en", "Please wait here for a while.")).seconds > one.seconds


@pytest.mark.parametrize("left", [0, 3, 43, 44, 60, 4_001])
def test_a_file_that_is_not_whole_is_rendered_anew(tmp_path: Path, left: int) -> None:
    """Power may go while the file is written."""
    recordings = Recordings(tmp_path)
    whole = recordings.sound(PROMPT)
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:left])
    assert recordings.sound(PROMPT) == whole


def test_a_studio_goes_first(tmp_path: Path) -> None:
    keep(tmp_path / "studio" / "en" / "say_wait.wav", TONE)
    recordings = Recordings(tmp_path / "cache", tmp_path / "studio", synthesiser="no-such-program")
    assert recordings.sound(PROMPT) == TONE
    with pytest.raises(NoSpeech):
        recordings.sound(Prompt("say_wait", "zh", "请稍候。"))


@pytest.mark.parametrize(
    "unfit",
    [{"channels": 2}, {"width": 1}, {"width": 3}, {"frames": 0}, {"frames": int(8_000 * LONGEST_S) + 8}],
    ids=str,
)
def test_an_unfit_recording_is_named_once_and_spoken_by_the_machine(tmp_path: Path, unfit: dict[str, int]) -> None:
    odd(tmp_path / "studio" / "en" / "say_wait.wav", **unfit)
    recordings = Recordings(tmp_path / "cache", tmp_path / "studio")
    with capture_logs() as told:
        sounds = [recordings.sound(PROMPT) for _ in range(3)]
    assert {sound.rate for sound in sounds} == {22_050}
    assert [entry["event"] for entry in told] == ["recording_unfit"]
    assert "say_wait.wav" in told[0]["reason"]


@pytest.mark.parametrize("content", [b"", b"RIFF", b"not a sound at all", b"RIFF\x24\0\0\0WAVEfmt "])
def test_what_is_no_wav_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.wav").write_bytes(content)
    with pytest.raises(NoSpeech):
        read(tmp_path / "x.wav")


@pytest.mark.parametrize("synthesiser", ["no-such-program", "false", "true"])
def test_without_a_synthesiser_there_is_no_speech_and_no_error(tmp_path: Path, synthesiser: str) -> None:
    """`false` fails, `true` writes no file."""
    with pytest.raises(NoSpeech):
        Recordings(tmp_path, synthesiser=synthesiser).wav(PROMPT, Volume.HIGH)
    assert list(tmp_path.iterdir()) == []


def test_without_a_place_for_files_there_is_no_speech(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(NoSpeech):
        Recordings(tmp_path / "file" / "cache").wav(PROMPT, Volume.HIGH)


samples = st.lists(st.integers(-32_768, 32_767), min_size=1, max_size=60).map(lambda values: array("h", values))


@given(samples)
def test_three_steps_each_louder_than_the_one_before(values: "array[int]") -> None:
    """T18: whoever recorded it, and however loud."""
    peaks = [peak(at_volume(Sound(8_000, values), volume)) for volume in Volume]
    wanted = [round(volume.value * LOUDEST * 32_767) if any(values) else 0 for volume in Volume]
    assert all(abs(found - want) <= 1 for found, want in zip(peaks, wanted, strict=True))
    assert wanted == sorted(wanted)


@given(samples, st.sampled_from([8_000, 22_050, 48_000]))
def test_what_is_written_can_be_read(tmp_path_factory: pytest.TempPathFactory, values: "array[int]", rate: int) -> None:
    file = tmp_path_factory.getbasetemp() / "round.wav"
    assert read(keep(file, Sound(rate, values))) == Sound(rate, values)


def test_the_wav_that_is_played_has_the_volume(tmp_path: Path) -> None:
    (tmp_path / "x.wav").write_bytes(Recordings(tmp_path / "cache").wav(PROMPT, Volume.LOW))
    assert peak(read(tmp_path / "x.wav")) == pytest.approx(Volume.LOW.value * LOUDEST * 32_767, abs=1)
