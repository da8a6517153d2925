"""Rules about the stem."""

from __future__ import annotations

import re
from collections.abc import Iterator

from questions.generation.lint.subject import (
    TYPED,
    Check,
    Finding,
    Rule,
    Subject,
    folded,
    is_phrase_in,
    without_genitives,
    words,
)
from questions.pictures.references import has_wordless
from questions.question import Text

_GAP = re.compile(
    r"_{2,}|\.{4,}|…{2,}|\[\s*(?:\.{3}|…|blank|gap)?\s*\]|\(\s*(?:\.{3}|…)\s*\)|(?:[-–—]\s?){3,}", re.I
)
_NEGATION = re.compile(
    r"\b(not|except(?:ing)?|excluding|other than|never|neither|nor|no longer|cannot|\w+n['’]t|fail(?:s"
    r"|ed)? to"
    r"|least (?:likely|fitting|probable|suitable|appropriate|correct|true)"
    r"|(?:is|are|was|were) (?:the )?(?:incorrect|false|wrong|untrue|inaccurate|unlikely)"
    r"|(?:incorrect|false|wrong) (?:answers?|options?|statements?|choices?))\b",
    re.I,
)
_NEGATIVE_WORDS = re.compile(
    r"\b(not|no|never|neither|nor|nothing|nobody|without|cannot|un\w{5,}able|untrue|incorrect|inaccurate"
    r"|wrong|false"
    r"|deny|denies|fail(?:s|ed)? to|\w+n['’]t)\b",
    re.I,
)
_ASKS = re.compile(
    r"(?:^|[:;.,]\s+)(match|put|order|arrange|sort|choose|select|pick|name|give|complete|fill|type|write"
    r"|calculate|state|say|explain|describe|discuss|compare|contrast|list|outline|summari[sz]e|justify|define"
    r"|draw|sketch|show|prove|translate|evaluate|argue|identify|find|mark|decide)\b",
    re.I,
)
_ABOUT = r"(?: (?:about|on|of|regarding|concerning|for) [^?,]+)?"
_TRUE = r"(?:true|correct|right|false|wrong|incorrect|untrue|the case)"
_EMPTY_QUESTION = re.compile(
    rf"^(?:which|what)(?: one)?(?: of (?:the following|these|those))?(?: (?:statements?|sentences?"
    rf"|options?|answers?"
    rf"|claims?))?(?: below| above)?{_ABOUT} (?:is|are) {_TRUE}{_ABOUT}\s*\?*$"
    r"|^what (?:can be said|do you know|is known|should one know|is there to say) (?:about|of) [^?,]+\?$"
    rf"|^(?:choose|mark|tick|select|pick|find|circle) the {_TRUE} (?:answers?|options?|statements?|box|one"
    rf"|choice)\W*$",
    re.I,
)
_OPENING_PRONOUN = re.compile(
    r"^(it|they|he|she|him|her|them|his|its|their|this|that|these|those)\b(?! of\b)", re.I
)
_AUXILIARY = r"(?:is|are|was|were|do|does|did|has|had|have|can|could|will|would|may|should)"
_ASKED_PRONOUN = re.compile(
    rf"^(?:(?:in|of|at|on|by|to|from|for|with) )?(?:who|whom|what|which|when|where|why"
    rf"|how)(?: \w+){{0,2}}? {_AUXILIARY} "
    r"(they|he|she|its|his|their|it(?! (?:that|to|take|cost|mean|rain|snow|possible|necessary|true|called"
    r"|like)\b))\b"
    r"|^(?:who|what) \w+ (him|them)\b",
    re.I,
)
_TIME_RELATIVE = re.compile(
    r"\b(recently|currently|nowadays|today|at present|presently|at the moment|lately|of late|right now"
    r"|just now"
    r"|so far(?! (?:from|away|apart|as))|to date|as yet|(?:until|till|up to) now|now that|(is|are) now"
    r"|now (is|are)"
    r"|these days|the other day|not long ago|\w+ (?:years|months|weeks|days|decades|centuries) ago"
    r"|(last|this|next) (year|month|week|decade|summer|winter|spring|autumn)|as (?:things"
    r"|matters) (?:stand|are)"
    r"|in (?:recent|the (?:last|past|next|coming|near)) (?:\w+ )?(?:years?|months?|weeks?|times?|decades?"
    r"|future)"
    r"|in our (?:times?|days?|age)|(?:the|its) (?:incumbent|latest(?! first)|newest)"
    r"|the current (?:\w+ )?(?:president|government|minister|king|queen|leader|chancellor|head|holder"
    r"|champion|year"
    r"|version|record|population|capital|name|secretary))\b",
    re.I,
)
_MOST_WORDS = 35
_LEAST_WORDS = 3
_SENTENCE = re.compile(r"[.!?]+(?:\s|$)")
_SYLLABLE = re.compile(r"[aeiouy]+")
_GRADES = {"primary": 6, "elementary": 6, "ten years": 9, "lower secondary": 10, "upper secondary": 13}
_HIGHEST_GRADE = 18
_FEWEST_WORDS_TO_GRADE = 12
_IN_HOUSE = re.compile(
    r"\b((?:this|our|the) (?:brief|bank|data ?set|question bank|bank of (?:facts|questions)|knowledge base)"
    r"|(?:this|our) (?:data ?base|records?)|this quiz ?app|\w+\.toml)\b(?! of (?:the|a) )",
    re.I,
)
_ONCE_MORE = re.compile(
    r"^(?:in (?:short|brief|other words)|that is(?: to say)?|again|to repeat|once more|as said)\b[,:]?\s*",
    re.I,
)


def _negative(subject: Subject) -> Iterator[Finding]:
    """A capital letter within the stem belongs to a title: “the novel Never Let Me Go”."""
    if subject.type == "true_false":
        return
    negations = _NEGATION.finditer(_without_quotes(subject.stem))
    if found := next((one for one in negations if not (one.start() and one[0].istitle())), None):
        yield Finding("stem", f"The stem asks in the negative (“{found[0]}”): ask for what is so.")


def _unfocused(subject: Subject) -> Iterator[Finding]:
    stem = subject.stem.strip()
    if subject.type == "true_false":
        return
    if _EMPTY_QUESTION.search(stem):
        yield Finding("stem", "With the options covered nobody could answer this: ask about one thing.")
    elif len(words(stem)) < _LEAST_WORDS:
        yield Finding("stem", "The stem is too short to ask anything: write a whole question.")
    elif "?" not in stem and not _GAP.search(stem) and not _ASKS.search(stem):
        yield Finding("stem", "The stem asks nothing: make it a question, or say what to do.")


def _ambiguous(subject: Subject) -> Iterator[Finding]:
    stem = subject.stem
    asks_with_it = subject.type != "true_false" and not re.match(r"(this|that|these|those)\s+\w+", stem, re.I)
    if (found := _OPENING_PRONOUN.match(stem)) and (asks_with_it or subject.type == "true_false"):
        yield Finding("stem", f"“{found[0]}” points at nothing yet: name what is meant.")
    elif found := _ASKED_PRONOUN.search(stem):
        yield Finding("stem", f"“{found[1] or found[2]}” points at nothing yet: name what is meant.")
    if len(_NEGATIVE_WORDS.findall(_without_quotes(stem))) > 1:
        yield Finding("stem", "Two negations in one sentence: say it in the positive.")
    for name in _shared_names(subject):
        yield Finding("stem", f"“{name}” is the name of two entities of the bank: write the full name.")


def _shared_names(subject: Subject) -> Iterator[str]:
    """Words of the stem that belong to the names of two people, with neither full name beside them."""
    if subject.knowledge is None:
        return
    bearers = subject.knowledge.people_by_word
    capitalised = re.findall(r"\b[A-Z][\w'’-]+", subject.stem)
    for word in dict.fromkeys(name.casefold() for name in capitalised):
        people = bearers.get(word, ())
        is_full = any(is_phrase_in(person.name, subject.stem) for person in people)
        if len(people) > 1 and not is_full and sum(word in person.short_names for person in people) != 1:
            yield word.title()


def _gaps(subject: Subject) -> Iterator[Finding]:
    if subject.question.asked.gaps:
        return
    gaps = list(_GAP.finditer(subject.stem))
    if len(gaps) > 1:
        yield Finding("stem", f"The stem has {len(gaps)} gaps: leave one.")
    elif gaps and gaps[0].start() == 0:
        yield Finding("stem", "The stem begins with its gap: move the gap towards the end.")


def _wordy(subject: Subject) -> Iterator[Finding]:
    if (count := len(words(subject.stem))) > _MOST_WORDS:
        yield Finding(
            "stem", f"The stem has {count} words: keep to {_MOST_WORDS} and cut what is not needed."
        )


def _time_relative(subject: Subject) -> Iterator[Finding]:
    if found := _TIME_RELATIVE.search(_without_quotes(subject.stem)):
        yield Finding("stem", f"“{found[0]}” will not stay true: write the date.")
    if subject.knowledge is None:
        return
    for fact in subject.facts:
        shown = " ".join([subject.stem, *(option.text for option in subject.options)])
        if fact.as_of and str(fact.as_of.year) not in shown and fact.id in _alone(subject):
            yield Finding("stem", f"The fact holds {fact.as_of.as_adverbial()}: say so in the stem.")


def _alone(subject: Subject) -> tuple[str, ...]:
    """The fact of a question that stands on one fact only; a group dates its items in its labels."""
    return subject.question.facts if len(subject.question.facts) == 1 else ()


def _hard_to_read(subject: Subject) -> Iterator[Finding]:
    """Flesch-Kincaid grade, 0.39 words a sentence + 11.8 syllables a word - 15.59; names do not count."""
    plain = re.findall(r"\b[a-z]+\b", subject.stem)
    if len(plain) < _FEWEST_WORDS_TO_GRADE:
        return
    sentences = max(1, len(_SENTENCE.findall(subject.stem)))
    syllables = sum(max(1, len(_SYLLABLE.findall(word.rstrip("e")))) for word in plain)
    grade = 0.39 * len(words(subject.stem)) / sentences + 11.8 * syllables / len(plain) - 15.59
    audience = subject.knowledge.bank.audience.casefold() if subject.knowledge else ""
    limit = min((_GRADES[name] for name in _GRADES if name in audience), default=_HIGHEST_GRADE)
    if grade > limit:
        yield Finding("stem", f"It reads like school year {grade:.0f}: use shorter words and sentences.")


def _gives_key_away(subject: Subject) -> Iterator[Finding]:
    if subject.is_choice:
        keys = [option.text for option in subject.right]
    elif subject.type in TYPED:
        keys = [text for text in subject.key_texts if len(text) > 2]
    else:
        return
    for text in keys:
        named = any(
            subject.knowledge is not None and subject.knowledge.wording.is_named_in(entity, subject.stem)
            for entity in subject.entities_called(text)
        )
        if named or is_phrase_in(text, without_genitives(subject.stem)):
            yield Finding("stem", f"The stem gives “{text}” away: ask without naming it or its demonym.")
            return


def _house_words(subject: Subject) -> Iterator[Finding]:
    """Students read a question, not the folder that it comes from."""
    sealed = subject.question.sealed
    shown = {"stem": subject.stem, "explanation": sealed.explanation.value}
    shown |= {f"option {why.option}": why.text for why in sealed.whys}
    for place, text in shown.items():
        if found := _IN_HOUSE.search(text):
            yield Finding(place, f"“{found[0]}” means nothing to a student: say it of the world instead.")


def _said_twice(subject: Subject) -> Iterator[Finding]:
    explanation = subject.question.sealed.explanation.value
    sentences = [
        folded(_ONCE_MORE.sub("", sentence)) for sentence in re.split(r"(?<=[.!?]) ", explanation) if sentence
    ]
    if len(set(sentences)) < len(sentences):
        yield Finding("explanation", "The explanation says the same sentence twice: say it once.")


def _wordless_picture(subject: Subject) -> Iterator[Finding]:
    asked, sealed = subject.question.asked, subject.question.sealed
    texts = {"stem": asked.stem, "explanation": sealed.explanation}
    shown = (*asked.options, *asked.prompts)
    texts |= {f"option {one.id}": Text(one.text, asked.options_format) for one in shown}
    texts |= {f"reason {why.option}": why.said for why in sealed.whys}
    for place, text in texts.items():
        if text.format == "markdown" and has_wordless(text.value):
            yield Finding(
                place, "A picture says nothing to who cannot see it: write what it shows between ![ and ]."
            )


def _without_quotes(text: str) -> str:
    return re.sub(r"[“\"][^”\"]*[”\"]", " ", text)


CHECKS: tuple[Check, ...] = (
    (Rule("L07", "The stem asks in the positive", "warning"), _negative),
    (Rule("L11", "The stem asks one thing, even with the options covered", "warning"), _unfocused),
    (Rule("L12", "Every pronoun and name is clear, and nothing is negated twice", "warning"), _ambiguous),
    (Rule("L13", "One gap at most, and not at the start", "warning"), _gaps),
    (Rule("L21", "The stem has 35 words or fewer", "warning"), _wordy),
    (Rule("L24", "The stem does not give the answer away", "warning"), _gives_key_away),
    (Rule("L26", "What changes with time is dated", "warning"), _time_relative),
    (Rule("L33", "No words of the house", "warning"), _house_words),
    (Rule("L34", "The explanation says nothing twice", "warning"), _said_twice),
    (Rule("L35", "Every picture says what it shows", "warning"), _wordless_picture),
    (Rule("L28", "The words suit the readers", "warning"), _hard_to_read),
)
