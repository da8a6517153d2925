"""TOML text → Bank, with every problem named by file, line and key; broken input never raises."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Protocol, TypeVar

from questions.banks import checks, declarations, handwritten, shapes
from questions.banks.entry import Entry, Findings, Place, Spot, clipped, nearest
from questions.banks.files import TomlFile, read_file
from questions.banks.inspection import Inspection
from questions.banks.passages import (
    BRIEF,
    BRIEF_FILE,
    Shelf,
    check_rests_on,
    on_one_line,
    paragraphs_of,
    passages_of,
    read_brief,
)
from questions.facts import Bank, Passage, Source, Topic
from questions.remarks import Remark

_REQUIRED = ("bank.toml", "sources.toml", "entities.toml", "relations.toml", "facts.toml")
_OPTIONAL = ("sets.toml", "conflicts.toml", "handwritten.toml")
_TABLES = {
    "bank.toml": ("topic", "kind"),
    "sources.toml": ("source",),
    "entities.toml": ("entity",),
    "relations.toml": ("relation",),
    "facts.toml": ("fact",),
    "sets.toml": ("set", "group"),
    "conflicts.toml": ("conflict",),
    "handwritten.toml": ("question",),
}
_NO_DOCUMENTS: Mapping[str, str] = MappingProxyType({})


class _Named(Protocol):
    @property
    def id(self) -> str: ...


_Value = TypeVar("_Value", bound=_Named)


@dataclass(frozen=True, slots=True)
class LoadedBank:
    """The bank, or None where a remark is an error; and all remarks by file and line.

    `places` has the header of each entry by its table and id: `("fact", "mars-two-moons")`.
    """

    bank: Bank | None
    remarks: tuple[Remark, ...]
    places: Mapping[tuple[str, str], Place]


def load_bank(folder: Path, documents: Mapping[str, str] = _NO_DOCUMENTS) -> LoadedBank:
    """Read and check the bank in a folder. Never raises for what stands there.

    `documents` maps the id of a cited source to its text, against which places and quotes are then checked.
    """
    return _Reading(folder).load(documents)


class _Reading:
    """One reading of one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._findings = Findings()
        self._places: dict[tuple[str, str], Spot] = {}
        self._files = {name: self._toml_file(name) for name in (*_REQUIRED, *_OPTIONAL)}

    def load(self, documents: Mapping[str, str]) -> LoadedBank:
        self._refuse_strays()
        sources = self._values("sources.toml", "source", shapes.source, Shelf(frozenset()))
        shelf = Shelf(frozenset(sources), self._files["sources.toml"].is_read)
        brief = self._brief_passages(shelf, sources)
        passages = [passage for passage, _ in brief.values()]
        passages += self._shipped_passages(shelf, sources)
        self._add_documents(shelf, sources, documents)
        check_rests_on(brief, shelf, self._findings)
        bank = self._bank(shelf, sources, tuple(passages))
        inspection = Inspection(bank, self._places, self._tables(bank), self._findings)
        for check in (
            checks.check_sources,
            checks.check_entities,
            checks.check_relations,
            checks.check_facts,
            declarations.check_functional,
            declarations.check_contraries,
            declarations.check_sets,
            declarations.check_groups,
            declarations.check_disagreements,
            declarations.check_written,
        ):
            check(inspection)
        return LoadedBank(
            None if self._findings.has_errors else bank,
            self._findings.in_order(),
            {named: spot.at("") for named, spot in self._places.items()},
        )

    def _toml_file(self, name: str) -> TomlFile:
        read = read_file(self._folder, name, self._findings, is_optional=name in _OPTIONAL)
        file = TomlFile(name, read.text if read else None, self._findings)
        is_of_entries = name != "bank.toml"
        if is_of_entries:
            file.refuse_others(_TABLES[name])
        if name in _REQUIRED and file.is_read and not file.holds(_TABLES[name] if is_of_entries else ()):
            begins = f"[[{_TABLES[name][0]}]]" if is_of_entries else 'id = "…"'
            self._findings.error(Place(name, 1), "", f"{name} is empty; begin with {begins}")
            return TomlFile(name, None, self._findings)
        return file

    def _refuse_strays(self) -> None:
        """A misspelt file name must not hide facts."""
        try:
            names = sorted(path.name for path in self._folder.glob("*.toml"))
        except OSError:
            return
        for name in names:
            if name not in _TABLES:
                self._findings.error(
                    Place(name),
                    "",
                    f"{clipped(name)} is no file of a bank{nearest(name, _TABLES) or '; remove it'}",
                )

    def _values(
        self, file: str, table: str, shape: Callable[[Entry, Shelf], _Value], shelf: Shelf
    ) -> dict[str, _Value]:
        values: dict[str, _Value] = {}
        for entry in self._files[file].entries(table):
            value = shape(entry, shelf)
            entry.finish()
            if not value.id:
                continue
            if value.id in values:
                first = self._places[table, value.id].line
                entry.error(
                    "id",
                    f"{clipped(value.id)} is already the id of the {table} at line {first}; choose another",
                )
                continue
            self._places[table, value.id] = entry.spot
            values[value.id] = value
        return values

    def _brief_passages(self, shelf: Shelf, sources: dict[str, Source]) -> dict[int, tuple[Passage, int]]:
        """The paragraphs of the brief with their lines, also put on the shelf."""
        if BRIEF not in sources and shelf.is_whole:
            self._findings.error(
                Place("sources.toml", 1),
                "",
                f'the brief is missing; add a [[source]] with id and kind "{BRIEF}" and file "{BRIEF_FILE}"',
            )
        file = read_file(self._folder, BRIEF_FILE, self._findings)
        if file is None:
            return {}
        brief = read_brief(file.text, self._findings)
        if brief:
            shelf.texts[BRIEF] = {number: passage.text for number, (passage, _) in brief.items()}
        if BRIEF in sources:
            self._set_hash(sources, BRIEF, file.sha256)
        return brief

    def _shipped_passages(self, shelf: Shelf, sources: dict[str, Source]) -> list[Passage]:
        """The paragraphs of the other texts that ship, also put on the shelf."""
        passages: list[Passage] = []
        for source in list(sources.values()):
            if not source.file or source.id == BRIEF:
                continue
            place = self._places["source", source.id].at("file")
            file = read_file(self._folder, source.file, self._findings, named_at=place)
            if file is None:
                continue
            own = passages_of(source.id, file.text)
            shelf.texts[source.id] = {passage.number: passage.text for passage in own}
            passages += own
            self._set_hash(sources, source.id, file.sha256)
        return passages

    def _set_hash(self, sources: dict[str, Source], id: str, sha256: str) -> None:
        source = sources[id]
        if source.sha256 not in ("", sha256):
            self._findings.error(
                self._places["source", id].at("sha256"),
                "sha256",
                f"{source.file} has another SHA-256; check its paragraphs, then write {sha256}",
            )
        sources[id] = replace(source, sha256=sha256)

    def _add_documents(
        self, shelf: Shelf, sources: Mapping[str, Source], documents: Mapping[str, str]
    ) -> None:
        for source, text in documents.items():
            if source in sources:
                shelf.texts.setdefault(source, dict(enumerate(paragraphs_of(text), 1)))
                expected = sources[source].sha256
                if expected and hashlib.sha256(text.encode()).hexdigest() != expected:
                    self._findings.warn(
                        self._places["source", source].at("sha256"),
                        "sha256",
                        f"the document given for {source} has another SHA-256; its paragraphs may differ",
                    )
            elif shelf.is_whole:
                self._findings.error(
                    Place("sources.toml"),
                    "",
                    f"a document is given for the unknown source {clipped(source)}"
                    f"{nearest(source, shelf.sources)}",
                )

    def _bank(self, shelf: Shelf, sources: dict[str, Source], passages: tuple[Passage, ...]) -> Bank:
        top = self._files["bank.toml"].top(_TABLES["bank.toml"])
        is_read = self._files["bank.toml"].is_read
        kinds = {kind: kind for kind in shapes.BUILT_IN_KINDS}
        own_kinds = self._values("bank.toml", "kind", shapes.kind, shelf)
        kinds.update((kind.id, kind.title) for kind in own_kinds.values())
        bank = Bank(
            id=top.id() if is_read else "",
            title=top.label("title", required=is_read),
            description=on_one_line(top.text("description", required=is_read)),
            language=top.language("language", required=is_read),
            licence=top.text("licence", required=is_read),
            as_of=top.when("as_of"),
            notice=top.text("notice"),
            content_note=top.text("content_note"),
            audience=top.text("audience"),
            tags=top.texts("tags"),
            topics=self._topics(shelf),
            kinds=kinds,
            sources=sources,
            passages=passages,
            entities=self._values("entities.toml", "entity", shapes.entity, shelf),
            relations=self._values("relations.toml", "relation", shapes.relation, shelf),
            facts=self._values("facts.toml", "fact", shapes.fact, shelf),
            sets=self._values("sets.toml", "set", shapes.fact_set, shelf),
            groups=self._values("sets.toml", "group", shapes.group, shelf),
            disagreements=self._values("conflicts.toml", "conflict", shapes.disagreement, shelf),
            written=self._values("handwritten.toml", "question", handwritten.written, shelf),
        )
        top.finish(also=_TABLES["bank.toml"])
        if bank.id and bank.id != self._folder.resolve().name:
            top.error("id", f"{clipped(bank.id)} is not the folder's name; rename one of them")
        if bank.as_of and not bank.notice:
            top.error(
                "notice", 'a bank with as_of tells when it stops; add notice = "What was reported in …"'
            )
        return bank

    def _topics(self, shelf: Shelf) -> dict[str, Topic]:
        topics = self._values("bank.toml", "topic", shapes.topic, shelf)
        if not topics and self._files["bank.toml"].is_read:
            self._findings.error(Place("bank.toml", 1), "topic", "the bank has no topic; add a [[topic]]")
        return topics

    def _tables(self, bank: Bank) -> dict[str, Mapping[str, object]]:
        """The known ids of each table that could be read; one of which nothing is known is not among them."""
        known: dict[str, tuple[str, Mapping[str, object]]] = {
            "bank": ("bank.toml", {bank.id: bank}),
            "topic": ("bank.toml", bank.topics),
            "kind": ("bank.toml", bank.kinds),
            "source": ("sources.toml", bank.sources),
            "entity": ("entities.toml", bank.entities),
            "relation": ("relations.toml", bank.relations),
            "fact": ("facts.toml", bank.facts),
        }
        return {table: ids for table, (file, ids) in known.items() if self._files[file].is_read and ids}
