"""Receipts on their way: for people a line each below the explanation, for machines tags.

`Source: The talks (talks-brief) ¶ 12: “They met twice.”` beside the tags `source:talks-brief` and
`passage:talks-brief#12`. A line is read as a receipt only where its tag says so, for people write such
lines too; tags whose line was edited away still name their place. The title of a source comes back
with its citation, for the bank that a question comes to seldom holds that source.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote, unquote

from questions.formats.hypertext import hypertext_of, in_markdown, plain_text
from questions.formats.item import Item
from questions.question import Citation, Question, Text

PROVENANCE = (
    "Which facts it asks about, how hard it is and how much it matters are left out: JSON keeps them."
)
PASSAGES = "Of the paragraphs that it cites only the words quoted go along: JSON keeps them whole."
_SOURCE, _PASSAGE, _FACT = "source:", "passage:", "fact:"
_SHORTENED_TAG = 50
"""Characters that Moodle leaves of a longer tag."""

_LONGEST_TITLE = 300
_NAME = r"[\w.~%-]{1,400}"
_LINE = re.compile(
    rf"Source: (?:(?P<bare>{_NAME})|(?P<title>[^\n]{{1,{_LONGEST_TITLE}}}?) \((?P<titled>{_NAME})\))"
    rf"(?: ¶ (?P<paragraph>\d{{1,9}}))?"
    rf"(?:, record (?P<record>{_NAME}))?"
    rf"(?:, fact (?P<fact>{_NAME}))?"
    rf"(?:, (?P<stance>on|against)(?: option (?P<about>{_NAME}))?)?"
    r"(?:: (?P<quote>[“\"].*[”\"]))?"
)
_OPENS_FORMULA = re.compile(r"\\[(\[]|\[\$")
_VEILED = {ord("\\"): "\ue000", ord("$"): "\ue001"}
_UNVEILED = {0xE000: "\\", 0xE001: "$"}
_LONGEST_LINE = 10_000
_SQUARE = str.maketrans("()", "[]")
_PASSAGE_TAG = re.compile(rf"({_NAME})#(\d{{1,9}})")


def carried(item: Item) -> tuple[Text, tuple[str, ...]]:
    """The explanation with a line for each citation, and the tags with those of the receipts.

    What is carried so, `restored` takes apart again.
    """
    explanation, citations = item.question.sealed.explanation, item.question.sealed.citations
    if not citations:
        return explanation, item.tags
    lines = [_line(one) for one in citations]
    if explanation.format == "markdown" and explanation.value:
        text = "\n\n".join([explanation.value, *map(in_markdown, lines)])
    else:
        text = "\n".join([explanation.value, *lines] if explanation.value else lines)
    format = explanation.format if explanation.value else "plain"
    return Text(text, format), tuple(dict.fromkeys((*item.tags, *_tags(citations))))


def restored(explanation: Text, tags: Sequence[str]) -> tuple[Text, tuple[Citation, ...], tuple[str, ...]]:
    """The explanation without the lines that are receipts, the citations, and the tags that are none."""
    own = [tag for tag in tags if tag.startswith((_SOURCE, _PASSAGE, _FACT))]
    if not own:
        return explanation, (), tuple(tags)
    apart = "\n\n" if explanation.format == "markdown" else "\n"
    kept = explanation.value.split(apart)
    citations: list[Citation] = []
    while kept and (cited := _cited(kept[-1], explanation.format == "markdown")) and _is_tagged(cited, own):
        citations.append(cited)
        kept.pop()
    citations = _with_places(citations[::-1], own)
    said = {tag[:length] for tag in _tags(citations) for length in (None, _SHORTENED_TAG)}
    rest = Text(apart.join(kept).rstrip("\n"), explanation.format) if kept else Text("")
    return (
        rest if citations else explanation,
        tuple(citations),
        tuple(tag for tag in tags if tag not in said),
    )


def lost_provenance(question: Question) -> tuple[str, ...]:
    """What no format but our own says of where a question comes from, beyond the words that it cites."""
    is_from_facts = bool(question.facts or question.targets or question.signals)
    is_rated = question.weight != "detail" or question.difficulty != 2
    is_parted = any(one.passage not in ("", one.quote) for one in question.sealed.citations)
    return (*((PASSAGES,) if is_parted else ()), *((PROVENANCE,) if is_from_facts or is_rated else ()))


def _line(citation: Citation) -> str:
    """The line of a citation, without a title that would be taken for other parts of the line."""
    source, rest = _named(citation.source), _behind_source(citation)
    title = " ".join(citation.title.split())[:_LONGEST_TITLE].rstrip()
    for words in filter(None, (title, title.translate(_SQUARE))):
        line = f"Source: {words} ({source}){rest}"
        found = _LINE.fullmatch(line)
        if found is not None and (found["title"], found["titled"]) == (words, source):
            return line
    return f"Source: {source}{rest}"


def _behind_source(citation: Citation) -> str:
    line = ""
    if citation.paragraph is not None:
        line += f" ¶ {citation.paragraph}"
    if citation.record:
        line += f", record {_named(citation.record)}"
    if citation.fact:
        line += f", fact {_named(citation.fact)}"
    if citation.about or not citation.proves:
        line += ", on" if citation.proves else ", against"
        line += f" option {_named(citation.about)}" if citation.about else ""
    return line + (f": {_quoted(citation.quote)}" if citation.quote else "")


def _cited(line: str, is_markdown: bool) -> Citation | None:
    """The citation that a line stands for; None where it is no such line."""
    if not line.startswith("Source: ") or len(line) > _LONGEST_LINE:
        return None
    words = _shown(line) if is_markdown else line.strip()
    found = _LINE.fullmatch(words)
    if found is None:
        return None
    try:
        quote = _unquoted(found["quote"] or "")
    except ValueError:
        return None
    return Citation(
        source=unquote(found["bare"] or found["titled"]),
        paragraph=int(found["paragraph"]) if found["paragraph"] else None,
        record=unquote(found["record"] or ""),
        quote=quote,
        fact=unquote(found["fact"] or ""),
        proves=found["stance"] != "against",
        about=unquote(found["about"] or ""),
        title=found["title"] or "",
    )


def _shown(line: str) -> str:
    """The words of a line of Markdown; a quoted `\\(` opens no formula."""
    markup = hypertext_of(line, "markdown").translate(_VEILED)
    return plain_text(markup).translate(_UNVEILED)


def _quoted(quote: str) -> str:
    """The quote between curly marks; in JSON where others would change spaces or signs, or see a formula."""
    if quote == " ".join(quote.split()) and quote.isprintable() and not _OPENS_FORMULA.search(quote):
        return f"“{quote}”"
    written = json.dumps(quote, ensure_ascii=False)
    for sign, named in ((r"\\(", r"\u005c("), (r"\\[", r"\u005c["), ("[$", r"[\u0024")):
        written = written.replace(sign, named)
    return "".join(
        char
        if char.isprintable() and written[at - 1 : at + 1] != "  "
        else f"\\u{ord(char):04x}"
        if ord(char) < 0x10000
        else json.dumps(char)[1:-1]
        for at, char in enumerate(written)
    )


def _unquoted(written: str) -> str:
    """The inverse of `_quoted`; ValueError where it is none."""
    if not written.startswith('"'):
        return written[1:-1]
    quote = json.loads(written)
    if not isinstance(quote, str):
        raise ValueError("not a quote")
    return quote


def _tags(citations: Iterable[Citation]) -> list[str]:
    tags: dict[str, None] = {}
    for one in citations:
        tags[_SOURCE + _named(one.source)] = None
        if one.paragraph is not None:
            tags[f"{_PASSAGE}{_named(one.source)}#{one.paragraph}"] = None
        if one.fact:
            tags[_FACT + _named(one.fact)] = None
    return list(tags)


def _is_tagged(citation: Citation, own: Sequence[str]) -> bool:
    tag = _SOURCE + _named(citation.source)
    return tag in own or tag[:_SHORTENED_TAG] in own


def _with_places(citations: list[Citation], own: Sequence[str]) -> list[Citation]:
    """The citations, and those that only tags speak of."""
    said = {tag[:length] for tag in _tags(citations) for length in (None, _SHORTENED_TAG)}
    found = list(citations)
    for tag in own:
        passage = _PASSAGE_TAG.fullmatch(tag.removeprefix(_PASSAGE))
        if tag not in said and tag.startswith(_PASSAGE) and passage:
            found.append(Citation(unquote(passage[1]), int(passage[2])))
    sources = {one.source for one in found}
    for tag in own:
        source = unquote(tag.removeprefix(_SOURCE))
        if tag not in said and tag.startswith(_SOURCE) and source not in sources:
            found.append(Citation(source))
    return found


def _named(name: str) -> str:
    """A name without spaces and signs that formats would take for their own; ids stay as they are."""
    return quote(name, safe="")
