"""How people call the columns of a table of questions, in the languages of most such files."""

from __future__ import annotations

SINGLE = (
    *("type", "question", "correct", "also accepted", "not accepted", "tolerance", "unit", "explanation"),
    *("guide", "feedback true", "feedback false", "wrong part", "corrected", "choose", "precision"),
    *("match case", "wildcards", "category", "tags", "points", "penalty", "title", "reference"),
    *("keep order", "markdown", "language", "options", "wrong options"),
)
"""Our names of the columns that there is one of."""

LOST = {"time limit": "the time limit", "picture": "the picture", "video": "the video"}
"""Columns of other programs that nothing here holds."""

COUNTED = "correct index"
"""The column “correct” where its name says that it counts the options."""

_ALSO_CALLED = {
    "type": "question type, kind, q type, typ, fragetyp, tipo, tipo de pregunta, type de question",
    "question": (
        "question text, question stem, stem, questions, item, prompt, "
        "frage, fragetext, pregunta, texto pregunta, texto de la pregunta, enunciado, énoncé, intitulé, "
        "domanda, testo domanda, pergunta, questão, "
        "vraag, вопрос, питання, pytanie, otázka, soru, soru metni, pertanyaan, soal, câu hỏi, "
        "nội dung câu hỏi, 问题, 题目, 题干, 問題, 題目"
    ),
    "correct": (
        "correct answer, correct answers, correct option, correct options, right answer, right answers, "
        "answer, answers, key, answer key, solution, right, correct choice, correct option s, "
        "correct answer s, correct choices, right option, "
        "richtig, richtige antwort, richtige antworten, lösung, antwort, "
        "correcta, respuesta, respuestas, respuesta correcta, respuestas correctas, opción correcta, "
        "réponse, réponses, bonne réponse, bonnes réponses, réponse correcte, réponses correctes, "
        "risposta, risposta corretta, risposta esatta, resposta, resposta correta, alternativa correta, "
        "bonnes, bonnes reponses, kunci jawaban, jawaban, jawaban benar, đáp án, đáp án đúng, doğru seçenek, "
        "答案, 正确答案, 正確答案, gabarito, juiste antwoord, antwoord, правильный ответ, ответ, "
        "poprawna odpowiedź, doğru cevap"
    ),
    COUNTED: (
        "correct answer index, correct option index, answer index, correct option number, "
        "correct answer number, right answer index, correct choice index"
    ),
    "also accepted": (
        "answer alternatives, alternative answers, alternatives, accepted, accepted answers, synonyms"
    ),
    "not accepted": "rivals, rejected",
    "options": (
        "option, choice, possible answer, response, responses, antwortmöglichkeit, antwortmöglichkeiten, "
        "opción, proposition, propositions, question answers, choices, answer options, answer choices, "
        "possible answers, opciones, optionen, alternativas"
    ),
    "wrong options": (
        "wrong answers, incorrect answers, incorrect options, distractors, incorrect answer, wrong answer, "
        "falsche antworten, distraktoren, distractores, respuestas incorrectas, mauvaises réponses"
    ),
    "tolerance": "margin, error margin, accuracy, plus minus, toleranz",
    "unit": "units, einheit",
    "explanation": (
        "general feedback, feedback, rationale, solution text, why, answer explanation, reason, "
        "erklärung, begründung, explicación, justificación, texto justificación, retroalimentación, "
        "explication, justification, "
        "spiegazione, explicação, justificativa, uitleg, пояснение, объяснение, açıklama, penjelasan, "
        "giải thích, 解析, 解釋"
    ),
    "guide": "model answer, sample answer, marking guide, grader info",
    "match case": "case sensitive, exact case",
    "choose": "pick, number to choose",
    "category": (
        "categories, topic, chapter, folder, section, subject, kategorie, thema, categoría, tema, catégorie, "
        "thème, categoria"
    ),
    "tags": "tag, keywords, labels",
    "points": "point, mark, marks, score, grade, weight, punkte, puntos, barème, punti, pontos",
    "title": "name, question name, question title",
    "reference": "id, ref, idnumber, question id, id pregunta",
    "language": "lang",
    "time limit": (
        "time, timer, seconds, time in seconds, time limit sec, time limit in seconds, zeitlimit, zeit, "
        "tiempo, límite de tiempo, temps, durée, süre, waktu, thời gian, 时间"
    ),
    "picture": "image, question image, image link, image url, picture url, media, photo, bild, imagen",
    "video": "video link, video url, youtube",
    "number": "question number, question no, q no, q, s no, sl no, nummer, número, numéro, stt",
}
NAMES = {
    spelling.strip(): name
    for name, spellings in _ALSO_CALLED.items()
    for spelling in (*spellings.split(","), name)
} | {name: name for name in (*SINGLE, *LOST)}
"""Our names of columns by those that people give them, in small letters with single spaces."""

OPTION_WORDS = (
    *("option", "choice", "possible answer", "answer option", "answer choice", "answer", "response", "ans"),
    *("opt", "antwort", "antwortmöglichkeit", "antwortoption", "respuesta", "opción", "alternativa"),
    *("réponse", "choix", "proposition", "risposta", "opzione", "resposta", "opção", "antwoord", "ответ"),
    *("вариант", "вариант ответа", "odpowiedź", "cevap", "seçenek", "opsi", "pilihan", "phương án", "đáp án"),
    *("选项", "選項"),
)
"""What stands before the letter or the number of an option."""

WRONG_WORDS = (
    *("incorrect answer", "wrong answer", "false answer", "incorrect option", "wrong option", "distractor"),
    *("incorrect", "wrong", "incorrect choice", "wrong choice", "falsche antwort", "distraktor"),
    *("respuesta incorrecta", "mauvaise réponse", "distracteur"),
)
"""The same of options that are wrong, where the right one stands in a column of its own."""

TICK_WORDS = (
    "is correct",
    "correct",
    "is right",
    "right",
    "is answer",
    "richtig",
    "correcta",
    "correcte",
    "juste",
)
"""What stands before the number of an option in a column that says whether it is right."""

WORDS_BEHIND = ("seçeneği", "şıkkı", "variantı")
"""What stands behind the letter of an option."""
