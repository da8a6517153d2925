"""A file of cards looked through before anything of it is kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from questions.formats.cards.pile import NoteRemark, PileNote

MOST_SHOWN = 8
MOST_REMARKS = 100


@dataclass(slots=True)
class Survey:
    """How many notes would come in, whole or with a loss, and how many not; the first ones of each.

    `guessed` of them stand in lines that are laid out otherwise than the rest. `remarked` counts all
    remarks, of which `remarks` are the first.
    """

    notes: int = 0
    refused: int = 0
    with_loss: int = 0
    guessed: int = 0
    first: list[PileNote] = field(default_factory=list)
    remarks: list[NoteRemark] = field(default_factory=list)
    decks: dict[tuple[str, ...], int] = field(default_factory=dict)
    remarked: int = 0

    @property
    def unshown_remarks(self) -> int:
        return self.remarked - len(self.remarks)


def survey_of(found: Iterable[PileNote | NoteRemark]) -> Survey:
    survey = Survey()
    for one in found:
        if isinstance(one, PileNote):
            survey.notes += 1
            survey.decks[one.deck] = survey.decks.get(one.deck, 0) + 1
            if len(survey.first) < MOST_SHOWN:
                survey.first.append(one)
            continue
        survey.refused += one.refused is not None
        survey.with_loss += bool(one.losses and one.number)
        survey.guessed += bool(one.apart_at)
        survey.remarked += 1
        if len(survey.remarks) < MOST_REMARKS:
            survey.remarks.append(one)
    return survey
