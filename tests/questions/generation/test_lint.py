"""Each rule finds its flaw when it is planted in a clean question, and nothing before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from questions.facts import Bank, Entity
from questions.generation.generator import generate
from questions.generation.lint import RULES, lint, lint_bank
from questions.generation.lint.whole_bank import remarks_on_bank
from questions.question import (
    Asked,
    ChoiceKey,
    Citation,
    NumberKey,
    Option,
    Question,
    Sealed,
    Text,
    TextKey,
    VerdictKey,
    Why,
)
from questions.when import When
from tests.questions.builders import example_question
from tests.questions.planets import bank_of, entity, planets

CITED = (Citation("brief", 1, quote="Ribosomes build proteins"),)


def choice(
    stem: str = "Which part of a cell builds proteins?",
    right: str = "Ribosome",
    wrong: tuple[str, ...] = ("Mitochondrion", "Chloroplast", "Vacuole"),
    **more: Any,
) -> Question:
    """A teacher's question, clean unless told otherwise; the right option is `b`."""
    texts = (wrong[0], right, *wrong[1:])
    options = tuple(Option("abcdef"[place], text) for place, text in enumerate(texts))
    whys = tuple(Why(option.id, f"This is about {option.text}.") for option in options)
    sealed = Sealed(ChoiceKey(("b",)), Text("Ribosomes build proteins."), whys, CITED)
    made = Question("q1", Asked("single_choice", Text(stem), options), sealed)
    return replace(made, **more)


def statement(text: str, *, true: bool = True) -> Question:
    key = VerdictKey(true, "", "" if true else "Ribosomes build proteins.")
    sealed = Sealed(key, Text("Ribosomes build proteins."), (), CITED)
    return Question("q2", Asked("true_false", Text(text)), sealed)


def explained(explanation: str) -> Question:
    made = choice()
    return replace(made, sealed=replace(made.sealed, explanation=Text(explanation)))


def typed(stem: str, *accepted: str) -> Question:
    sealed = Sealed(TextKey(accepted), Text("So it is."), (), CITED)
    return Question("q3", Asked("short_answer", Text(stem)), sealed)


def rules(question: Question, bank: Bank | None = None, siblings: tuple[Question, ...] = ()) -> set[str]:
    return {remark.rule for remark in lint(question, bank, siblings)}


def pictured(words: str) -> Question:
    made = choice()
    stem = Text(f"Which part is this?\n\n![{words}](picture:cell.png)", "markdown")
    return replace(made, asked=replace(made.asked, stem=stem))


FLAWS: list[tuple[str, Question]] = [
    ("L35", pictured("")),
    ("L33", explained("No other part in this brief builds proteins.")),
    ("L34", explained("Ribosomes build proteins. It is so. Ribosomes build proteins.")),
    ("L01", choice(right="Ribosome, the small grain of RNA and protein that is found in every cell")),
    (
        "L02",
        choice(
            right="X1", wrong=("Mitochondrion of an animal", "Chloroplast of a plant", "Vacuole of a plant")
        ),
    ),
    ("L03", choice(wrong=("Always the nucleus", "Chloroplast", "Vacuole"))),
    ("L03", statement("All proteins are built by ribosomes.")),
    ("L04", choice("Proteins are built by an", "Organelle", ("Nucleus", "Vacuole", "Chloroplast"))),
    ("L04", choice("What builds proteins?", "The ribosome", ("Nucleus", "Vacuole", "Chloroplast"))),
    ("L04", choice("Why do cells divide?", "To replace old cells", ("Heat outside", "Light", "Water"))),
    ("L05", choice(wrong=("None of the above", "Chloroplast", "Vacuole"))),
    ("L06", choice(wrong=("All of the above", "Chloroplast", "Vacuole"))),
    ("L07", choice("Which part of a cell does not store water?")),
    ("L07", choice("Which of these parts of a cell is NOT green?")),
    ("L09", choice(wrong=("1665", "Chloroplast", "Vacuole"))),
    ("L10", choice("Which structure of a cell builds proteins?", "Structure of RNA")),
    ("L11", choice("Which of the following is true?")),
    ("L11", choice("Ribosomes in the cell")),
    ("L11", choice("Cells?")),
    ("L12", choice("It builds which substance in a cell?")),
    ("L12", statement("They build proteins.")),
    ("L12", choice("Which part of a cell is not without a membrane?")),
    ("L13", choice("____ builds the proteins of a cell.")),
    ("L13", choice("The ____ of a cell builds ____ from amino acids.")),
    ("L15", choice("Do ribosomes build proteins?", "True", ("False", "Sometimes"))),
    ("L16", choice("In which year were cells named?", "1665", ("1683", "1590"))),
    ("L16", choice("How many membranes are there?", "2 layers", ("3 layers", "1 layer", "4 layers"))),
    ("L17", choice(wrong=("Usually the nucleus", "Chloroplast", "Vacuole"))),
    ("L18", choice(wrong=("Ribosome and vacuole", "Vacuole", "Chloroplast"))),
    ("L18", choice(wrong=("Both a and b", "Chloroplast", "Vacuole"))),
    (
        "L19",
        choice(
            "What does the cell do at night?",
            "Stores starch, burns sugar",
            ("Stores starch, splits water", "Burns sugar, sheds light", "Stores starch, makes heat"),
        ),
    ),
    ("L20", choice("What is known of the cell wall?", "It has 3 layers", ("It is stiff", "It is green"))),
    ("L21", choice("Which part of a cell " + "of a plant or an animal " * 6 + "builds proteins?")),
    ("L22", choice(wrong=("ribosome", "Chloroplast", "Vacuole"))),
    ("L22", choice("When?" * 3, "March 2021", ("18 March 2021", "May 2021"))),
    ("L22", choice("How old is it?", "10–20 years", ("15–30 years", "40–50 years"))),
    ("L24", choice("Which part of a cell, the ribosome or another, builds proteins?")),
    ("L24", typed("What do ribosomes build besides other proteins?", "Proteins", "protein")),
    ("L26", choice("Which part of a cell was recently found to build proteins?")),
    ("L26", choice("Who is currently the head of the project?")),
    ("L27", choice("Which is the most important part of a cell?")),
    (
        "L28",
        choice(
            "Notwithstanding considerable physiological heterogeneity characterising multicellular"
            " organisations, which intracellular macromolecular configuration predominantly facilitates"
            " polypeptide synthesis operations?"
        ),
    ),
    ("L29", typed("How many people were killed in the attack?", "Ten")),
    ("L29", choice("Which thugs attacked the cell?")),
    ("L30", choice(sealed=Sealed(ChoiceKey(("b",)), Text("So it is."), choice().sealed.whys))),
    ("L08", choice(sealed=Sealed(ChoiceKey(("b",)), Text("So it is."), (), CITED))),
    ("L08", choice(sealed=replace(choice().sealed, key=ChoiceKey(("a", "b"))))),
    ("L03", choice(wrong=("Chloroplast, without exception", "Nucleus", "Vacuole"))),
    ("L04", choice("What builds proteins?", "It is the ribosome", ("Nucleus", "Vacuole"))),
    ("L06", choice(wrong=("All three", "Chloroplast", "Vacuole"))),
    ("L07", choice("Which answer is incorrect for the part of a cell that builds proteins?")),
    ("L10", choice("Which structure of a cell builds proteins?", "The structure's own grain")),
    ("L11", choice("What can be said about the ribosome?")),
    ("L12", choice("Where did they find the ribosome?")),
    ("L13", choice("The [blank] of a cell builds ...... from amino acids.")),
    ("L15", choice("Do ribosomes build proteins?", "Right", ("Wrong", "Cannot be said"))),
    ("L16", choice("When were cells named?", "March", ("July", "January"))),
    ("L16", choice("How many membranes are there?", "Two", ("Three", "One"))),
    ("L18", choice(wrong=("Vacuole or chloroplast", "Vacuole", "Chloroplast"))),
    (
        "L19",
        choice("Where and when?", "In the wall, by day", ("In the wall, at night", "In the core, by day")),
    ),
    ("L22", choice("How old is it?", "Less than 10 years", ("Under 20 years", "30 years"))),
    ("L22", choice("When was it?", "In the 1830s", ("In 1834", "In 1901"))),
    ("L26", choice("Which part of a cell was found to build proteins ten years ago?")),
    ("L27", choice("Which of these would you call the finest name?")),
    ("L34", explained("Ribosomes build proteins. In short: ribosomes build proteins.")),
    ("L00", choice(wrong=("", "Chloroplast"))),
    ("L00", choice(asked=replace(choice().asked, type="riddle"))),
]


@pytest.mark.parametrize(("rule", "flawed"), FLAWS)
def test_a_planted_flaw_is_found_by_its_rule(rule: str, flawed: Question) -> None:
    assert rule in rules(flawed)


CLEAN: list[Question] = [
    choice(
        "In which city does the Dutch parliament sit?", "The Hague", ("Rotterdam", "Utrecht", "Eindhoven")
    ),
    choice(),
    choice(
        "Which part of a plant cell catches light?", "Chloroplast", ("Mitochondrion", "Ribosome", "Vacuole")
    ),
    choice("In which year did Hooke name the cell?", "1665", ("1590", "1683", "1702")),
    choice("How many membranes has a mitochondrion?", "2 membranes", ("1 membrane", "3 membranes")),
    choice("Which of these organelles stores water?", "Vacuole", ("Ribosome", "Mitochondrion")),
    choice("How old is the cell?", "10 to 19 years", ("Less than 10 years", "20 years or more")),
    choice("When was the war?", "1914 to 1918", ("Before 1914", "After 1918")),
    choice("Who wrote the novel Never Let Me Go?", "Kazuo Ishiguro", ("Ian McEwan", "Julian Barnes")),
    choice("Which is the best-known part of a cell?", "Nucleus", ("Vacuole", "Ribosome")),
    choice("Which way does the cell turn?", "Right", ("Left", "Upwards")),
    choice(
        "What happens to most liquids when they freeze?", "They contract.", ("They expand.", "They boil.")
    ),
    choice("What is the capital of Papua New Guinea?", "Port Moresby", ("Lae", "Suva")),
    statement("Ribosomes build proteins."),
    statement("Ribosomes build starch.", true=False),
    typed("Which part of a cell builds proteins?", "Ribosome", "ribosomes"),
    typed("Complete: the part of a cell that builds proteins is the ____.", "Ribosome"),
]


@pytest.mark.parametrize("question", CLEAN, ids=[one.asked.stem.value for one in CLEAN])
def test_a_clean_question_of_a_teacher_draws_no_remark(question: Question) -> None:
    assert lint(question) == ()


def test_every_rule_for_single_questions_has_a_planted_flaw() -> None:
    found_in_company = {"L25", "L31"}
    found_in_a_bank = {"L32"}
    planted = {rule for rule, _ in FLAWS}
    assert {rule.id for rule in RULES} == planted | found_in_company | found_in_a_bank


def test_a_remark_names_question_place_and_rule() -> None:
    (remark,) = lint(choice(wrong=("None of the above", "Chloroplast", "Vacuole")))
    assert (remark.file, remark.key, remark.rule, remark.severity) == ("q1", "option a", "L05", "warning")


def test_words_that_the_evidence_holds_are_no_flaw() -> None:
    question = choice(wrong=("Only the nucleus", "Chloroplast", "Vacuole"))
    said = replace(question.sealed, explanation=Text("Only the nucleus holds the plan."))
    assert "L03" not in rules(replace(question, sealed=said))


def test_a_number_may_stand_in_the_key_if_another_option_has_one() -> None:
    question = choice("What is known of the wall?", "It has 3 layers", ("It has 2 colours", "It is green"))
    assert "L20" not in rules(question)


class TestCompany:
    def test_a_question_that_gives_the_answer_of_another_away(self) -> None:
        one = choice(facts=("f",))
        telling = replace(typed("What does a ribosome build?", "Proteins"), facts=("f",))
        assert "L25" in rules(one, siblings=(telling,))
        assert "L25" not in rules(one, siblings=(replace(telling, facts=("g",)),))

    def test_a_question_that_tells_in_passing_what_another_asks(self) -> None:
        telling = typed("A ribosome is the part of a cell that builds proteins. What feeds it?", "Energy")
        silent = typed("A ribosome is small. How small?", "Very")
        assert "L25" in rules(choice(), siblings=(telling,))
        assert "L25" not in rules(choice(), siblings=(silent,))

    def test_a_near_duplicate(self) -> None:
        again = choice("Which part of the cell builds proteins?", id="q9")
        assert "L31" in rules(choice(), siblings=(again,))
        assert "L31" not in rules(choice(), siblings=(choice(),))
        other_key = choice("Which part of the cell builds proteins?", right="Nucleus", id="q9")
        assert "L31" not in rules(choice(), siblings=(other_key,))
        one, other = (choice(f"Which part stores vitamin {name}?", id=name) for name in "AB")
        assert "L31" not in rules(one, siblings=(other,))


class TestWithABank:
    def test_a_wrong_option_that_may_be_right_is_found(self) -> None:
        bank = planets()
        question = _generated("io-orbits", "single_choice:subject")
        wrong = next(option for option in question.asked.options if option.text not in ("Io",))
        swapped = tuple(replace(o, text="Europa") if o.id == wrong.id else o for o in question.asked.options)
        flawed = replace(question, asked=replace(question.asked, options=swapped))
        assert "L08" not in rules(question, bank)
        assert "L08" in rules(flawed, bank)

    def test_a_quote_that_does_not_stand_there_is_found(self) -> None:
        question = _generated("io-orbits", "single_choice:object")
        misquoted = (replace(question.sealed.citations[0], quote="Io circles Mars."),)
        flawed = replace(question, sealed=replace(question.sealed, citations=misquoted))
        assert "L30" in rules(flawed, planets())

    def test_a_demonym_in_the_stem_gives_the_country_away(self) -> None:
        bank = bank_of([Entity("fi", "country", "Finland", "Finland", "Finland", demonym="Finnish")], [], [])
        question = choice("Where is the Finnish capital?", "Finland", ("Sweden", "Norway"))
        assert "L24" in rules(question, bank)
        assert "L24" not in rules(question)

    def test_an_option_of_another_kind_is_found(self) -> None:
        question = choice("What circles the planet?", "Io", ("Galileo Galilei", "Titan"))
        assert "L09" in rules(question, planets())

    def test_another_kind_that_may_fill_the_role_of_the_answer_is_fit_to_stand_beside_it(self) -> None:
        made = planets()
        orbits = made.relations["orbits"]
        wider = replace(orbits, subject_kinds=orbits.subject_kinds | {"person"})
        bank = replace(made, relations={**made.relations, "orbits": wider})
        question = choice("What circles the planet?", "Io", ("Galileo Galilei", "Titan"))
        of_fact = replace(question, facts=("io-orbits",), targets=(("io-orbits", ""),))
        assert "L09" in rules(of_fact, made)
        assert "L09" not in rules(of_fact, bank)
        of_planet = replace(of_fact, facts=("titan-orbits",), targets=(("titan-orbits", ""),))
        assert "L09" in rules(of_planet, bank)

    def test_a_key_alone_of_its_kind_is_found(self) -> None:
        question = choice("What circles the planet?", "Io", ("Galileo Galilei", "Simon Marius"))
        assert "L20" in rules(question, planets())

    def test_a_name_and_an_alias_of_it_overlap(self) -> None:
        bank = bank_of([entity("gb", "country", "United Kingdom", aliases=("Britain",))], [], [])
        question = choice("Where was it?", "United Kingdom", ("Britain", "France"))
        assert "L22" in rules(question, bank)
        assert "L22" not in rules(question)

    def test_a_whole_and_its_part_overlap(self) -> None:
        bank = bank_of(
            [entity("ar", "place", "Arland"), entity("city", "place", "Ar City", part_of=("ar",))], [], []
        )
        question = choice("Where was it?", "Elsewhere", ("Arland", "Ar City"))
        assert "L22" in rules(question, bank)
        assert "L22" not in rules(question)

    def test_a_name_that_two_people_bear_is_ambiguous_unless_written_in_full(self) -> None:
        people = [entity("ash", "person", "Ashraf Ghani"), entity("abdul", "person", "Abdul Ghani Baradar")]
        bank = bank_of(people, [], [])
        assert "L12" in rules(choice("What did Ghani say about the plan?"), bank)
        assert "L12" not in rules(choice("What did Ashraf Ghani say about the plan?"), bank)

    def test_a_fact_of_its_time_is_dated(self) -> None:
        bank = _marked(as_of=When(1610))
        assert "L26" in rules(_on_fact("Who found Io?"), bank)
        assert "L26" not in rules(_on_fact("In 1610, who found Io?"), bank)

    def test_a_claim_names_its_speaker(self) -> None:
        bank = _marked(epistemic="claimed", speaker="marius")
        assert "L27" in rules(_on_fact("Who found Io?"), bank)
        assert "L27" not in rules(_on_fact("According to Simon Marius, who found Io?"), bank)

    def test_a_condition_is_said(self) -> None:
        bank = _marked(condition="if the sky is clear")
        assert "L27" in rules(_on_fact("Who finds Io?"), bank)
        assert "L27" not in rules(_on_fact("If the sky is clear, who finds Io?"), bank)
        assert "L27" not in rules(_on_fact("Who is to find Io unconditionally?"), bank)

    def test_casualties_are_never_asked(self) -> None:
        assert "L29" in rules(_on_fact("Who found Io?"), _marked(sensitive=frozenset({"casualties"})))

    def test_a_sensitive_fact_marks_its_question(self) -> None:
        bank = _marked(sensitive=frozenset({"living-person"}))
        question = _on_fact("Who found Io?")
        assert "L29" in rules(question, bank)
        assert "L29" not in rules(replace(question, asked=replace(question.asked, sensitive=True)), bank)

    @pytest.mark.parametrize(
        ("change", "is_fine"),
        [
            (lambda one: one, True),
            (lambda one: replace(one, targets=(("io-finder", "subject"),)), False),
            (lambda one: replace(one, sealed=replace(one.sealed, explanation=Text("He blamed him."))), False),
            (lambda one: replace(one, asked=replace(one.asked, type="matching")), False),
        ],
    )
    def test_an_accusation_keeps_its_form(
        self, change: Callable[[Question], Question], is_fine: bool
    ) -> None:
        bank = _marked(sensitive=frozenset({"accusation"}), epistemic="accused", speaker="io")
        question = typed("Whom did Io blame?", "Galileo Galilei")
        said = Text("Io blamed Galileo Galilei; nobody had claimed the act at the time.")
        question = replace(
            question,
            asked=replace(question.asked, sensitive=True),
            sealed=replace(question.sealed, explanation=said),
            facts=("io-finder",),
            targets=(("io-finder", "object"),),
        )
        assert ("L29" not in rules(change(question), bank)) == is_fine

    def test_no_false_sentence_about_what_a_living_person_did(self) -> None:
        bank = planets()
        living = {**bank.entities, "galileo": replace(bank.entities["galileo"], living=True)}
        bank = replace(bank, entities=living)
        said = replace(statement("Asaph Hall found Io.", true=False), facts=("io-finder",))
        assert "L29" in rules(replace(said, targets=(("io-finder", "object"),)), bank)
        true = replace(statement("Galileo Galilei found Io."), facts=("io-finder",))
        assert "L29" not in rules(replace(true, targets=(("io-finder", "object"),)), bank)

    def test_faith_and_victims_are_no_lures(self) -> None:
        bank = bank_of([entity("x", "religion", "Faith of X"), entity("y", "place", "Y")], [], [])
        assert "L29" in rules(choice("Where was it?", "Y", ("Faith of X", "Z")), bank)


class TestWholeBank:
    def test_the_longest_option_as_a_habit(self) -> None:
        many = [
            choice(id=f"q{n}", right="Ribosome of RNA", stem=f"Which part is number {n}?") for n in range(60)
        ]
        found = {(remark.rule, remark.severity) for remark in remarks_on_bank(many)}
        assert ("L01", "error") in found
        few = {(remark.rule, remark.severity) for remark in remarks_on_bank(many[:20])}
        assert ("L01", "warning") in few

    def test_the_shortest_option_as_a_habit(self) -> None:
        many = [choice(id=f"q{n}", right="Rib", stem=f"Which part is number {n}?") for n in range(60)]
        assert ("L02", "error") in {(remark.rule, remark.severity) for remark in remarks_on_bank(many)}

    @pytest.mark.parametrize(
        ("true", "false", "is_even"), [(4, 4, True), (4, 3, True), (5, 3, False), (40, 12, False)]
    )
    def test_true_and_false_in_balance(self, true: int, false: int, is_even: bool) -> None:
        said = [statement(f"Ribosome {n} builds proteins.", true=n < true) for n in range(true + false)]
        numbered = [replace(one, id=f"q{n}") for n, one in enumerate(said)]
        assert ("L14" not in {remark.rule for remark in remarks_on_bank(numbered)}) == is_even

    def test_a_favourite_place_of_the_key(self) -> None:
        many = [choice(id=f"q{n}", stem=f"Which part is number {n}?") for n in range(60)]
        assert "L23" in {remark.rule for remark in remarks_on_bank(many)}

    def test_two_questions_that_ask_the_same(self) -> None:
        twins = [choice(id="q1"), choice(id="q2")]
        assert [remark.rule for remark in remarks_on_bank(twins)] == ["L31"]

    def test_a_generated_bank_passes_whole(self) -> None:
        questions = generate(planets()).questions
        assert [one for one in lint_bank(questions, planets()) if one.severity == "error"] == []


def test_a_number_is_checked_like_any_other_question() -> None:
    sealed = Sealed(NumberKey(1, 0), Text("So it is."), (), CITED)  # type: ignore[arg-type]
    question = Question("q4", Asked("numeric", Text("How many nuclei has a cell?")), sealed)
    assert lint(question) == ()


def _generated(fact_id: str, pattern: str) -> Question:
    questions = generate(planets()).questions
    return next(one for one in questions if one.facts == (fact_id,) and one.pattern == pattern)


def _marked(**marks: Any) -> Bank:
    """The planets with marks on the fact that says who found Io."""
    bank = planets()
    return replace(bank, facts={**bank.facts, "io-finder": replace(bank.facts["io-finder"], **marks)})


def _on_fact(stem: str) -> Question:
    return replace(typed(stem, "Galileo Galilei"), facts=("io-finder",), targets=(("io-finder", "object"),))


def test_a_wordless_picture_is_found_wherever_it_is_shown() -> None:
    made = example_question("matching")
    prompt, *others = made.asked.prompts
    wordless = replace(prompt, text="![](picture:cell.png)")
    asked = replace(made.asked, options_format="markdown", prompts=(wordless, *others))
    assert "L35" in rules(replace(made, asked=asked))


def test_a_picture_with_words_and_what_only_looks_like_one_draw_no_remark() -> None:
    assert "L35" not in rules(pictured("A grain on the wall of a tube"))
    plain = choice()
    plain = replace(plain, asked=replace(plain.asked, stem=Text("Is ![](picture:cell.png) Markdown?")))
    assert "L35" not in rules(plain)


def test_yes_and_no_are_told_to_be_half_a_guess_and_no_verdict() -> None:
    (said,) = (
        one.sentence for one in lint(choice("Do ribosomes build?", "Yes", ("No",))) if one.rule == "L15"
    )

    assert said == "Between Yes and No every other guess is right: ask which, how many or why instead."


def test_what_is_said_of_an_option_names_its_picture_by_its_words() -> None:
    plain = choice("Which part builds proteins?", "Ribosome", ("![A grain](picture:cell.png)",))
    marked = replace(plain, asked=replace(plain.asked, options_format="markdown"))
    bare = replace(marked, sealed=replace(marked.sealed, whys=()))

    assert "Nothing says why “A grain” is wrong: write the reason." in [one.sentence for one in lint(bare)]
