"""The tables that other programs write and ask for: which question each of their rows is."""

from __future__ import annotations

import io
from fractions import Fraction
from textwrap import dedent

import pytest

from questions.formats.item import Outcome
from questions.formats.register import format_named, format_of
from questions.formats.tables.heading import READ_AS_OPTIONS
from questions.formats.tables.keys import YES_AND_NO
from questions.formats.tables.reading import COUNTED_FROM_ZERO, IN_GAMES_ONE_WILL_DO
from questions.formats.tables.separated import Csv
from questions.formats.tables.unnamed import (
    NAMES_LEFT_OUT,
    RIGHT_FIRST,
    RIGHT_LAST,
    TIMES_BEFORE,
    heading_without_names,
)
from questions.question import ChoiceKey, Key, NumberKey, OpenKey, TextKey, VerdictKey


def outcomes_of(table: str) -> list[Outcome]:
    return list(Csv().read(io.BytesIO(dedent(table).lstrip("\n").encode())))


def keys_of(table: str) -> list[Key]:
    outcomes = outcomes_of(table)
    assert [one.refused for one in outcomes if one.refused] == []
    return [one.item.question.sealed.key for one in outcomes if one.item is not None]


def options_of(outcome: Outcome) -> list[str]:
    assert outcome.item is not None, outcome.refused
    return [option.text for option in outcome.item.question.asked.options]


SECOND = ChoiceKey(("b",))


@pytest.mark.parametrize(
    ("heading", "row", "key"),
    [
        ("Question,Answer 1,Answer 2,Answer 3,Answer 4,Time,Correct", "Two?,1,2,3,4,20,2", SECOND),
        ("question,option1,option2,option3,correct_answer", "Two?,3,2,1,2", SECOND),
        ("question,option1,option2,option3,correct_answer", "Capital?,Rome,Oslo,Bonn,Oslo", SECOND),
        ("id,chapter,question,option_a,option_b,correct_option", "7,Two,Two?,1,2,b", SECOND),
        ("Question,Answer 1,Answer 2,Correct Answer Index", "Two?,1,2,2", SECOND),
        ("id;question;answer A;answer B;correct index", "1;Two?;1;2;2", SECOND),
        ("question;a;b;c;answer", "Two?;1;2;3;b", SECOND),
        ("Frage;Antwort A;Antwort B;Richtige Antwort", "Zwei?;1;2;B", SECOND),
        ("Pregunta,Opción A,Opción B,Respuesta correcta", "¿Dos?,uno,dos,B", SECOND),
        ("ID_Pregunta,Texto_Pregunta,Opcion_A,Opcion_B,Respuesta_Correcta", "1,¿Dos?,uno,dos,B", SECOND),
        ("Question,Réponse 1,Réponse 2,Bonne réponse", "Deux ?,un,deux,2", SECOND),
        ("id;question;reponse1;reponse2;bonne_reponse", "1;Deux ?;un;deux;2", SECOND),
        ("question,choice_1,choice_2,correct_choice", "Two?,1,2,2", SECOND),
        ("quiz,question,answer_1,is_correct_1,answer_2,is_correct_2", "1,Two?,1,FALSE,2,TRUE", SECOND),
        ("Question,Answer 1,Correctness,Answer 2,Correctness", "Two?,one,no,two,yes", SECOND),
        ("Soru Metni;A Seçeneği;B Seçeneği;Doğru Cevap (A/B)", "İki?;bir;iki;B", SECOND),
        ("No,Pertanyaan,Opsi A,Opsi B,Kunci Jawaban", "1,Dua?,satu,dua,B", SECOND),
        ("STT;Câu hỏi;A;B;Đáp án", "1;Hai?;một;hai;B", SECOND),
        ("问题,选项A,选项B,答案", "二?,一,二,B", SECOND),
        ("enonce;reponse_1;reponse_2;bonnes;type;temps", "Deux ?;un;deux;2;qcm;20", SECOND),
        ("type,question,answer,ans_a,ans_b", "multichoice,Two?,b,1,2", SECOND),
        ("Frage;Fragetyp;A;B;Lösung", "Zwei?;Einfachauswahl;eins;zwei;B", SECOND),
        ("Frage;Fragetyp;Lösung", "Stimmt es?;richtig/falsch;TRUE", VerdictKey(True)),
        ("Pregunta;Respuesta", "¿Capital de Italia?;Roma", TextKey(("Roma",))),
        ("type,question,option1,option2,correct_option", "FIB,Capital?,,,Oslo", TextKey(("Oslo",))),
        ("Question,Question Type,Option 1,Correct Answer", "Say it,Open-Ended,,", OpenKey()),
        ("Question,Type,Option 1,Option 2,Correct Answer", "So?,TRUE_FALSE,True,False,2", VerdictKey(False)),
    ],
)
def test_columns_are_known_however_they_are_called(heading: str, row: str, key: Key) -> None:
    assert keys_of(f"{heading}\n{row}\n") == [key]


def test_the_separator_is_the_one_that_names_the_most_columns() -> None:
    table = """
        Quiz template;;;;;
        ;Question - max 120 characters;Answer 1;Answer 2;Answer 3;Time – 5, 10, 20, or 30 secs;Correct
        1;Two?;1;2;;20;2
        2;Odd?;1;2;3;20;1,3
        """

    assert keys_of(table) == [SECOND, ChoiceKey(("a", "c"))]


def test_what_no_row_keeps_is_named_once() -> None:
    first, second = outcomes_of("Question,A,B,Correct,Time,Mood\nOne?,1,2,A,20,glad\nTwo?,1,2,B,30,sad\n")

    assert first.losses == (
        "Left out in all rows: the time limit.",
        "The column “Mood” is left out in all rows: nothing here holds it.",
    )
    assert second.verdict == "ok"


def test_a_template_that_says_how_to_fill_it_in_is_no_question() -> None:
    table = """
        Question Text,Question Type,Option 1,Option 2,Correct Answer
        "Text of the question

        (required)","Question Type

        (default is Multiple Choice)",Text for option 1,Text for option 2,A number
        Two?,Multiple Choice,1,2,2
        """

    assert keys_of(table) == [SECOND]


def test_wrong_options_in_columns_of_their_own_stand_beside_the_right_one() -> None:
    table = """
        Gimkit Spreadsheet Import Template,,,
        Question,Correct Answer,Incorrect Answer 1,Incorrect Answer 2 (Optional)
        Two and two?,4,"3, or so",5
        Capital?,Oslo,,
        Three?,3,,
        """
    first, *_ = outcomes_of(table)

    assert keys_of(table) == [ChoiceKey(("a",)), TextKey(("Oslo",)), NumberKey(Fraction(3))]
    assert options_of(first) == ["4", "3, or so", "5"]


@pytest.mark.parametrize(
    "cell",
    [
        "Oslo|Bergen|Rome",
        "A) Oslo; B) Bergen; C) Rome",
        '"Oslo, Bergen, Rome"',
        '"1. Oslo\n2. Bergen\n3. Rome"',
        '"[""Oslo"", ""Bergen"", ""Rome""]"',
    ],
)
def test_options_in_one_cell_are_parted(cell: str) -> None:
    (outcome,) = outcomes_of(f"question,options,answer\nCapital of Norway?,{cell},Oslo\n")

    assert options_of(outcome) == ["Oslo", "Bergen", "Rome"]
    assert outcome.item is not None
    assert outcome.item.question.sealed.key == ChoiceKey(("a",))


def test_a_list_of_wrong_answers_stands_beside_the_right_one() -> None:
    (outcome,) = outcomes_of("question,correct_answer,incorrect_answers\nCapital?,Oslo,Bergen|Rome\n")

    assert options_of(outcome) == ["Oslo", "Bergen", "Rome"]


def test_a_number_sign_counts_questions() -> None:
    table = 'Question #,Question Text,Answer 1,Answer 2,"Correct Answer(s)\n(Only its #)"\n1,Two?,1,2,2\n'

    (outcome,) = outcomes_of(table)

    assert outcome.item is not None
    assert outcome.item.question.asked.stem.value == "Two?"
    assert outcome.verdict == "ok"


def test_letters_are_no_article_and_an_option() -> None:
    table = 'Question,Option A,Option B,Option C,Correct\nPick,a,b,c,"A, B"\nPick,x,"A, B",c,"A, B"\n'

    assert keys_of(table) == [ChoiceKey(("a", "b")), ChoiceKey(("b",))]


def test_a_key_that_names_option_0_counts_from_there_in_all_rows() -> None:
    table = "question,option_1,option_2,answer\nTwo?,one,two,1\nOne?,one,two,0\nNone?,0,5,0\n"
    first, second, third = outcomes_of(table)

    assert keys_of(table) == [ChoiceKey(("b",)), ChoiceKey(("a",)), ChoiceKey(("a",))]
    assert first.doubts == (COUNTED_FROM_ZERO,)
    assert second.doubts == third.doubts == ()


def test_a_zero_that_is_the_text_of_an_option_counts_nothing() -> None:
    assert keys_of("question,option_1,option_2,answer\nNone?,5,0,0\nOne?,1,2,1\n") == [
        ChoiceKey(("b",)),
        ChoiceKey(("a",)),
    ]


def test_a_place_of_many_digits_is_no_verdict() -> None:
    (outcome,) = outcomes_of(f"Question,Type,Answer 1,Answer 2,Correct\nIs it?,tf,True,False,{'9' * 5_000}")

    assert outcome.refused == "Write TRUE or FALSE in the column “Correct”."


@pytest.mark.parametrize("heading", ["Options", "Wrong answers"])
def test_more_options_in_a_cell_than_there_are_letters_are_refused(heading: str) -> None:
    entries = ";".join(f"word {number}" for number in range(27))

    (outcome,) = outcomes_of(f"Question,{heading},Correct\nWhich?,{entries},word 3")

    assert outcome.refused.endswith("options; a row can hold 26.")


RIVERS = "What is the longest river?,{0}\nWhere does it end?,{1}\nWho mapped it first?,{2}\n"
FIRST, THIRD = ChoiceKey(("a",)), ChoiceKey(("c",))


@pytest.mark.parametrize(
    ("table", "keys", "how"),
    [
        (RIVERS.format("Nile,Rhine,Po", "Delta,Lake,Fall", "Bruce,Cook,Ross"), [FIRST] * 3, RIGHT_FIRST),
        (RIVERS.format("Nile,Rhine,,", "Delta,Lake,Fall,Sea", "Bruce,Cook,,"), [FIRST] * 3, RIGHT_FIRST),
        (RIVERS.format("Po,Nile,B", "Delta,Lake,a", "Cook,Bruce,b"), [SECOND, FIRST, SECOND], RIGHT_LAST),
        (RIVERS.format("Po,Nile,2", "Delta,Lake,1", "Cook,Bruce,2"), [SECOND, FIRST, SECOND], RIGHT_LAST),
        (RIVERS.format("Po,Nile,Nile", "1,2,1", "Cook,Bruce,bruce"), [SECOND, FIRST, SECOND], RIGHT_LAST),
        ("1;Two?;a;b;c;3\n2;Three?;8;6;4;3\n", [THIRD, THIRD], RIGHT_LAST),
        ("Two and two?,4,3,2,1\nOne and two?,3,1,2,4\n", [FIRST, FIRST], RIGHT_FIRST),
        ("It ends in the ___.\tsea\tlake\nIt is ___.\tlong\tshort\n", [FIRST, FIRST], RIGHT_FIRST),
        (
            "The capital of Norway is,Oslo,Rome\nThe capital of Italy is,Rome,Oslo\nIt lies on,Po,Rhine\n",
            [FIRST] * 3,
            RIGHT_FIRST,
        ),
        ("What is it?,Nile,Po\n", [FIRST], RIGHT_FIRST),
    ],
)  # fmt: skip
def test_a_table_that_names_no_columns_is_read_with_a_word_on_how(
    table: str, keys: list[Key], how: str
) -> None:
    first, *others = outcomes_of(table)

    assert keys_of(table) == keys
    assert (first.line, first.doubts) == (1, (how,))
    assert not any(one.doubts for one in others)
    assert format_of("", table.encode()) is format_named("csv")


ROWS_OF_A_GAME = """
        3,"What a lake holds, mostly.",water,sand,salt and a little air,oil,20,1,,
        5,Where rivers come to an end.,in hills,"at sea, or in lakes",in wells,,60,2,,
        9,What may cross both of them.,bridges,boats,trees,clouds,20,"1,2",,
        10,,,,,,,,,
        """


@pytest.mark.parametrize("above", ["", ",,,,,,,,,\n,,,,,,,,,\n"])
def test_rows_of_a_game_without_their_heading_end_with_seconds_and_place(above: str) -> None:
    outcomes = outcomes_of(above + dedent(ROWS_OF_A_GAME).lstrip("\n"))

    assert keys_of(ROWS_OF_A_GAME) == [ChoiceKey(("a",)), SECOND, ChoiceKey(("a", "b"))]
    assert options_of(outcomes[1]) == ["in hills", "at sea, or in lakes", "in wells"]
    assert outcomes[0].doubts == (f"{RIGHT_LAST} {TIMES_BEFORE}",)
    assert outcomes[0].losses == ("Left out in all rows: the time limit.",)


def test_options_that_are_numbers_are_not_taken_for_seconds() -> None:
    first, _second = outcomes_of("What is ten and ten?,20,30,5,1\nWhat is ten and five?,15,30,20,1\n")

    assert options_of(first) == ["20", "30", "5", "1"]


def test_a_heading_that_lost_the_names_of_its_options_still_holds_them() -> None:
    heading = '"Game\nImport Template",Unnamed: 1\nQuestion #,Question Text,Answer 1,Lake,River,'
    rows = "1,Which flows?,sand,hill,river,20,3\n2,Which stands?,lake,wind,rain,20,1\n"
    outcomes = outcomes_of(f"{heading}Time Limit (sec),Correct Answer(s)\n{rows}")

    assert [one.item and one.item.question.sealed.key for one in outcomes] == [
        ChoiceKey(("c",)),
        ChoiceKey(("a",)),
    ]
    assert outcomes[0].doubts == (READ_AS_OPTIONS,)


def test_names_that_nobody_knows_are_no_question() -> None:
    first, _second = outcomes_of("Vraag,Goed,Fout\nWat is twee?,2,3\nWat is drie?,3,4\n")

    assert first.line == 2
    assert first.doubts == (f"{RIGHT_FIRST} {NAMES_LEFT_OUT}",)


@pytest.mark.parametrize(
    ("text", "format"),
    [
        ("What is it?\tOslo\nWhere is it?\tRome\n", "quizlet"),
        ("der Hund\tthe dog\tnoun\ndie Katze\tthe cat\tnoun\n", None),
        ("Name,Age,City\nAnn,5,Rome\nBen,6,Oslo\n", None),
        ("Dear all, read this, please\nthank you, and so on, bye\n", None),
        ("1. What is it, red or blue?\na) red, light, dark\n*b) blue, light, dark\n", "numbered"),
    ],
)
def test_other_texts_with_separators_are_no_tables_of_questions(text: str, format: str | None) -> None:
    found = format_of("", text.encode())

    assert (found.name if found else None) == format


def test_a_long_row_of_signs_costs_no_time() -> None:
    row = "?" * 100_000 + "a,b,c\n"

    assert heading_without_names([row.split(",")] * 3) is None


@pytest.mark.parametrize(
    ("heading", "row", "key"),
    [
        ("question,type,correct", "Is it?,Yes/No,No", SECOND),
        ("question,type,correct", "Is it?,yes no,y", FIRST),
        ("question,correct", "Is it?,Yes", FIRST),
    ],
)
def test_yes_and_no_are_options_that_students_see(heading: str, row: str, key: Key) -> None:
    (outcome,) = outcomes_of(f"{heading}\n{row}\n")

    assert keys_of(f"{heading}\n{row}\n") == [key]
    assert options_of(outcome) == ["Yes", "No"]
    assert outcome.doubts == (YES_AND_NO,)


def test_a_verdict_in_words_of_its_own_is_a_choice_between_them() -> None:
    (outcome,) = outcomes_of("question,type,option a,option b,correct\nIst es so?,true/false,Ja,Nein,Nein\n")

    assert options_of(outcome) == ["Ja", "Nein"]
    assert keys_of("question,type,option a,option b,correct\nIst es so?,true/false,Ja,Nein,Nein\n") == [
        SECOND
    ]


KAHOOT = (
    "Question - max 120 characters,Answer 1 - max 75 characters,Answer 2 - max 75 characters,"
    "Time limit (sec),Correct answer(s) - choose at least one\n"
)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("Two?,1,2,20,", "name it in the column “Correct answer(s) - choose at least one”."),
        ("Two?,1,2,20,7", "“7” names none of the options: write their numbers, such as 1 or 1,3."),
        (",1,2,20,1", "fill in the column “Question - max 120 characters”."),
    ],
)
def test_a_refusal_names_the_columns_as_the_file_does(row: str, why: str) -> None:
    (outcome,) = outcomes_of(f"{KAHOOT}{row}\n")

    assert outcome.refused.endswith(why)


QUIZIZZ = "Question Text,Question Type,Option 1,Option 2,Option 3,Correct Answer,Time in seconds\n"


def test_a_row_that_says_that_several_are_asked_for_leaves_no_doubt() -> None:
    said, unsaid = outcomes_of(
        f'{QUIZIZZ}Pick.,Checkbox,2,3,4,"1,2",30\nPick!,Multiple Choice,2,3,4,"1,2",30\n'
    )

    assert said.doubts == ()
    assert unsaid.doubts == (IN_GAMES_ONE_WILL_DO,)


def test_what_asks_nothing_in_a_game_stays_behind_with_a_word() -> None:
    (outcome,) = outcomes_of(f"{QUIZIZZ}Like it?,Poll,Yes,No,,,30\n")

    assert outcome.refused == "A “Poll” has no right answer: it stays behind."


def test_several_columns_may_say_that_their_option_is_right() -> None:
    names = "question,answer_1,is_correct_1,answer_2,is_correct_2,answer_3,is_correct_3"
    rows = f"{names}\nEven?,2,1,4,yes,5,FALSE\nNone?,1,0,3,0,5,0"
    both, none = outcomes_of(rows)
    assert both.item is not None
    assert both.item.question.sealed.key == ChoiceKey(("a", "b"))
    assert none.refused.startswith("No answer is marked as right")
