"""Numbered paragraphs: of the brief, of other texts, and whether a quote occurs in one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from questions.banks.entry import Findings, Place, clipped, nearest
from questions.facts import Locator, Passage

BRIEF = "brief"
BRIEF_FILE = "brief.md"

_NUMBERED = re.compile(r"(\d{1,6})\.[ \t]+(?=\S)")
_HEADING = re.compile(r"(#{1,6})[ \t]+(.*)")
_RESTS_ON = re.compile(r"\[([^\[\]]*)\]\s*$")
_PARAGRAPH_OF = re.compile(r"([a-z][a-z0-9-]{0,79})\s*¶\s*(\d{1,6})")
_WORK = re.compile(r"[a-z][a-z0-9-]{0,79}")
_RECORD_OF = re.compile(r"([a-z][a-z0-9-]{0,79}):\s*(\S.*)")
_MARKUP = re.compile(r"(?<![\w*_`])(\*\*?|__?|`)(?=\S)[^*_`]*(?<=\S)\1(?![\w*_`])|!?\[[^\[\]]*\]\([^()\s]+\)")
_WORDS = re.compile(r"[^\W_]+")
_PLAIN_QUOTE_MARKS = str.maketrans({**dict.fromkeys("‘’‚‛′`´", "'"), **dict.fromkeys("“”„‟″«»", '"')})


def on_one_line(text: str) -> str:
    """Composed characters (NFC) and single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def paragraphs_of(text: str) -> list[str]:
    """The runs of non-blank lines, each on one line."""
    runs = re.split(r"\n(?:[^\S\n]*\n)+", text.replace("\r\n", "\n").strip())
    return [on_one_line(run) for run in runs if run.strip()]


def wording_in(text: str, quote: str) -> str:
    """What stands in the text for the quote, or "" if it does not occur.

    White space and the shape of quote marks do not matter; the answer has the text's own.
    """
    words = on_one_line(quote)
    start = text.translate(_PLAIN_QUOTE_MARKS).find(words.translate(_PLAIN_QUOTE_MARKS))
    return text[start : start + len(words)] if start >= 0 else ""


def nearly_in(text: str, quote: str) -> str:
    """The text's own words, where the quote differs in nothing but capitals, signs and markup; else ""."""
    words = _WORDS.findall(on_one_line(quote))
    found = re.search(r"[\W_]+".join(words), text, re.IGNORECASE) if words else None
    return found[0] if found else ""


@dataclass(slots=True)
class Shelf:
    """The sources of a bank and the paragraphs of those whose text is at hand.

    `is_whole` is false where sources.toml could not be read: then no source is called unknown.
    """

    sources: frozenset[str]
    is_whole: bool = True
    texts: dict[str, dict[int, str]] = field(default_factory=dict)

    def objection_to(self, at: Locator) -> str:
        """Why there is no such place, as a sentence for a remark; "" if nothing speaks against it."""
        if at.source not in self.sources:
            if not self.is_whole:
                return ""
            return f"unknown source {clipped(at.source)}{nearest(at.source, self.sources)}"
        if at.paragraph is None or at.source not in self.texts:
            return ""
        if at.paragraph not in self.texts[at.source]:
            last = max(self.texts[at.source], default=0)
            return f"{at.source} has no paragraph {at.paragraph}; its last is {last}"
        return ""

    def text_at(self, at: Locator) -> str | None:
        if at.paragraph is None:
            return None
        return self.texts.get(at.source, {}).get(at.paragraph)


def passages_of(source: str, text: str) -> tuple[Passage, ...]:
    """Each run of non-blank lines of a text that ships, numbered from 1."""
    return tuple(Passage(source, number, words) for number, words in enumerate(paragraphs_of(text), 1))


def read_brief(text: str, findings: Findings) -> dict[int, tuple[Passage, int]]:
    """The numbered paragraphs of a brief with the lines on which they start."""
    found: dict[int, tuple[Passage, int]] = {}
    heading = ""
    expected = 1
    for first_line, block in _blocks(text):
        title = _HEADING.match(block)
        if title:
            heading = title[2].strip() if len(title[1]) > 1 else ""
            continue
        place = Place(BRIEF_FILE, first_line)
        numbered = _NUMBERED.match(block)
        if numbered is None:
            if found:
                findings.error(place, "", f"a paragraph without a number; begin it with {expected}.")
            continue
        number = int(numbered[1])
        if number != expected:
            findings.error(
                place,
                f"¶ {number}",
                f"paragraph {number} stands where {expected} should; count without a gap",
            )
        expected = number + 1
        if number in found:
            continue
        body = block[numbered.end() :]
        for line, words in enumerate(body.split("\n")[1:], first_line + 1):
            if words.lstrip().startswith(f"{number + 1}. "):
                findings.error(Place(BRIEF_FILE, line), "", f"put a blank line before paragraph {number + 1}")
        found[number] = (_numbered_passage(number, body, heading, place, findings), first_line)
    if not found:
        findings.error(
            Place(BRIEF_FILE, 1), "", "the brief has no numbered paragraph; begin the first with 1."
        )
    return found


def _blocks(text: str) -> list[tuple[int, str]]:
    """Runs of non-blank lines with the number of their first line; a heading is a run of its own."""
    blocks: list[tuple[int, list[str]]] = []
    is_open = False
    for number, line in enumerate(text.split("\n"), 1):
        is_heading = _HEADING.match(line.strip()) is not None
        if is_open and line.strip() and not is_heading:
            blocks[-1][1].append(line.strip())
        elif line.strip():
            blocks.append((number, [line.strip()]))
        is_open = bool(line.strip()) and not is_heading
    return [(number, "\n".join(lines)) for number, lines in blocks]


def _numbered_passage(number: int, body: str, heading: str, place: Place, findings: Findings) -> Passage:
    key = f"¶ {number}"
    bracket = _RESTS_ON.search(body)
    if bracket is None:
        findings.error(
            place,
            key,
            f"paragraph {number} does not say what it rests on; end it with [source ¶ number], "
            "[source: record] or [source]",
        )
        return Passage(BRIEF, number, on_one_line(body), heading)
    rests_on = []
    for part in on_one_line(bracket[1]).split(";"):
        locator = _locator(part.strip())
        if locator is None:
            findings.error(
                place,
                key,
                f"{clipped(part.strip())} names no place; write source ¶ number, source: record or source",
            )
        else:
            rests_on.append(locator)
    words = on_one_line(body[: bracket.start()])
    if markup := _MARKUP.search(words):
        findings.warn(
            place,
            key,
            f"{clipped(markup[0])} is shown as it stands, for the brief is plain text; take its marks away",
        )
    return Passage(BRIEF, number, words, heading, tuple(rests_on))


def _locator(part: str) -> Locator | None:
    paragraph = _PARAGRAPH_OF.fullmatch(part)
    if paragraph:
        return Locator(paragraph[1], int(paragraph[2]))
    if _WORK.fullmatch(part):
        return Locator(part)
    record = _RECORD_OF.fullmatch(part)
    return Locator(record[1], record=record[2]) if record else None


def check_rests_on(brief: Mapping[int, tuple[Passage, int]], shelf: Shelf, findings: Findings) -> None:
    """Report each place that the brief names in vain, and each place in the brief itself."""
    for passage, line in brief.values():
        for at in passage.rests_on:
            objection = shelf.objection_to(at)
            if at.source == BRIEF:
                objection = "the brief cannot rest on itself; name a publication"
            if objection:
                findings.error(Place(BRIEF_FILE, line), f"¶ {passage.number}", objection)
