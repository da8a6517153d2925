"""Whatever is wrong with a bank is named by file, line and key, and nothing raises."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path

import pytest

from questions.banks import load_bank
from questions.banks.entry import nearest
from questions.facts import Locator, Quantity
from questions.remarks import Remark
from questions.when import When
from tests.questions.banks.builders import CELL_BANK, write_bank
from tests.questions.banks.slips import SLIPS, Slip, new_fact


def line_of(folder: Path, file: str, entry: str) -> int:
    """The line of the header of the entry with that id; of the first line that begins so, without one."""
    lines = (folder / file).read_text(encoding="utf-8").split("\n")
    for number, line in enumerate(lines, 1):
        if line == f'id = "{entry}"':
            return number - 1
    return next(number for number, line in enumerate(lines, 1) if line.startswith(entry))


def expected_line(folder: Path, slip: Slip) -> int:
    text = (folder / slip.file).read_text(encoding="utf-8")
    if "\n" in slip.entry:
        header = text.count("\n", 0, text.index(slip.entry)) + 1
    else:
        header = line_of(folder, slip.file, slip.entry)
    return key_line(text.split("\n"), header, slip.key)


def key_line(lines: list[str], header: int, key: str) -> int:
    """The line of the key below the header, or of that item of its list; else the line of the header."""
    name, _, item = key.removeprefix("wording.").partition("[")
    is_in_table = not key.startswith("wording.")
    for number, line in enumerate(lines[header - 1 :], header):
        if number > header and line.startswith("[["):
            break
        is_in_table = is_in_table or line.endswith(".wording]")
        if is_in_table and line.startswith(f"{name.partition('.')[0]} = "):
            return number + (int(item.partition("]")[0]) if item and line.endswith("[") else 0)
    return header


@pytest.mark.parametrize("slip", SLIPS, ids=[slip.name for slip in SLIPS])
def test_a_slip_is_named_by_file_line_and_key(slip: Slip, tmp_path: Path) -> None:
    folder = write_bank(tmp_path, *slip.changes, add=slip.add)
    loaded = load_bank(folder)
    line = expected_line(folder, slip)
    told = [
        remark.sentence
        for remark in loaded.remarks
        if (remark.file, remark.line, remark.key, remark.severity)
        == (slip.file, line, slip.key, slip.severity)
    ]
    assert any(slip.says in sentence for sentence in told), "\n".join(map(str, loaded.remarks))
    assert (loaded.bank is None) == (slip.severity == "error")


def test_a_sound_bank_gets_no_remark(tmp_path: Path) -> None:
    loaded = load_bank(write_bank(tmp_path))
    assert loaded.remarks == ()
    assert loaded.bank is not None
    assert next(iter(loaded.bank.facts)) == "mitochondrion-makes-atp"
    assert loaded.bank.facts["cell-named"].object == When(1665)
    assert loaded.bank.entities["atp"].intro == "ATP"
    assert loaded.bank.entities["ribosome"].intro == "the ribosome"
    assert loaded.bank.kinds["organelle"] == "organelle"
    assert loaded.bank.sources["atlas"].checked == When(2026, 5, 2)


def test_a_paragraph_of_the_brief_stands_on_one_line_with_heading_and_ground(tmp_path: Path) -> None:
    bank = load_bank(write_bank(tmp_path)).bank
    assert bank is not None
    passage = bank.passage_at["brief", 1]
    assert passage.text == (
        "Mitochondria release the energy stored in sugar as “ATP”. They have an outer and an inner membrane."
    )
    assert passage.heading == "Inside"
    assert passage.rests_on == (Locator("atlas", 12), Locator("atlas", 14))
    assert bank.passage_at["brief", 4].rests_on == (Locator("atlas", record="timeline"),)


def test_a_quote_is_kept_in_the_words_of_its_passage(tmp_path: Path) -> None:
    bank = load_bank(write_bank(tmp_path)).bank
    assert bank is not None
    evidence = bank.facts["mitochondrion-makes-atp"].evidence[0]
    assert evidence.quote == "energy stored in sugar as “ATP”"
    assert evidence.quote in bank.passage_at["brief", 1].text


def test_all_slips_are_reported_at_once(tmp_path: Path) -> None:
    folder = write_bank(
        tmp_path,
        ("facts.toml", 'topic = "history"', 'topic = "x"'),
        ("entities.toml", 'kind = "concept"', 'kind = "y"'),
        ("relations.toml", 'swap = ["object"]', 'swap = ["objekt"]'),
    )
    assert {remark.file for remark in load_bank(folder).remarks} == {
        "facts.toml",
        "entities.toml",
        "relations.toml",
    }


def test_one_slip_does_not_draw_others_after_it(tmp_path: Path) -> None:
    folder = write_bank(tmp_path, ("entities.toml", 'name = "ATP"\n', ""))
    (remark,) = load_bank(folder).remarks
    assert remark == Remark("entities.toml", line_of(folder, "entities.toml", "atp"), "name", remark.sentence)


@pytest.mark.parametrize(
    "name", ["bank.toml", "sources.toml", "entities.toml", "relations.toml", "facts.toml"]
)
@pytest.mark.parametrize("nothing", ["", "# later\n"])
def test_an_empty_file_is_one_remark_and_not_what_follows_from_it(
    name: str, nothing: str, tmp_path: Path
) -> None:
    folder = write_bank(tmp_path)
    (folder / name).write_text(nothing, encoding="utf-8")
    loaded = load_bank(folder)
    assert loaded.bank is None
    assert [(remark.file, remark.line) for remark in loaded.remarks] == [(name, 1)]
    assert loaded.remarks[0].sentence.startswith(f"{name} is empty; begin with ")


def test_a_list_of_no_entries_is_as_good_as_an_empty_file(tmp_path: Path) -> None:
    folder = write_bank(tmp_path)
    (folder / "entities.toml").write_text("entity = []\n", encoding="utf-8")
    (remark,) = load_bank(folder).remarks
    assert remark.sentence == "entities.toml is empty; begin with [[entity]]"


def test_a_brief_without_paragraphs_is_one_remark(tmp_path: Path) -> None:
    folder = write_bank(tmp_path)
    (folder / "brief.md").write_text("# The living cell\n", encoding="utf-8")
    assert [(remark.file, remark.line) for remark in load_bank(folder).remarks] == [("brief.md", 1)]


def test_an_unknown_kind_is_told_once_and_not_at_each_fact(tmp_path: Path) -> None:
    folder = write_bank(tmp_path, ("relations.toml", 'object = ["date"]', 'object = ["dates"]'))
    (remark,) = load_bank(folder).remarks
    assert remark.file == "relations.toml"


def test_a_bank_without_topics_is_told_so_once(tmp_path: Path) -> None:
    text = CELL_BANK["bank.toml"]
    topics = text[text.index("[[topic]]") : text.index("[[kind]]")]
    (remark,) = load_bank(write_bank(tmp_path, ("bank.toml", topics, ""))).remarks
    assert remark.sentence == "the bank has no topic; add a [[topic]]"


@pytest.mark.parametrize("name", ["bank.toml", "brief.md", "sets.toml"])
def test_a_folder_or_a_pipe_in_the_place_of_a_file_is_called_so(name: str, tmp_path: Path) -> None:
    folder = write_bank(tmp_path, without=(name,))
    (folder / name).mkdir()
    assert f"{name}: {name} is a folder; put a file of that name in its place" in told(folder)
    (folder / name).rmdir()
    os.mkfifo(folder / name)
    assert f"{name}: {name} is no plain file; put a file of that name in its place" in told(folder)


def told(folder: Path) -> list[str]:
    return [str(remark) for remark in load_bank(folder).remarks]


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        ("mars", "marius", ""),
        ("notes.toml", "entities.toml", ""),
        ("mercry", "mercury", "mercury"),
        ("SETS.toml", "sets.toml", "sets.toml"),
        ("single", "single_choice", "single_choice"),
        ("factsheet", "fact-sheet", "fact-sheet"),
        ("moonz", "moons", "moons"),
        ("io", "europa", ""),
    ],
)
def test_only_a_near_word_is_suggested(word: str, known: str, meant: str) -> None:
    assert nearest(word, ["callisto", known]) == (f'; did you mean "{meant}"?' if meant else "")


def test_a_work_may_be_cited_as_a_whole(tmp_path: Path) -> None:
    folder = write_bank(
        tmp_path,
        ("facts.toml", '{ source = "atlas", paragraph = 12 }', '{ source = "atlas" }'),
        ("brief.md", "[atlas ¶ 15]", "[atlas]"),
    )
    loaded = load_bank(folder)
    assert loaded.remarks == ()
    assert loaded.bank is not None
    assert loaded.bank.facts["mitochondrion-makes-atp"].evidence[1].at == Locator("atlas")
    assert loaded.bank.passage_at["brief", 2].rests_on == (Locator("atlas"),)


@pytest.mark.parametrize(
    "name", ["bank.toml", "sources.toml", "brief.md", "entities.toml", "relations.toml", "facts.toml"]
)
def test_a_missing_file_is_named(name: str, tmp_path: Path) -> None:
    loaded = load_bank(write_bank(tmp_path, without=(name,)))
    assert loaded.bank is None
    assert Remark(name, 0, "", f"{name} is missing; add the file to the bank's folder") in loaded.remarks


def test_names_from_a_file_that_cannot_be_read_are_not_called_unknown(tmp_path: Path) -> None:
    remarks = load_bank(write_bank(tmp_path, without=("entities.toml",))).remarks
    assert not [remark for remark in remarks if "unknown entity" in remark.sentence]


def test_a_missing_folder_is_no_exception(tmp_path: Path) -> None:
    loaded = load_bank(tmp_path / "nowhere")
    assert loaded.bank is None
    assert len(loaded.remarks) == 6


def test_a_misspelt_file_name_is_found(tmp_path: Path) -> None:
    remarks = load_bank(write_bank(tmp_path, add={"conflict.toml": ""})).remarks
    assert [str(remark) for remark in remarks] == [
        'conflict.toml: "conflict.toml" is no file of a bank; did you mean "conflicts.toml"?'
    ]


def test_what_is_not_toml_is_named_by_its_line(tmp_path: Path) -> None:
    folder = write_bank(tmp_path, ("entities.toml", 'name = "Cell"', "name = Cell"))
    (remark,) = [remark for remark in load_bank(folder).remarks if remark.file == "entities.toml"]
    assert remark.line == line_of(folder, "entities.toml", "name = Cell")
    assert remark.sentence.startswith("not TOML at column 8")


@pytest.mark.parametrize(
    ("old", "new", "mend"),
    [
        ('name = "Cell"', "name = Cell", "text stands in straight quotes"),
        ('name = "Cell"', "name = “Cell”", "text stands in straight quotes"),
        ('name = "Cell"', 'name = "Cell', "close the text with a quote mark"),
        ('name = "Cell"', 'name = "C\\ell"', "write a backslash twice"),
        ('name = "Cell"', 'name: "Cell"', 'write key = "…"'),
        ('name = "Cell"', 'name = "Cell"\naliases = ["unit"', "close it with ]"),
        ('name = "Cell"', "name = { en = 18-03-2021 }", "write a date as 2021-03-18"),
        ("[[entity]]", "[[entity]", "two brackets on each side"),
    ],
)
def test_what_is_not_toml_says_how_to_mend_it(tmp_path: Path, old: str, new: str, mend: str) -> None:
    folder = write_bank(tmp_path, ("entities.toml", old, new))
    (remark,) = [remark for remark in load_bank(folder).remarks if remark.file == "entities.toml"]
    assert mend in remark.sentence


@pytest.mark.parametrize(("unit", "count"), [("protein", 1), ("proteins", 0)])
def test_what_is_wrong_is_counted_in_the_unit_of_its_fact(tmp_path: Path, unit: str, count: int) -> None:
    number = '{ number = 20, unit = "proteins" }'
    added = new_fact('relation = "produces"', 'relation = "named-in"').replace(
        'object = "protein"',
        f"object = {number}\n"
        f'wrong = [{{ role = "object", term = {{ number = 30, unit = "{unit}" }}, reason = "Too many." }}]',
    )
    counted = ("relations.toml", 'object = ["date"]', 'object = ["quantity"]')
    remarks = load_bank(write_bank(tmp_path, counted, add={"facts.toml": added})).remarks
    told = [remark.sentence for remark in remarks if remark.key == "wrong[1].term"]
    sentence = (
        '"30 protein" is counted in another unit than the fact, which has "20 proteins"; give both the same'
    )
    assert told == [sentence] * count


def test_a_text_that_ends_too_early_is_named_by_its_last_line(tmp_path: Path) -> None:
    folder = write_bank(tmp_path, add={"conflicts.toml": '[[conflict]]\nid = "one"\nfacts = ['})
    (remark,) = load_bank(folder).remarks
    assert (remark.file, remark.line) == ("conflicts.toml", 3)


@pytest.mark.parametrize(
    "content",
    [
        b'id = "\xff"\n',
        b"\x00" * 100,
        b"x = " + b"[" * 50_000,
        b"x = " + b"9" * 5_000,
        b"x = 1e999999999",
        b"x = nan\ny = 2021-02-30",
        b"x = " + b'"' + b"a" * 10_000_000 + b'"',
        b"x = " + b'"' + b"a" * 200_000 + b'"',
        b"fact = 1",
        b"fact = [1, 2]",
        b"fact = []",
        b"[[fact]]\n[[fact]]\nid = []\nsubject = {}\nobject = []\nevidence = 3\nwrong = [1]\nwording = 4",
        b"[[fact]]\nid = 'a'\nobject = { number = nan }\nevidence = [{ source = 1, paragraph = true }]",
        b"[[fact]]\nid = 'a'\nobject = { number = 1e99999, tolerance = -1 }\n[fact.wording]\nobject = '{0}{'",
        b"[[source]]\nid = 'brief'\n[[topic]]\n[[kind]]\n[[entity]]\n[[set]]\n[[group]]\n[[conflict]]",
        b"\r\n\r\n# nothing\r\n",
        b"",
    ],
    ids=lambda content: repr(content[:24]),
)
@pytest.mark.parametrize(
    "name",
    ["bank.toml", "sources.toml", "brief.md", "entities.toml", "relations.toml", "facts.toml", "sets.toml"],
)
def test_no_content_of_a_file_raises(name: str, content: bytes, tmp_path: Path) -> None:
    folder = write_bank(tmp_path)
    (folder / name).write_bytes(content)
    loaded = load_bank(folder)
    assert loaded.remarks or loaded.bank is not None


def test_a_line_that_is_too_long_is_named(tmp_path: Path) -> None:
    folder = write_bank(tmp_path, add={"facts.toml": "\n# " + "x" * 100_001})
    last = (folder / "facts.toml").read_text(encoding="utf-8").count("\n") + 1
    assert Remark("facts.toml", last, "", f"line {last} is longer than 100,000 characters; break it") in (
        load_bank(folder).remarks
    )


@pytest.mark.parametrize(
    ("slip", "says"),
    [
        ('# "' + "x" * 10_000_000, "line {} is longer than 100,000 characters; break it"),
        ("number = 1" + "0" * 5_000, "a number of this line has too many digits; shorten it"),
        ("number = 1e" + "9" * 30, "a number of this line has too many digits; shorten it"),
        ("x = [[\n" + "[" * 5_000, "brackets of this line nest too deeply; flatten them"),
        (".".join("a" * 40_000) + " = 1", "the key of this line has too many parts; shorten it"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_by_its_line(slip: str, says: str, tmp_path: Path) -> None:
    decoy = f'\nwhy = "1e{"9" * 30} [[[["  # {"8" * 5_000} [[[[\n'
    folder = write_bank(tmp_path, add={"facts.toml": f"{decoy}{slip}\n"})
    text = (folder / "facts.toml").read_text(encoding="utf-8")
    line = text.count("\n")
    assert load_bank(folder).remarks == (Remark("facts.toml", line, "", says.format(line)),)


def test_a_file_of_more_than_five_megabytes_is_refused(tmp_path: Path) -> None:
    folder = write_bank(tmp_path, add={"facts.toml": "\n" * 5_000_000})
    assert Remark("facts.toml", 0, "", "facts.toml is larger than 5 MB; split the bank in two") in (
        load_bank(folder).remarks
    )


def test_a_link_is_refused(tmp_path: Path) -> None:
    folder = write_bank(tmp_path, without=("sets.toml",))
    outside = tmp_path / "outside.toml"
    outside.write_text("", encoding="utf-8")
    (folder / "sets.toml").symlink_to(outside)
    (remark,) = load_bank(folder).remarks
    assert (remark.file, remark.sentence) == (
        "sets.toml",
        "sets.toml is a link; put the file itself in the bank's folder",
    )


ATLAS = "A title\n\n" + "\n \n".join(f"Paragraph {number}\nof the atlas." for number in range(2, 17))


def test_places_and_quotes_are_checked_in_a_document_that_is_given(tmp_path: Path) -> None:
    folder = write_bank(
        tmp_path, ("facts.toml", "paragraph = 12 }", "paragraph = 12, quote = 'Paragraph 12 of' }")
    )
    assert load_bank(folder, {"atlas": ATLAS}).remarks == ()


def test_a_paragraph_beyond_the_given_document_is_refused(tmp_path: Path) -> None:
    folder = write_bank(tmp_path)
    remarks = load_bank(folder, {"atlas": "One.\n\nTwo."}).remarks
    places = {(remark.file, remark.line, remark.key) for remark in remarks}
    assert ("brief.md", line_of(folder, "brief.md", "2. Ribosomes"), "¶ 2") in places
    line = line_of(folder, "facts.toml", "ribosome-makes-protein")
    lines = (folder / "facts.toml").read_text(encoding="utf-8").split("\n")
    assert ("facts.toml", key_line(lines, line, "evidence[2]"), "evidence[2].paragraph") in places


def test_a_document_for_an_unknown_source_is_named(tmp_path: Path) -> None:
    (remark,) = load_bank(write_bank(tmp_path), {"atlsa": "One."}).remarks
    assert 'unknown source "atlsa"; did you mean "atlas"?' in remark.sentence


def test_the_paragraphs_of_a_text_that_ships_are_passages(tmp_path: Path) -> None:
    folder = write_bank(
        tmp_path,
        ("sources.toml", 'id = "atlas"\n', 'id = "atlas"\nfile = "atlas.txt"\n'),
        add={"atlas.txt": ATLAS},
    )
    bank = load_bank(folder).bank
    assert bank is not None
    assert bank.passage_at["atlas", 12].text == "Paragraph 12 of the atlas."
    assert len(bank.sources["atlas"].sha256) == 64


def test_a_quantity_is_exact(tmp_path: Path) -> None:
    folder = write_bank(
        tmp_path,
        add={
            "relations.toml": '\n[[relation]]\nid = "measures"\n'
            'subject = ["organelle"]\nobject = ["quantity"]\n',
            "facts.toml": new_fact('relation = "produces"', 'relation = "measures"').replace(
                'object = "protein"', 'object = { number = 0.1, unit = "µm", tolerance = 0.02 }'
            ),
        },
    )
    bank = load_bank(folder).bank
    assert bank is not None
    assert bank.facts["new"].object == Quantity(Fraction(1, 10), "µm", Fraction(1, 50))


def test_a_part_does_not_contradict_its_whole(tmp_path: Path) -> None:
    folder = write_bank(
        tmp_path,
        ("entities.toml", 'name = "Starch"\n', 'name = "Starch"\npart_of = ["protein"]\n'),
        add={"facts.toml": new_fact('object = "protein"', 'object = "starch"')},
    )
    assert load_bank(folder).remarks == ()


def test_what_a_person_claimed_is_asked_with_attribution_unless_told_otherwise(tmp_path: Path) -> None:
    folder = write_bank(
        tmp_path,
        ("facts.toml", 'topic = "history"\n', 'topic = "history"\nepistemic = "claimed"\nspeaker = "cell"\n'),
    )
    bank = load_bank(folder).bank
    assert bank is not None
    assert bank.facts["cell-named"].ask == "attributed"


CLAIM = 'status = "approved"\nepistemic = "claimed"\nspeaker = "{}"'


def test_claims_of_two_speakers_do_not_contradict_each_other(tmp_path: Path) -> None:
    claim = new_fact('object = "protein"', 'object = "starch"').replace(
        'status = "approved"', CLAIM.format("cell")
    )
    other = claim.replace('id = "new"', 'id = "other"').replace('object = "starch"', 'object = "atp"')
    (tmp_path / "two").mkdir()
    (tmp_path / "one").mkdir()
    by_two = write_bank(tmp_path / "two", add={"facts.toml": claim + other.replace('"cell"', '"nucleus"')})
    by_one = write_bank(tmp_path / "one", add={"facts.toml": claim + other})
    assert load_bank(by_two).remarks == ()
    assert [remark.key for remark in load_bank(by_one).remarks] == ["object"]


def test_a_document_with_another_hash_is_noticed(tmp_path: Path) -> None:
    folder = write_bank(
        tmp_path, ("sources.toml", 'id = "atlas"\n', f'id = "atlas"\nsha256 = "{"0" * 64}"\n')
    )
    assert load_bank(folder).remarks == ()
    loaded = load_bank(folder, {"atlas": ATLAS})
    assert [(remark.key, remark.severity) for remark in loaded.remarks] == [("sha256", "warning")]
    assert loaded.bank is not None


def test_thousands_of_slips_are_told_in_seconds(tmp_path: Path) -> None:
    facts = "".join(
        new_fact('id = "new"', f'id = "new-{number}"').replace('"ribosome"', f'"ribosome-{number}"')
        for number in range(2_000)
    )
    remarks = load_bank(write_bank(tmp_path, add={"facts.toml": facts})).remarks
    unknown = [remark for remark in remarks if "unknown entity" in remark.sentence]
    assert len(unknown) == 2_000
    assert 0 < sum("did you mean" in remark.sentence for remark in unknown) < 300
