"""User names: which are allowed, and the canonical form in which two that look alike are one."""

from __future__ import annotations

import unicodedata

SHORTEST, LONGEST = 3, 32
PUNCTUATION = "._-"

# Letters of other scripts that look like a Latin one as a small or a capital letter (after case folding).
LOOK_ALIKES = str.maketrans(
    "аврсеԁѕіјкӏмноԛтуѵԝхһαβεζηικμνορτυχγϲϳɡıɑɩ",
    "abpcedsijklmhoqtyvwxhabezhikmvoptuxycjgiai",
)


def clean_name(typed: str) -> str:
    """`typed` as it is kept and shown: compatibility forms unified, nothing invisible, no outer spaces."""
    text = unicodedata.normalize("NFKC", typed)
    return "".join(char for char in text if unicodedata.category(char) != "Cf").strip()


def canonical_name(typed: str) -> str:
    """The form in which user names are compared: also folds case, look-alike letters and foreign digits."""
    text = unicodedata.normalize("NFKC", clean_name(typed).casefold()).translate(LOOK_ALIKES)
    text = "".join(str(unicodedata.decimal(char, char)) for char in text)
    # A capital dotted I folds to i with a second dot.
    return text.replace("i\u0307", "i")


def is_allowed(name: str) -> bool:
    """Whether a clean name is a user name: 3 to 32 letters, digits and `._-`, not starting with those."""
    if not SHORTEST <= len(name) <= LONGEST or name[0] in PUNCTUATION:
        return False
    return all(
        char in PUNCTUATION or unicodedata.category(char)[0] in "LM" or char.isdecimal() for char in name
    )
