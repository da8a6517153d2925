"""A small bank about the living cell, written to a folder; tests change one thing of it."""

from __future__ import annotations

from pathlib import Path

CELL_BANK: dict[str, str] = {
    "bank.toml": """\
id = "cells"
title = "The living cell"
description = "What the parts of a plant or animal cell do."
language = "en"
licence = "CC-BY-4.0"
tags = ["biology"]

[[topic]]
id = "organelles"
title = "Organelles"

[[topic]]
id = "history"
title = "How cells were found"

[[kind]]
id = "organelle"
title = "organelle"

[[kind]]
id = "product"
title = "product"
""",
    "sources.toml": """\
[[source]]
id = "brief"
kind = "brief"
title = "Our brief: the living cell"
file = "brief.md"

[[source]]
id = "atlas"
kind = "textbook"
title = "Atlas of the Cell"
publisher = "Example Press"
published = "2019"
checked = 2026-05-02
""",
    "brief.md": """\
# The living cell

Cells are small.

## Inside

1. Mitochondria release the energy stored in sugar as “ATP”. They have
   an outer and an inner membrane. [atlas ¶ 12; atlas ¶ 14]

2. Ribosomes build proteins. Proteasomes break them down. [atlas ¶ 15]

3. Chloroplasts make sugar with the light of the sun. Starch is stored for later.
   [atlas ¶ 16]

## History

4. Hooke named the cell in 1665. Brown named the nucleus in 1831. Benda named the mitochondrion
   in 1898. [atlas: timeline]
""",
    "entities.toml": """\
[[entity]]
id = "mitochondrion"
kind = "organelle"
name = "Mitochondrion"
phrase = "the mitochondrion"
aliases = ["mitochondria"]
confusable = ["chloroplast"]
part_of = ["cell"]

[[entity]]
id = "ribosome"
kind = "organelle"
name = "Ribosome"
phrase = "the ribosome"
part_of = ["cell"]

[[entity]]
id = "chloroplast"
kind = "organelle"
name = "Chloroplast"
phrase = "the chloroplast"
part_of = ["cell"]

[[entity]]
id = "proteasome"
kind = "organelle"
name = "Proteasome"
phrase = "the proteasome"

[[entity]]
id = "cell"
kind = "concept"
name = "Cell"
phrase = "the cell"

[[entity]]
id = "nucleus"
kind = "organelle"
name = "Nucleus"
phrase = "the nucleus"

[[entity]]
id = "atp"
kind = "product"
name = "ATP"

[[entity]]
id = "protein"
kind = "product"
name = "Protein"
phrase = "protein"

[[entity]]
id = "sugar"
kind = "product"
name = "Sugar"
phrase = "sugar"

[[entity]]
id = "starch"
kind = "product"
name = "Starch"
phrase = "starch"
""",
    "relations.toml": """\
[[relation]]
id = "produces"
subject = ["organelle"]
object = ["product"]
family = "function"
contrary = [{ relation = "breaks-down", reason = "What breaks a thing down does not produce it." }]
swap = ["object"]
functional = { object = "An organelle has one main product in this bank's sense." }

[relation.wording]
statement = "{subject} produces {object}"
subject = "which organelle produces {object}?"
object = "what does {subject} produce?"
subject_set = "which {count} of these produce {object}?"

[[relation]]
id = "breaks-down"
subject = ["organelle"]
object = ["product"]
family = "decay"

[[relation]]
id = "named-in"
subject = ["organelle", "concept"]
object = ["date"]
functional = { object = "A thing is named for the first time once." }
[relation.wording]
object = "when was {subject} named?"
""",
    "facts.toml": """\
[[fact]]
id = "mitochondrion-makes-atp"
subject = "mitochondrion"
relation = "produces"
object = "atp"
statement = "Mitochondria produce ATP."
status = "approved"
weight = "main"
topic = "organelles"
evidence = [
  { source = "brief", paragraph = 1, quote = "energy stored in  sugar as \\"ATP\\"" },
  { source = "atlas", paragraph = 12 },
]
wrong = [{ role = "object", term = "starch", reason = "Starch is made in chloroplasts." }]

[[fact]]
id = "ribosome-makes-protein"
subject = "ribosome"
relation = "produces"
object = "protein"
statement = "Ribosomes produce proteins."
status = "approved"
weight = "main"
topic = "organelles"
evidence = [
  { source = "brief", paragraph = 2, quote = "Ribosomes build proteins" },
  { source = "atlas", paragraph = 15 },
]

[[fact]]
id = "chloroplast-makes-sugar"
subject = "chloroplast"
relation = "produces"
object = "sugar"
statement = "Chloroplasts produce sugar."
status = "approved"
weight = "main"
topic = "organelles"
evidence = [
  { source = "brief", paragraph = 3, quote = "Chloroplasts make sugar" },
  { source = "atlas", paragraph = 16 },
]

[[fact]]
id = "proteasome-breaks-protein"
subject = "proteasome"
relation = "breaks-down"
object = "protein"
statement = "Proteasomes break proteins down."
status = "approved"
topic = "organelles"
evidence = [
  { source = "brief", paragraph = 2, quote = "Proteasomes break them down" },
  { source = "atlas", paragraph = 15 },
]

[[fact]]
id = "cell-named"
subject = "cell"
relation = "named-in"
object = { date = "1665" }
statement = "The cell was named in 1665."
status = "approved"
topic = "history"
evidence = [
  { source = "brief", paragraph = 4, quote = "Hooke named the cell in 1665" },
  { source = "atlas", record = "timeline" },
]

[[fact]]
id = "nucleus-named"
subject = "nucleus"
relation = "named-in"
object = { date = "1831" }
statement = "The nucleus was named in 1831."
status = "approved"
topic = "history"
evidence = [
  { source = "brief", paragraph = 4, quote = "Brown named the nucleus in 1831" },
  { source = "atlas", record = "timeline" },
]

[[fact]]
id = "mitochondrion-named"
subject = "mitochondrion"
relation = "named-in"
object = { date = "1898" }
statement = "The mitochondrion was named in 1898."
status = "approved"
topic = "history"
evidence = [
  { source = "brief", paragraph = 4, quote = "Benda named the mitochondrion in 1898" },
  { source = "atlas", record = "timeline" },
]
""",
    "sets.toml": """\
[[set]]
id = "makers-of-sugar"
relation = "produces"
role = "subject"
of = "sugar"
reason = "The atlas lists no other."
evidence = [{ source = "brief", paragraph = 3 }]
topic = "organelles"
outsiders = ["ribosome"]

[[group]]
id = "history-of-the-cell"
type = "ordering"
stem = "Put these discoveries in order, the earliest first."
topic = "history"
weight = "main"
items = [
  { fact = "cell-named", label = "Hooke names the cell" },
  { fact = "nucleus-named" },
  { fact = "mitochondrion-named" },
]

[[group]]
id = "what-makes-what"
type = "matching"
stem = "Match each organelle to what it produces."
role = "object"
topic = "organelles"
items = [
  { fact = "mitochondrion-makes-atp" },
  { fact = "ribosome-makes-protein" },
  { fact = "chloroplast-makes-sugar" },
]
spare = "starch"
""",
    "handwritten.toml": """\
[[question]]
id = "why-light"
type = "single_choice"
stem = "What do chloroplasts need to make sugar?"
topic = "organelles"
evidence = [{ source = "brief", paragraph = 3, quote = "with the light of the sun" }]
facts = ["chloroplast-makes-sugar"]
options = [
  { text = "Light", correct = true, why = "They use the light of the sun." },
  { text = "Protein", why = "Protein is built by ribosomes." },
  { text = "Starch", why = "Starch is what is stored." },
]
""",
}


def write_bank(
    parent: Path,
    *changes: tuple[str, str, str],
    add: dict[str, str] | None = None,
    without: tuple[str, ...] = (),
) -> Path:
    """Write the bank to `parent / "cells"`.

    Each change is (file, old, new) and replaces the first occurrence; `add` appends text to files,
    new ones too; `without` leaves files out.
    """
    files = dict(CELL_BANK)
    for name, old, new in changes:
        assert old in files[name], f"{old!r} does not stand in {name}"
        files[name] = files[name].replace(old, new, 1)
    for name, text in (add or {}).items():
        files[name] = files.get(name, "") + text
    folder = parent / "cells"
    folder.mkdir()
    for name, text in files.items():
        if name not in without:
            (folder / name).write_text(text, encoding="utf-8")
    return folder
