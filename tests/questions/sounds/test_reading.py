"""A sound is what its bytes are: each kind is known, and nothing else is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.sounds.reading import read_sound
from questions.sounds.sound import ENDINGS, LARGEST_SOUND, UnfitSound
from tests.questions.pictures.samples import SVG, png
from tests.questions.sounds import samples

SOUNDS = {
    "audio/mpeg": samples.mp3(),
    "audio/ogg": samples.ogg(),
    "audio/wav": samples.wav(),
    "audio/mp4": samples.m4a(),
    "audio/aac": samples.aac(),
    "audio/webm": samples.webm(),
    "audio/flac": samples.flac(),
}
PAGE = b"<!doctype html><script>alert(1)</script>"


def fault_of(content: bytes) -> str:
    with pytest.raises(UnfitSound) as unfit:
        read_sound(content)
    return unfit.value.fault


def test_every_kind_has_a_sample():
    assert SOUNDS.keys() == ENDINGS.keys()


@pytest.mark.parametrize("media_type", SOUNDS)
def test_a_sound_is_known_by_its_bytes_and_kept_as_it_is(media_type):
    kept = read_sound(SOUNDS[media_type])
    assert (kept.media_type, kept.content) == (media_type, SOUNDS[media_type])


@pytest.mark.parametrize(
    "content",
    [
        samples.mp3(before=samples.id3(b"TIT2 a title")),
        samples.mp3(before=samples.id3(b"a cover") + samples.id3(b"more") + bytes(300)),
        samples.mp3(1),
        samples.mp3(before=samples.id3(PAGE)),
    ],
)
def test_tags_stand_before_the_frames_of_an_mp3(content):
    assert read_sound(content).media_type == "audio/mpeg"


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "empty"),
        (bytes(LARGEST_SOUND + 1), "too_large"),
        (PAGE, "unknown"),
        (PAGE + samples.mp3(), "unknown"),
        (SVG, "unknown"),
        (png(), "unknown"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "unknown"),
        (samples.mp3(before=samples.id3(PAGE))[:-1][:70], "damaged"),
        (samples.id3(b"a title") + PAGE, "damaged"),
        (b"\xff\xfb\x90\xc4" + PAGE * 20, "damaged"),
        (b"\xff\xd8\xff\xe0", "unknown"),
        (b"\xff\xe0", "damaged"),
        (samples.ogg(codec=b"\x80theora"), "video"),
        (samples.ogg(codec=b"Speex   "), "unknown"),
        (samples.ogg()[:27], "damaged"),
        (samples.wav()[:40], "damaged"),
        (samples.wav().replace(b"fmt \x10\0\0\0\x01", b"fmt \x10\0\0\0\x55"), "unknown"),
        (samples.flac()[:42], "damaged"),
        (samples.flac().replace(b"\0\0\x22", b"\0\0\x23", 1), "damaged"),
        (samples.m4a(handler=b"vide"), "video"),
        (samples.m4a(handler=b"text"), "unknown"),
        (samples.m4a(codec=b"samr"), "unknown"),
        (samples.m4a()[:100], "damaged"),
        (samples.webm(kind=1), "video"),
        (samples.webm(doc_type=b"matroska"), "unknown"),
        (samples.webm()[:20], "damaged"),
        (samples.webm(kind=17), "damaged"),
    ],
)
def test_what_is_no_sound_that_browsers_play_is_refused(content, fault):
    assert fault_of(content) == fault


@given(st.sampled_from(sorted(SOUNDS)), st.integers(0, 300), st.binary(max_size=8))
def test_whatever_is_damaged_is_refused_or_still_a_sound_of_its_kind(media_type, place, noise):
    whole = SOUNDS[media_type]
    place = min(place, len(whole))
    for content in (whole[:place], whole[:place] + noise + whole[place + len(noise) :]):
        try:
            assert read_sound(content).content == content
        except UnfitSound:
            continue
