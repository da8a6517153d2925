"""Numbered questions: what each way of typing is read as, what is doubted, and what is refused."""

from __future__ import annotations

from fractions import Fraction
from io import BytesIO
from time import process_time

import pytest

from questions.formats.item import Item, Outcome, UnreadableFile
from questions.formats.numbered import Numbered
from questions.question import ChoiceKey, NumberAnswer, NumberKey, OpenKey, Text, TextKey, VerdictKey

CHOICE = "1. Which?\na) one\nb) two\nc) three\n"
TRUE, FALSE = VerdictKey(True), VerdictKey(False)
B = ChoiceKey(("b",))


def read(text: str) -> list[Outcome]:
    return list(Numbered().read(BytesIO(text.encode())))


def item_of(text: str) -> Item:
    (outcome,) = read(text)
    assert outcome.item is not None, outcome.refused
    return outcome.item


@pytest.mark.parametrize(
    "text",
    [
        CHOICE + "Answer: b",
        CHOICE + "Ans. (B)",
        CHOICE + "Correct answer: b) two",
        CHOICE + "Answer: two",
        CHOICE + "[Answer: B]",
        CHOICE + "**Answer:** B",
        CHOICE + "\nAnswers: 1. B",
        CHOICE + "\nANSWER KEY\n\n1 (b)",
        CHOICE.replace("b)", "*b)"),
        CHOICE.replace("b)", "b) *"),
        CHOICE.replace("two", "two*"),
        CHOICE.replace("two", "two (correct)"),
        CHOICE.replace("two", "two ✓"),
        CHOICE.replace("two", "two <-- correct"),
        CHOICE.replace("a)", "- ").replace("b)", "* ").replace("c)", "- "),
        CHOICE.replace("a)", "[ ]").replace("b)", "[x]").replace("c)", "[ ]"),
        CHOICE.replace("a)", "i)").replace("b)", "*ii)").replace("c)", "iii)").replace("*ii) ", "ii) *"),
        "1. Which? A) one B) two C) three\nAnswer: B",
        "_B_ 1. Which?\na. one\nb. two\nc. three",
        "Which?\na) one\n*b) two\nc) three",
        "1. Which?\none\n*two\nthree",
        CHOICE + "Réponse : B",
        CHOICE + "**Bonne réponse : b)**",
        CHOICE + "Lösung: b",
        CHOICE + "✅ Respuesta correcta: b",
        CHOICE.replace("a)", "- [ ]").replace("b)", "- [x]").replace("c)", "- [ ]"),
        CHOICE.replace("a)", "- [ ] **A)**").replace("b)", "- [ ] **B)**").replace("c)", "- [ ] **C)**")
        + "Answer: B",
        CHOICE.replace("a)", "- A:").replace("b)", "- B:").replace("c)", "- C:") + "Answer: B",
        CHOICE + "=====\nAnswer: b\n-----",
    ],
)
def test_the_right_option_however_it_is_marked(text: str) -> None:
    question = item_of(text).question
    assert question.asked.stem.value == "Which?"
    assert tuple(question.asked.texts.values()) == ("one", "two", "three")
    assert question.sealed.key == B


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("1. Snow is black. (F)", FALSE),
        ("1. Snow is black. T/F\nAnswer: F", FALSE),
        ("1. True or false: snow is white.\nAnswer: True", TRUE),
        ("1. Snow is white.\na) True\n*b) False", FALSE),
        ("1. Who?\nAnswer: Newton; Isaac Newton", TextKey(("Newton", "Isaac Newton"))),
        ('1. Who?\nAnswer: "a; b"; "say ""x"""', TextKey(("a; b", 'say "x"'))),
        ("1. Spell it.\nAnswer: colour/color", TextKey(("colour", "color"))),
        ("1. In which unit?\nAnswer: km/h", TextKey(("km/h",))),
        ("1. When?\nAnswer: 1945", TextKey(("1945",))),
        ("1. How much?\nAnswer: 42 ± 1.5 kg", NumberKey(Fraction(42), Fraction(3, 2))),
        ("1. How much?\nAnswer: 42 +/- 1", NumberKey(Fraction(42), Fraction(1))),
        ("1. How much?\nAnswer: between 3 and 5", NumberKey(Fraction(4), Fraction(1))),
        (
            "1. How much?\nAnswer: 1 ± 0\nAnswer: 2 ± 0",
            NumberKey(Fraction(1), others=(NumberAnswer(Fraction(2)),)),
        ),
        ("1. How many?\nAnswer: 7\nType: numeric", NumberKey(Fraction(7))),
        ("1. Discuss.\nModel answer: At length.", OpenKey(Text("At length."))),
        ("Type: E\n1. Discuss.\na. At length.", OpenKey(Text("At length."))),
        ("Type: F\n1. Name it.\na. this\nb. that", TextKey(("this", "that"))),
        ("Type: MR\n1. Which?\n*a. x\nb. y\n*c. z", ChoiceKey(("a", "c"))),
    ],
)
def test_answers_of_every_kind(text: str, key: object) -> None:
    assert item_of(text).question.sealed.key == key


def test_what_stands_beside_a_question_is_kept() -> None:
    item = item_of(
        "Title: Capitals\n1. Capital of France? (2 points)\n*a) Paris\nFeedback: Yes.\n"
        "b) Rome\nFeedback: No, Italy.\n"
        "Explanation: Since 987.\nHint: Seine.\nTags: europe, cities\nCategory: Geography/Capitals\n"
    )
    sealed = item.question.sealed
    assert item.question.asked.stem.value == "Capital of France?"
    assert (item.title, item.points, item.tags) == ("Capitals", Fraction(2), ("europe", "cities"))
    assert (item.category, item.hints) == (("Geography", "Capitals"), (Text("Seine."),))
    assert [(why.option, why.text, why.rule) for why in sealed.whys] == [
        ("a", "Yes.", "entailed"),
        ("b", "No, Italy.", "written"),
    ]
    assert sealed.explanation == Text("Since 987.")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (CHOICE, "put * before the right option"),
        (CHOICE + "Answer: d", "is none of its options"),
        (CHOICE.replace("a)", "*a)") + "Answer: b", "disagree (a and b)"),
        (CHOICE + "Answer: a\n\nAnswer key\n1. b", "disagree (a and b)"),
        (CHOICE.replace("c)", "b)") + "Answer: b", "or more than one"),
        ("1. Snow is black. T/F", "Answer: True"),
        ("1. Point at it.\nType: hot spot\nAnswer: x", "cannot be typed in this form"),
        ("1. How much?\nType: numeric\nAnswer: much", "no number"),
    ],
)
def test_what_is_not_clear_is_refused_with_how_to_mend_it(text: str, why: str) -> None:
    (outcome,) = read(text)
    assert why in outcome.refused
    assert outcome.line == 1


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        (CHOICE.replace("a)", "*a)").replace("b)", "*b)"), "several right answers"),
        (CHOICE.replace("c)", "d)") + "Answer: d", "d follows b"),
        (CHOICE + "Answer: b\n\n3. Discuss.", "is 2 missing?"),
        (CHOICE + "\nAnswers\n1. b\n7. c", "names question 7, which is not there"),
        ("1. Discuss at length.", "read as an open answer"),
        ("1. Who?\nAnswer: him / her", "each of which counts"),
        ("My quiz\n\n" + CHOICE + "Answer: b", "taken for a heading"),
        (CHOICE + "Answer: b\nBecause it is.", "read as its explanation"),
    ],
)
def test_what_could_be_meant_otherwise_is_said(text: str, doubt: str) -> None:
    outcomes = read(text)
    assert all(outcome.item for outcome in outcomes)
    assert doubt in " ".join(words for outcome in outcomes for words in outcome.doubts)


def test_sections_that_count_anew_are_matched_with_a_key_that_does() -> None:
    first, second = "Part I\n\n1. Which?\na) x\nb) y\n\n", "Part II\n\n1. Wet? T/F\n2. Dry? T/F\n\n"
    text = first + second + "Answers\n1. b\n1. T\n2. F\n"
    keys = [outcome.item and outcome.item.question.sealed.key for outcome in read(text)]
    assert keys == [B, TRUE, FALSE]


@pytest.mark.parametrize("key", ["1 b, 2 A C, 3 T", "1. B; 2. A, C; 3. true", "1 b 2 a and c 3 t"])
def test_a_key_in_one_line_below_an_open_question_is_no_answer_to_it(key: str) -> None:
    text = CHOICE + "\n2. Which two?\na) x\nb) y\nc) z\n\n3. Wet? (T/F)\n\n4. Explain.\n\nAnswers: " + key
    keys = [outcome.item and outcome.item.question.sealed.key for outcome in read(text)]
    assert keys == [B, ChoiceKey(("a", "c")), TRUE, OpenKey()]


def test_an_answer_numbered_zero_names_no_option() -> None:
    (outcome,) = read("1. Which?\nred\nblue\nAnswer: 0: red")
    assert outcome.item is not None
    assert outcome.item.question.sealed.key == TextKey(("0: red",))


def test_a_backslash_keeps_words_from_being_read_as_signs() -> None:
    question = item_of("1. Read:\n\\a) this\n\\Answer: that\n\\frac{1}{2}\nAnswer: x").question
    assert question.asked.stem.value == "Read:\na) this\nAnswer: that\n\\frac{1}{2}"


@pytest.mark.parametrize("text", ["", "\n\n", "Mere prose without a question.\n\nAnd more of it."])
def test_a_text_without_questions_cannot_be_read(text: str) -> None:
    with pytest.raises(UnreadableFile):
        read(text)


@pytest.mark.parametrize(
    "piece", ["a) ", "*", "1. ", "1 b, ", '"', "\\", "Answer: ", "(correct)", "±", "- ", " "]
)
def test_hostile_repetition_takes_time_linear_in_the_text(piece: str) -> None:
    started = process_time()
    read(f"1. Q?\n*a) {piece * (40_000 // len(piece))}\nb) y\n")
    read(f"1. {piece * (40_000 // len(piece))}x\n*a) x\nb) y\n")
    read("1. Q?\n" + f"{piece}\n" * 20_000)
    assert process_time() - started < 10


def test_ten_thousand_questions_with_a_key_are_read() -> None:
    body = "\n".join(f"{number}. Which?\na) x\nb) y\n" for number in range(1, 10_001))
    outcomes = read(body + "\nAnswers\n" + "\n".join(f"{number}. b" for number in range(1, 10_001)))
    assert len(outcomes) == 10_000
    assert all(outcome.verdict == "ok" for outcome in outcomes)


def test_a_reason_behind_the_letter_explains_it() -> None:
    question = item_of(CHOICE + "✅ **Réponse : b)** — Deux est le bon nombre.").question

    assert (question.sealed.key, question.sealed.explanation.value) == (B, "Deux est le bon nombre.")


def test_the_words_of_the_option_behind_its_letter_explain_nothing() -> None:
    sealed = item_of(CHOICE + "Answer: B – two").question.sealed

    assert (sealed.key, sealed.explanation.value) == (B, "")


def test_a_rule_across_the_page_parts_questions_without_a_doubt() -> None:
    first, second = read(f"{CHOICE}Answer: b\n=====\n{CHOICE.replace('1.', '2.')}Answer: b\n-----\n")

    assert [one.item.question.asked.texts["c"] for one in (first, second) if one.item] == ["three", "three"]
    assert first.doubts == second.doubts == ()


@pytest.mark.parametrize("note", ["(open)", "[essay]", "( Open answer )"])
def test_a_note_in_the_key_that_calls_an_answer_open_is_no_answer(note: str) -> None:
    (outcome,) = read(f"1. Explain how a vaccine works. (5 points)\n\nAnswers\n1. {note}\n")

    assert outcome.item
    assert outcome.item.question.sealed.key == OpenKey()
    assert any("open answer" in doubt for doubt in outcome.doubts)


def test_an_answer_all_in_brackets_is_doubted() -> None:
    (outcome,) = read("1. Who wrote it?\nAnswer: (see page 4)")

    assert outcome.item
    assert outcome.item.question.sealed.key == TextKey(("(see page 4)",))
    assert any("in brackets" in doubt for doubt in outcome.doubts)


def test_letters_are_no_article_and_an_option() -> None:
    question = item_of("1. Which two answers?\na) a\nb) b\nc) c\nAnswer: A, B").question

    assert question.sealed.key == ChoiceKey(("a", "b"))


def test_a_bullet_without_a_letter_below_lettered_ones_is_no_option() -> None:
    outcome = read("1. Which?\n- A. one\n- B. two\n- Answer: B\n- Because two is right.")[0]

    assert outcome.item is not None, outcome.refused
    question = outcome.item.question
    assert tuple(question.asked.texts.values()) == ("one", "two")
    assert question.sealed.key == B
    assert "Because two is right." in question.sealed.explanation.value


@pytest.mark.parametrize(
    ("typed", "options", "right"),
    [
        ("1. Is it round? (Yes/No)\nAnswer: No", ["Yes", "No"], "b"),
        ("1. Is it round? Y/N\nAnswer: Y", ["Yes", "No"], "a"),
        ("1. Ist es rund? [ja / nein]\nAntwort: Ja", ["Ja", "Nein"], "a"),
    ],
)
def test_yes_and_no_behind_a_question_are_its_options(typed: str, options: list[str], right: str) -> None:
    (outcome,) = Numbered().read(BytesIO(typed.encode()))
    assert outcome.item is not None
    asked, key = outcome.item.question.asked, outcome.item.question.sealed.key
    assert list(asked.texts.values()) == options
    assert key == ChoiceKey((right,))
    assert asked.stem.value.endswith("?")
    assert outcome.doubts == (f"Its last words were read as the options {options[0]} and {options[1]}.",)


def test_yes_or_no_within_a_sentence_is_no_pair_of_options() -> None:
    (outcome,) = Numbered().read(BytesIO(b"1. The envoy said yes or no\nAnswer: no"))
    assert outcome.item is not None
    assert outcome.item.question.asked.stem.value == "The envoy said yes or no"


@pytest.mark.parametrize("above", ["Ans. (B)\n", "Correct answer: b\n", ""])
def test_a_solution_explains_what_another_line_answers(above: str) -> None:
    typed = f"1. Two?\na) one\nb) two\n{above}Solution: {'Count them.' if above else 'b'}\n"
    (outcome,) = Numbered().read(BytesIO(typed.encode()))
    assert outcome.item is not None, outcome.refused
    sealed = outcome.item.question.sealed
    assert sealed.key == ChoiceKey(("b",))
    assert sealed.explanation.value == ("Count them." if above else "")


@pytest.mark.parametrize(
    ("typed", "stem"),
    [
        ("**Which?** *(Pick one)*", "Which? (Pick one)"),
        ("**True or false: it is?**", "it is?"),
        ("**Which?", "**Which?"),
        ("Is 2**3 or 3**2 more?", "Is 2**3 or 3**2 more?"),
    ],
)
def test_a_stem_in_the_bold_of_chat_programs_is_read_without_its_stars(typed: str, stem: str) -> None:
    (outcome,) = Numbered().read(BytesIO(f"### Question 1\n{typed}\n\n**Answer:** True\n".encode()))
    assert outcome.item is not None, outcome.refused
    assert outcome.item.question.asked.stem.value == stem


@pytest.mark.parametrize(
    ("text", "options", "right"),
    [
        ("1. Is it wet?\nType: Yes/No\nAnswer: Yes", ("Yes", "No"), "a"),
        ("1. Is it wet?\nType: yes or no\nAnswer: n", ("Yes", "No"), "b"),
        ("1. Ist es nass?\nTyp: Ja/Nein\nAntwort: Nein", ("Ja", "Nein"), "b"),
        ("1. Is it wet?\nType: Yes/No\na) Yes\n*b) No", ("Yes", "No"), "b"),
    ],
)
def test_the_type_yes_or_no_gives_these_two_options(text: str, options: tuple[str, str], right: str) -> None:
    (outcome,) = Numbered().read(BytesIO(text.encode()))
    assert outcome.item is not None, outcome.refused
    question = outcome.item.question
    assert (tuple(one.text for one in question.asked.options), question.sealed.key) == (
        options,
        ChoiceKey((right,)),
    )
    assert outcome.doubts == ()


@pytest.mark.parametrize("answer", ["", "Answer: perhaps", "Answer: True"])
def test_yes_or_no_without_either_as_its_answer_is_refused(answer: str) -> None:
    (outcome,) = Numbered().read(BytesIO(f"1. Is it wet?\nType: Yes/No\n{answer}".encode()))
    assert outcome.refused == "It does not say which is right: write “Answer: Yes” or “Answer: No” below it."
