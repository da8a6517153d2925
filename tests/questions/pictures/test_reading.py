"""Files as pictures: recognised by their bytes, measured, bare of everything else, or refused in a word."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.pictures.picture import LARGEST_PICTURE, MOST_FRAMES, UnfitPicture
from questions.pictures.reading import read_picture
from tests.questions.pictures import samples
from tests.questions.pictures.samples import (
    PLACE,
    chunk,
    exif,
    gif,
    gif_comment,
    jpeg,
    png,
    riff,
    segment,
    webp,
)

PLAIN = {"image/png": png(), "image/jpeg": jpeg(), "image/gif": gif(), "image/webp": webp()}

TALKATIVE = {
    "png text": png(3, 2, chunk(b"tEXt", b"Location\0" + PLACE)),
    "png exif": png(3, 2, chunk(b"eXIf", PLACE)),
    "png of its own": png(3, 2, chunk(b"plAc", PLACE)),
    "jpeg exif": jpeg(3, 2, exif()),
    "jpeg xmp": jpeg(3, 2, segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + PLACE)),
    "jpeg iptc": jpeg(3, 2, segment(0xED, b"Photoshop 3.0\0" + PLACE)),
    "jpeg comment": jpeg(3, 2, segment(0xFE, PLACE)),
    "jpeg of its own": jpeg(3, 2, segment(0xE5, PLACE)),
    "gif comment": gif(3, 2, gif_comment(PLACE)),
    "gif words": gif(3, 2, b"!\x01\x0c" + bytes(12) + bytes([len(PLACE)]) + PLACE + b"\0"),
    "gif of its own": gif(3, 2, b"!\xff\x0bXMP DataXMP" + bytes([len(PLACE)]) + PLACE + b"\0"),
    "webp exif": webp(3, 2, riff(b"EXIF", PLACE)),
    "webp xmp": webp(3, 2, riff(b"XMP ", PLACE + b"!")),
    **{f"{media_type} tail": content + PLACE for media_type, content in PLAIN.items()},
}


@pytest.mark.parametrize("media_type", PLAIN)
def test_a_plain_picture_is_measured_and_kept_as_it_is(media_type):
    kept = read_picture(PLAIN[media_type])
    assert (kept.media_type, kept.width, kept.height) == (media_type, 3, 2)
    assert kept.content == PLAIN[media_type]
    assert kept.name == f"{kept.sha256}-3x2"


@pytest.mark.parametrize("name", TALKATIVE)
def test_what_does_not_draw_is_left_out(name):
    kept = read_picture(TALKATIVE[name])
    assert PLACE not in kept.content
    assert read_picture(kept.content) == kept


@pytest.mark.parametrize(("orientation", "size"), [(1, (3, 2)), (3, (3, 2)), (6, (2, 3)), (8, (2, 3))])
def test_a_photograph_stays_the_right_way_up(orientation, size):
    kept = read_picture(jpeg(3, 2, exif(orientation)))
    assert PLACE not in kept.content
    assert (kept.width, kept.height) == size
    again = read_picture(kept.content)
    assert again == kept


@pytest.mark.parametrize(
    "nonsense",
    [b"", b"II*\0", b"II*\0\xff\xff\xff\x7f", b"MM\0*\0\0\0\x08\xff\xff", b"MM\0*\0\0\0\x08\0\1\1\x12\0\3"],
)
def test_nonsense_about_which_way_up_it_is_means_upright(nonsense):
    kept = read_picture(jpeg(3, 2, segment(0xE1, b"Exif\0\0" + nonsense)))
    assert kept.content == jpeg()


def test_a_moving_picture_still_moves():
    moving = gif(3, 2, samples.GIF_LOOP, frames=5)
    assert read_picture(moving).content == moving
    frames = riff(b"ANIM", bytes(6)) + riff(b"ANMF", bytes(16)) * 2
    assert read_picture(webp(3, 2, frames)).content.count(b"ANMF") == 2


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "empty"),
        (png() + bytes(LARGEST_PICTURE), "too_large"),
        (samples.SVG, "drawing"),
        (b"\n<svg onload=alert(1)>", "drawing"),
        (b"<!doctype html><script>alert(1)</script>", "unknown"),
        (b"%PDF-1.7", "unknown"),
        (b"BM" + bytes(100), "unknown"),
        (b"\0" * 100 + png(), "unknown"),
        (png(1, 1_000_000), "too_many_pixels"),
        (png(30_000, 30_000), "too_many_pixels"),
        (png(0, 5), "damaged"),
        (jpeg(65_535, 65_535), "too_many_pixels"),
        (gif(60_000, 60_000), "too_many_pixels"),
        (webp(16_384, 16_384), "too_many_pixels"),
        (gif(frames=MOST_FRAMES + 1), "too_many_frames"),
        (png(3, 2, *[chunk(b"fcTL", bytes(26))] * (MOST_FRAMES + 1)), "too_many_frames"),
        (png().replace(b"IDAT", b"IDAX"), "damaged"),
        (png()[:-12], "damaged"),
        (jpeg()[:-2], "damaged"),
        (gif()[:-1], "damaged"),
        (webp()[:-1], "damaged"),
        (gif(3, 2, b",\xff\xff\0\0\3\0\2\0\0\2\2\x44\1\0"), "damaged"),
        (webp(3, 2, webp(9_000, 9_000)[12:]), "damaged"),
        (b"GIF89a", "damaged"),
        (b"\x89PNG\r\n\x1a\n" + chunk(b"IDAT", b"") + png()[8:], "damaged"),
    ],
)
def test_what_is_no_picture_to_be_kept_is_refused_with_its_fault(content, fault):
    with pytest.raises(UnfitPicture) as refused:
        read_picture(content)
    assert refused.value.fault == fault


def test_a_page_that_begins_as_a_picture_ends_as_one():
    script = b"<script>alert(1)</script>"
    for polyglot in (gif(3, 2, gif_comment(script)), jpeg(3, 2, segment(0xFE, script)), png() + script):
        assert script not in read_picture(polyglot).content


def test_a_picture_with_a_wrong_sum_is_damaged():
    whole = png()
    at = whole.index(b"IDAT") + 5
    with pytest.raises(UnfitPicture):
        read_picture(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])


@pytest.mark.parametrize("media_type", PLAIN)
def test_a_picture_cut_anywhere_is_damaged(media_type):
    content = PLAIN[media_type]
    for end in range(12, len(content)):
        with pytest.raises(UnfitPicture):
            read_picture(content[:end])


@given(
    start=st.sampled_from([*PLAIN.values(), *TALKATIVE.values()]),
    changes=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=8),
    tail=st.binary(max_size=40),
)
def test_whatever_is_sent_is_a_picture_that_reads_the_same_again_or_is_refused(start, changes, tail):
    content = bytearray(start + tail)
    for place, value in changes:
        content[place % len(content)] = value
    try:
        kept = read_picture(bytes(content))
    except UnfitPicture:
        return
    assert len(kept.content) <= len(content) + 36
    assert read_picture(kept.content) == kept


def test_the_largest_file_of_the_smallest_parts_is_walked_in_time():
    crowded = png(3, 2, *[chunk(b"tIME", b"")] * 400_000)
    assert len(crowded) < LARGEST_PICTURE
    assert read_picture(crowded).content == png()
    many = b"".join(struct.pack(">BBH", 0xFF, 0xFE, 2) for _ in range(1_000_000))
    assert read_picture(jpeg(3, 2, many)).content == jpeg()
