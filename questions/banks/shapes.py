"""Entries of a bank's files → values. Whatever is missing or wrong is reported and gets a default, so
that one slip does not hide the next."""

from __future__ import annotations

import re
import string
from typing import Final, get_args

from questions.banks.entry import Entry, clipped, listed, nearest
from questions.banks.passages import BRIEF, Shelf, nearly_in, on_one_line, wording_in
from questions.facts import (
    Ask,
    Contrary,
    Disagreement,
    Entity,
    Epistemic,
    Evidence,
    Fact,
    FactSet,
    Group,
    GroupItem,
    Locator,
    Relation,
    Role,
    Ruling,
    Sensitive,
    Source,
    Status,
    Topic,
    Weight,
)
from questions.truth import ROLES

BUILT_IN_KINDS: Final = (
    "person",
    "country",
    "party",
    "organisation",
    "city",
    "place",
    "event",
    "agreement",
    "proposal",
    "document",
    "office",
    "quote",
    "concept",
)
VALUE_KINDS: Final = ("date", "quantity")

_STATUSES: Final[tuple[Status, ...]] = get_args(Status)
_EPISTEMICS: Final[tuple[Epistemic, ...]] = get_args(Epistemic)
_ASKS: Final[tuple[Ask, ...]] = get_args(Ask)
WEIGHTS: Final[tuple[Weight, ...]] = get_args(Weight)
_SENSITIVES: Final[tuple[Sensitive, ...]] = get_args(Sensitive)
WRITTEN_TYPES: Final = (
    "single_choice",
    "multiple_response",
    "true_false",
    "short_answer",
    "numeric",
    "date",
)
_TYPES: Final = (*WRITTEN_TYPES, "ordering", "matching")
_DECISIONS: Final = ("prefer", "attribute", "never")

_PLACEHOLDERS: Final = {
    "statement": {"subject", "object", "when"},
    "subject": {"object", "when"},
    "object": {"subject", "when"},
    "subject_typed": {"object", "when"},
    "object_typed": {"subject", "when"},
    "subject_set": {"object", "when", "count"},
    "object_set": {"subject", "when", "count"},
    "corrected": {"subject", "object", "when"},
}
"""What each form of wording may hold: the stem that asks for a role must not name it."""

_VERB_OF_BOTH_NUMBERS = re.compile(r"[^|{}]*\|[^|{}]*")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_HIGHEST_PARAGRAPH = 999_999


def topic(entry: Entry, _: Shelf) -> Topic:
    return Topic(entry.id(), entry.label("title", required=True))


def kind(entry: Entry, _: Shelf) -> Topic:
    """A kind has the shape of a topic: an id and a title."""
    own = topic(entry, _)
    if own.id in BUILT_IN_KINDS or own.id in VALUE_KINDS:
        entry.error("id", f"{clipped(own.id)} is a built-in kind; leave this entry out")
    return own


def source(entry: Entry, _: Shelf) -> Source:
    return Source(
        id=entry.id(),
        kind=entry.text("kind", required=True),
        title=entry.label("title", required=True),
        publisher=entry.label("publisher"),
        published=entry.when("published"),
        author=entry.label("author"),
        rights=entry.text("rights"),
        url=_web_address(entry),
        file=entry.text("file"),
        sha256=_hash(entry),
        checked=entry.when("checked"),
    )


def _web_address(entry: Entry) -> str:
    url = entry.text("url")
    if url and not url.startswith(("https://", "http://")):
        entry.error("url", f"{clipped(url)} is no web address; begin it with https://")
        return ""
    return url


def _hash(entry: Entry) -> str:
    digest = entry.text("sha256")
    if digest and not _SHA256.fullmatch(digest):
        entry.error("sha256", f"{clipped(digest)} is not a SHA-256; write its 64 hexadecimal digits")
        return ""
    return digest


def entity(entry: Entry, _: Shelf) -> Entity:
    name = entry.label("name", required=True)
    phrase = entry.label("phrase") or name
    return Entity(
        id=entry.id(),
        kind=entry.text("kind", required=True),
        name=name,
        phrase=phrase,
        intro=entry.label("intro") or phrase,
        aliases=entry.labels("aliases"),
        demonym=entry.text("demonym"),
        metonyms=entry.texts("metonyms"),
        part_of=entry.texts("part_of"),
        confusable=entry.texts("confusable"),
        living=entry.flag("living"),
        plural=entry.flag("plural"),
    )


def relation(entry: Entry, _: Shelf) -> Relation:
    own_id = entry.id()
    subject_kinds = frozenset(entry.texts("subject"))
    object_kinds = frozenset(entry.texts("object"))
    for role, kinds in (("subject", subject_kinds), ("object", object_kinds)):
        if not kinds:
            entry.error(role, f'{role} names no kind; add {role} = ["…"]')
    contraries = []
    for inner in entry.tables("contrary"):
        contraries.append(
            Contrary(inner.text("relation", required=True), inner.text("reason", required=True))
        )
        inner.finish()
    return Relation(
        id=own_id,
        subject_kinds=subject_kinds,
        object_kinds=object_kinds,
        family=entry.text("family") or own_id,
        contraries=tuple(contraries),
        functional=_functional(entry),
        wording=_wording(entry),
        swap=entry.choices("swap", ROLES),
    )


def _functional(entry: Entry) -> dict[Role, str]:
    inner = entry.table("functional")
    if inner is None:
        return {}
    reasons = {role: inner.text(role, required=True) for role in ROLES if role in inner}
    inner.finish()
    return reasons


def _wording(entry: Entry) -> dict[str, str]:
    inner = entry.table("wording")
    if inner is None:
        return {}
    templates = {}
    for form in inner.keys(_PLACEHOLDERS):
        template = on_one_line(inner.text(form, required=True))
        objection = _objection_to(template, form)
        if objection:
            inner.error(form, objection)
        templates[form] = template
    inner.finish()
    return templates


def _objection_to(template: str, form: str) -> str:
    allowed = _PLACEHOLDERS[form]
    names = listed(f"{{{name}}}" for name in sorted(allowed))
    try:
        pieces = list(string.Formatter().parse(template))
    except ValueError:
        return f"a brace without its partner; the placeholders of {form} are {names}"
    for _, placeholder, layout, conversion in pieces:
        if placeholder is None:
            continue
        is_verb = placeholder in ROLES and _VERB_OF_BOTH_NUMBERS.fullmatch(layout or "") is not None
        if (layout and not is_verb) or conversion:
            return f"write {{{placeholder}}} alone, or with its verb, singular and plural: {{subject:is|are}}"
        if placeholder in ROLES and placeholder == form.partition("_")[0]:
            return f"the stem that asks for the {placeholder} must not hold it; it gives the answer away"
        if placeholder not in allowed:
            suggestion = nearest(placeholder, allowed) or f"; the placeholders of {form} are {names}"
            return f"unknown placeholder {{{placeholder[:40]}}} in {form}{suggestion}"
    return ""


def fact(entry: Entry, shelf: Shelf) -> Fact:
    epistemic = entry.choice("epistemic", _EPISTEMICS, "reported")
    plain: Ask = "yes" if epistemic == "reported" else "attributed"
    return Fact(
        id=entry.id(),
        subject=entry.text("subject", required=True),
        relation=entry.text("relation", required=True),
        object=entry.term("object") or "",
        statement=on_one_line(entry.text("statement", required=True)),
        status=entry.choice("status", _STATUSES, "draft", required=True),
        evidence=evidence_of(entry, shelf),
        epistemic=epistemic,
        speaker=entry.text("speaker"),
        ask=entry.choice("ask", _ASKS, plain),
        sensitive=frozenset(entry.choices("sensitive", _SENSITIVES)),
        weight=entry.choice("weight", WEIGHTS, "detail"),
        topic=entry.text("topic", required=True),
        difficulty=entry.whole("difficulty", 1, 3) or 2,
        as_of=entry.when("as_of"),
        condition=on_one_line(entry.text("condition")),
        explanation=on_one_line(entry.text("explanation")),
        wording=_wording(entry),
        roles=entry.choices("roles", ROLES) or ROLES,
        types=frozenset(entry.choices("types", _TYPES)),
        rulings=_rulings(entry, shelf),
    )


def _rulings(entry: Entry, shelf: Shelf) -> tuple[Ruling, ...]:
    rulings = []
    for inner in entry.tables("wrong"):
        role = inner.choice("role", ROLES, "object", required=True)
        term = inner.term("term")
        reason = inner.text("reason", required=True)
        evidence = evidence_of(inner, shelf)
        inner.finish()
        if term is not None and reason:
            rulings.append(Ruling(role, term, reason, evidence))
    return tuple(rulings)


def evidence_of(entry: Entry, shelf: Shelf) -> tuple[Evidence, ...]:
    found = []
    for inner in entry.tables("evidence"):
        at = Locator(
            inner.text("source", required=True),
            inner.whole("paragraph", 1, _HIGHEST_PARAGRAPH),
            inner.text("record"),
        )
        quote = on_one_line(inner.text("quote"))
        inner.finish()
        if not at.source:
            continue
        objection = shelf.objection_to(at)
        if objection:
            inner.error("source" if at.source not in shelf.sources else "paragraph", objection)
        elif quote:
            quote = _checked_quote(inner, at, quote, shelf)
        found.append(Evidence(at, quote))
    return tuple(found)


def _checked_quote(entry: Entry, at: Locator, quote: str, shelf: Shelf) -> str:
    if at.paragraph is None:
        entry.error("quote", f"a quote needs its paragraph; add paragraph = … of {at.source}")
        return quote
    text = shelf.text_at(at)
    if text is None:
        if at.source != BRIEF:
            entry.warn(
                "quote",
                f"nobody checked this quote: the text of {at.source} is not here; give it or drop the quote",
            )
        return quote
    wording = wording_in(text, quote)
    if not wording:
        like = nearly_in(text, quote)
        but = f", but {clipped(like)} does" if like else ""
        entry.error(
            "quote",
            f"{clipped(quote)} does not occur in {at.source} ¶ {at.paragraph}{but}; "
            "copy the words as they stand",
        )
    return wording or quote


def fact_set(entry: Entry, shelf: Shelf) -> FactSet:
    return FactSet(
        id=entry.id(),
        relation=entry.text("relation", required=True),
        role=entry.choice("role", ROLES, "subject", required=True),
        of=entry.text("of", required=True),
        reason=entry.text("reason", required=True),
        evidence=evidence_of(entry, shelf),
        stem=entry.text("stem"),
        outsiders=entry.texts("outsiders"),
        topic=entry.text("topic"),
    )


def group(entry: Entry, _: Shelf) -> Group:
    items = []
    for inner in entry.tables("items"):
        items.append(GroupItem(inner.text("fact", required=True), inner.label("label")))
        inner.finish()
    return Group(
        id=entry.id(),
        type=entry.choice("type", ("ordering", "matching"), "ordering", required=True),
        stem=entry.text("stem", required=True),
        items=tuple(items),
        role=entry.choice("role", ROLES, "object"),
        spare=entry.text("spare"),
        spare_reason=on_one_line(entry.text("spare_reason")),
        topic=entry.text("topic"),
        weight=entry.choice("weight", WEIGHTS, "detail"),
    )


def disagreement(entry: Entry, _: Shelf) -> Disagreement:
    return Disagreement(
        id=entry.id(),
        facts=entry.texts("facts"),
        about=entry.text("about", required=True),
        decision=entry.choice("decision", _DECISIONS, "never", required=True),
        reason=entry.text("reason", required=True),
        prefer=entry.text("prefer"),
        stem=entry.text("stem"),
    )
