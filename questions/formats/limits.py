"""How much of a foreign file of questions is looked at. Beyond it a reader refuses in a sentence."""

from __future__ import annotations

MEBIBYTE = 1024 * 1024

LARGEST_FILE = 50 * MEBIBYTE
"""Bytes of a file as it is sent; what it unpacks to may be LARGEST_UNPACKED."""

LARGEST_UNPACKED = 200 * MEBIBYTE
HIGHEST_RATIO = 200
"""How many bytes one packed byte may become."""

MOST_QUESTIONS = 20_000
MOST_OPTIONS = 100
DEEPEST_MARKUP = 100

LONGEST_TEXT = 20_000
"""Characters of a stem, an explanation or a feedback."""

LONGEST_OPTION = 5_000
LONGEST_ANSWER = 2_000
LONGEST_TITLE = 300
LONGEST_REFERENCE = 120
LONGEST_TAG, MOST_TAGS = 60, 40
LONGEST_FACT_ID, LONGEST_ROLE, MOST_FACTS = 80, 20, 100
"""Of the facts that a question says it stands on, and of what it asks of them."""

MOST_CITATIONS, LAST_PARAGRAPH = 100, 999_999_999
LONGEST_PLACE_NAME, LONGEST_QUOTE = 200, 2_000
"""Of what a question cites: the names of a source, a record and a fact, and the words quoted."""

LONGEST_PASSAGES = 100_000
"""Characters of all paragraphs together that come with the citations of one question."""

DEEPEST_CATEGORY, LONGEST_CATEGORY = 20, 200
MOST_HINTS = 20

LARGEST_PICTURE = 5 * MEBIBYTE
LARGEST_PICTURES = 50 * MEBIBYTE
"""Bytes of one picture, and of all pictures of a file together."""
