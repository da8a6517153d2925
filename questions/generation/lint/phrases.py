"""The words and phrases that rules look for in options."""

from __future__ import annotations

import re

ABSOLUTE = re.compile(
    r"\b(always|never|forever|ever|all|none|every|everyone|everything|everywhere|nobody|no one|nothing"
    r"|nowhere"
    r"|only|completely|absolutely|entirely|solely|exclusively|totally|utterly|wholly|must|invariably"
    r"|inevitably"
    r"|certainly|definitely|undoubtedly|impossible|without (?:any )?(?:exception|doubt|fail)"
    r"|(?:in|under) (?:all|any|every|each) (?:cases?|circumstances?|conditions?|respects?)|at all times"
    r"|(?:100|a hundred) ?(?:%|per ?cent))(?!\w)",
    re.I,
)
VAGUE = re.compile(
    r"\b(sometimes|often|usually|frequently|rarely|occasionally|generally|mostly|normally|typically"
    r"|commonly"
    r"|seldom|regularly|largely|somewhat|possibly|probably|perhaps|maybe|nearly always|hardly ever"
    r"|almost never|as a rule"
    r"|more or less|by and large|on the whole|in general|for the most part|to (?:some|a certain"
    r"|a large) (?:extent|degree)"
    r"|(?:now|every now) and (?:then|again)|from time to time|at times|(?:once|every once) in a while"
    r"|every so often"
    r"|in (?:most|many|some|certain) (?:cases|ways|respects)|(?:quite )?a (?:few|lot|bit)|lots|plenty"
    r"|a (?:large|great|small|certain) (?:number|amount|deal)|various)\b",
    re.I,
)
_STOCK = r"(?:answers?|options?|choices?|alternatives?|statements?)"
NONE = re.compile(
    rf"\b(?:none|neither|nothing|not any|not one) of (?:the |these|those|them)|^none\b.{{0,12}}$"
    rf"|\bno (?:(?:correct|right|true) )?{_STOCK}\b",
    re.I,
)
ALL = re.compile(
    r"\b(?:all|any|both|each|every one|everything) (?:of )?(?:the )?"
    rf"(?:above|others|rest|{_STOCK}|(?:two|three|four|five)\W*$|are (?:right|correct|true)"
    rf"|(?:these|those|them)(?: {_STOCK})?(?: (?:is|are) \w+)?\W*$)",
    re.I,
)
_JOINT = r"(?:,|/|\band\b|\bor\b|&|\bas well as\b|\bplus\b)"
PAIRED = re.compile(
    rf"^(?:(?:both|either|only|{_STOCK})\s+)*\(?[a-h1-8]\)?\s*{_JOINT}\s*\(?[a-h1-8]\)?$"
    rf"|^both\b.{{1,40}}\band\b"
    r"|^(?:the )?(?:first|last) (?:two|three)$",
    re.I,
)
BETWEEN_HALVES = re.compile(
    r"\s*/\s*|,?\s+(?:and|or|&|plus|as well as|but also)\s+|,\s*(?:but also\s+)?", re.I
)
FIRST_HALF = re.compile(r"^(?:both|either)\s+", re.I)
VERDICTS = frozenset({"true", "false", "yes", "no", "correct", "incorrect"})
VERDICT = re.compile(
    r"(?:(?:yes|no)[,. ]*|(?:it|that|this) (?:is|was|does|did)(?: not)?|not|true|false|correct|incorrect"
    r"|right|wrong"
    r"|untrue|\s|[,.!])+",
    re.I,
)
_LARGE = (
    r"ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|dozens?|hundreds?"
    r"|thousands?"
    r"|millions?|billions?"
)
LARGE_NUMBER_WORD = re.compile(rf"\b(?:{_LARGE})\b", re.I)
"""Smaller ones are ordinary words: “one of the two sides”."""
NUMBER_WORD = re.compile(rf"\b(?:two|three|four|five|six|seven|eight|nine|{_LARGE})\b", re.I)
FINITE_OPENERS = frozenset({"it", "they", "he", "she", "we", "there"})
"""With these an option begins to be a sentence."""
OPENERS = frozenset(
    {
        *("to", "if", "that", "by", "because", "when", "a", "an", "the", "in", "on", "at", "for", "from"),
        *("with", "after", "before", "since", "without", "through", "during"),
    }
)
