"""The HTML of other programs ↔ plain text and Markdown. Nothing of it is ever passed on as HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from questions.formats.limits import LONGEST_TEXT
from questions.formats.looks import stands_out
from questions.formats.runs import Run, markdown_line, plain_line
from questions.markdown import markdown_with
from questions.question import Format
from questions.sounds.references import SIGN as SOUND_SIGN

MarkupLoss = Literal[
    "pictures",
    "sounds",
    "films",  # where sounds are kept
    "markup",  # colours, tables and other looks
    "script",
    "latex",  # commands beyond formulas
]

PictureKeeper = Callable[[str, str], str]
"""The address and the words of a picture → the name under which it is kept, "" where it is not."""

SoundKeeper = Callable[[str], str | None]
"""The file name of a sound → the name under which it is kept, "" where it is not, None where it is a film."""

_TAG = re.compile(r"""<!--|<(/?)([A-Za-z][A-Za-z0-9]*)((?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+|[^<>]*)>""")
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]{1,30})\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"']+))""")
_MARKED_UP = re.compile(r"[<&\[\\]")
"""Without any of these a text is nothing but words, as most are that files hold."""

_SPACES = re.compile(r"[ \t\n\r\f]+")
_KEPT_SPACES = re.compile(r"(?<= ) |^ | $", re.M)
_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s<>\\]{1,2000}", re.I)
_SOUND = re.compile(
    r"\[(?:sound:([^\]\n]{1,500})|(?:sound|anki:tts)[^\]\n]{0,500})\](?:[^\[]{0,2000}\[/anki:tts\])?"
)
_FORMULA_OPENS = re.compile(r"\\\(|\\\[|\[\$\$?\]|\[latex\]")
_FORMULA_ENDS = {"\\(": "\\)", "\\[": "\\]", "[$]": "[/$]", "[$$]": "[/$$]", "[latex]": "[/latex]"}
_IN_DOLLARS = re.compile(r"(\$\$?)([^$]+)\1|\\\[(.+)\\\]")
_LONGEST_FORMULA = 1_000
_MOST_PICTURES = 1_000
_CONTENT = re.compile(r"[A-Za-z0-9+/=]{100,}")
"""Of a picture in its own address."""

_DEEPEST_LIST = 10
_BLOCKS = frozenset(
    {"address", "article", "blockquote", "dd", "div", "dl", "dt", "figure", "footer", "header", "hr", "main"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "section", "table", "tbody", "thead", "tr", "ul"}
)
_IN_A_ROW = frozenset({"p", "div", "section", "article", "figure", "address"})
_ENDS_CELL = frozenset({"tr", "table", "tbody", "thead"})
_SILENT = frozenset({"script", "style", "head", "title", "object", "iframe", "svg", "math", "template"})
_SCRIPTS = frozenset({"script", "style", "object", "iframe", "template"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BOLD, _ITALIC = frozenset({"b", "strong"}) | _HEADINGS, frozenset({"i", "em"})
_CODE = frozenset({"code", "kbd", "tt", "samp"})
_UNKEPT = frozenset({"u", "s", "strike", "del", "mark", "table"})
_VOID = frozenset({"img", "br", "hr", "input", "wbr", "col", "source"})
_FILE_NAME = re.compile(r"\S{1,200}\.[A-Za-z]{3,4}")
_MACHINE_MADE = re.compile(r"[0-9a-f]{12}|\d{8}", re.I)
"""In a file name that says nothing to anybody."""

_SUBSCRIPT = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_SUPERSCRIPT = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")


@dataclass(slots=True)
class Reading:
    """A field read: lines of runs, each with the mark of the list that it is in, and what is lost."""

    lines: list[tuple[str, list[Run]]]
    losses: set[MarkupLoss]

    @property
    def needs_markdown(self) -> bool:
        return any(mark or any(run.is_marked for run in runs) for mark, runs in self.lines)

    @property
    def has_sounds(self) -> bool:
        return any(run.sound for _, runs in self.lines for run in runs)

    def with_sounds_named(self, may_name: Callable[[str], bool]) -> Reading:
        """The same with only those words for sounds that may be said."""
        lines = [
            (mark, [run if not run.sound or may_name(run.words) else replace(run, words="") for run in runs])
            for mark, runs in self.lines
        ]
        return replace(self, lines=lines)

    def text(self, format: Format) -> str:
        if format == "plain":
            return "\n".join(plain_line(mark, runs) for mark, runs in self.lines).strip()
        text, last_mark = "", ""
        for mark, runs in self.lines:
            # A list within a list stands under it, and not so far to the right that it would be code.
            mark = " " * min(_indent(mark), len(last_mark)) + mark.lstrip()
            if line := markdown_line(mark, runs):
                text += ("\n" if _goes_on(mark, last_mark) else "\n\n") + line
                last_mark = mark
        return text.strip()


def _indent(mark: str) -> int:
    return len(mark) - len(mark.lstrip())


def _goes_on(mark: str, last_mark: str) -> bool:
    """Whether a line belongs to the list of the line above it."""
    return bool(mark and last_mark) and (mark == last_mark or _indent(mark) != _indent(last_mark))


def read_hypertext(
    markup: str, keep_picture: PictureKeeper | None = None, keep_sound: SoundKeeper | None = None
) -> Reading:
    """The words of a text, in time linear in it. Scripts vanish; so do colours, and media not kept."""
    if not _MARKED_UP.search(markup):
        words = _SPACES.sub(" ", markup).removeprefix(" ").replace("\xa0", " ")
        return Reading([("", [Run(words)] if words.strip() else [])], set())
    reader = _Reader(keep_picture, keep_sound)
    for piece in _pieces(markup):
        if isinstance(piece, str):
            reader.words(piece)
        elif piece[1]:
            reader.close(piece[2].lower())
        else:
            reader.open(piece[2].lower(), piece[3])
    return reader.ended()


def plain_text(markup: str) -> str:
    """The words alone, for names of answers and for lists."""
    return read_hypertext(markup).text("plain")


def hypertext_of(
    text: str,
    format: Format,
    address_of: Callable[[str], str] | None = None,
    sound_file_of: Callable[[str, str], str] | None = None,
) -> str:
    """A text as Anki and Moodle show it; what was written as a formula becomes MathJax.

    `address_of` gives the address of a picture by its name, "" where there is none of that name;
    `sound_file_of` the file name of a sound by its name and words, where sounds can be named.
    """
    if format == "plain" or _is_beyond_reading(text):
        spaced = _KEPT_SPACES.sub("\xa0", html.escape(text, quote=False)).replace("\t", "&#9;")
        return spaced.replace("\xa0", "&nbsp;").replace("\n", "<br>")
    if address_of is None:
        rendered: str = _markdown.render(text).strip()
    else:
        env = {"address_of": address_of, "sound_file_of": sound_file_of}
        rendered = _illustrated.render(text, env).strip()
    if rendered.startswith("<p>") and rendered.find("</p>") == len(rendered) - len("</p>"):
        return rendered.removeprefix("<p>").removesuffix("</p>")
    return rendered


def rendered_elsewhere(text: str, address_of: Callable[[str], str] | None = None) -> str:
    """Markdown of other programs as they show it: it has headings, tables, and rules between paragraphs."""
    if _is_beyond_reading(text):
        return hypertext_of(text, "plain")
    rendered: str = _elsewhere.render(text, {"address_of": address_of or (lambda _name: "")})
    return rendered.strip()


def _is_beyond_reading(markdown: str) -> bool:
    """Whether it is longer than any text of a question: Markdown takes time by the square of its length."""
    return markdown.count("![") > _MOST_PICTURES or (
        len(markdown) > LONGEST_TEXT and len(_CONTENT.sub("", markdown)) > LONGEST_TEXT
    )


def in_markdown(words: str) -> str:
    """Words on one line as Markdown that shows them as they are, just as `Reading.text` writes them."""
    return markdown_line("", [Run(words)])


def _pieces(markup: str) -> Iterator[str | re.Match[str]]:
    """Words and tags in turn; comments, and all that stands in a silent element, are passed over."""
    lowered, kept = markup.lower(), 0
    while tag := _TAG.search(markup, kept):
        yield markup[kept : tag.start()]
        kept = tag.end()
        if tag[2] is None:
            end = markup.find("-->", kept)
            kept = len(markup) if end < 0 else end + 3
        else:
            yield tag
            name = tag[2].lower()
            if name in _SILENT and not tag[1] and not tag[3].endswith("/"):
                end = lowered.find(f"</{name}", kept)
                kept = len(markup) if end < 0 else end
    yield markup[kept:]


class _Reader:
    """Collects runs into lines."""

    def __init__(self, keep_picture: PictureKeeper | None, keep_sound: SoundKeeper | None) -> None:
        self._keep_picture, self._keep_sound = keep_picture, keep_sound
        self._link = ""
        self._lines: list[tuple[str, list[Run]]] = [("", [])]
        self._losses: set[MarkupLoss] = set()
        self._open = {"bold": 0, "italic": 0, "code": 0, "pre": 0, "sub": 0, "sup": 0}
        self._lists: list[str] = []
        self._listing: list[str] = []
        """What stands in <pre>, as far as it is read."""
        self._is_in_cell = False
        self._looks: dict[str, list[bool]] = {}
        """Of the open elements of each name, which have a look that would be missed."""
        self._unkept_looks = 0

    def words(self, raw: str) -> None:
        if self._open["pre"]:
            self._listing.append(html.unescape(raw.replace("\r", "")))
            return
        text = _SPACES.sub(" ", raw)
        if self._is_at_space():
            text = text.removeprefix(" ")
        text = html.unescape(text).replace("\r", "").replace("\n", " ").replace("\xa0", " ")
        kept = 0
        for sound in _SOUND.finditer(text) if "[" in text else ():
            self._add_words(text[kept : sound.start()])
            self._add_sound(sound[1] or "")
            kept = sound.end()
        self._add_words(text[kept:])

    def _add_words(self, text: str) -> None:
        """Words without markup, and the formulas among them."""
        if not text:
            return
        if "\\" not in text and "[$" not in text and "[latex]" not in text:
            self._add(Run(self._raised(text)))
            return
        kept = 0
        for opening in _FORMULA_OPENS.finditer(text):
            ending = _FORMULA_ENDS[opening[0]]
            end = text.find(ending, opening.end(), opening.end() + _LONGEST_FORMULA)
            latex = text[opening.end() : end].strip() if end >= 0 else ""
            is_block = opening[0] in ("\\[", "[$$]")
            if opening[0] == "[latex]" and (formula := _IN_DOLLARS.fullmatch(latex)):
                latex, is_block = (formula[2] or formula[3]).strip(), formula[1] != "$"
            elif opening[0] == "[latex]":
                self._losses.add("latex")
                continue
            if opening.start() < kept or not latex or "$" in latex:
                continue
            self._add(Run(self._raised(text[kept : opening.start()])))
            self._add(Run(latex, formula=True, block=is_block))
            kept = end + len(ending)
        self._add(Run(self._raised(text[kept:])))

    def open(self, name: str, attributes: str) -> None:
        if name == "img":
            self._add_picture(attributes)
        elif name == "a":
            address = html.unescape(_attributes(attributes).get("href", "")).strip()
            self._link = address if _ADDRESS.fullmatch(address) else ""
        elif name == "audio" and self._keep_sound:
            self._add_named_sound(attributes)
        elif name in ("audio", "video", "embed"):
            self._losses.add("sounds")
        elif name == "source" and self._keep_sound:
            self._add_named_sound(attributes)
        elif name == "br" and self._open["pre"]:
            self._listing.append("\n")
        elif name == "br" and self._is_in_cell:
            self._add_space()
        elif name == "br":
            self._lines.append(("", []))
        elif name == "li":
            around = self._lists[-_DEEPEST_LIST:-1]
            self._new_line(mark=" " * sum(map(len, around)) + (self._lists or ["- "])[-1])
        elif name in ("td", "th"):
            self._add(Run(" " if self._is_at_space() else "  "))
            self._is_in_cell = True
        elif name == "rt":
            self._add(Run("("))
        if name in ("ul", "ol"):
            self._lists.append("- " if name == "ul" else "1. ")
        if name in _BLOCKS:
            self._begin_block(name)
        self._count(name, 1)
        if name in _SCRIPTS:
            self._losses.add("script")
        if name in _SILENT - _SCRIPTS:
            self._losses.add("markup")
        elif name not in _VOID:
            is_missed = name in _UNKEPT or stands_out(attributes)
            self._looks.setdefault(name, []).append(is_missed)
            self._unkept_looks += is_missed

    def close(self, name: str) -> None:
        if name in ("ul", "ol") and self._lists:
            self._lists.pop()
        if name in ("td", "th"):
            self._is_in_cell = False
        if name in _BLOCKS or name == "li":
            self._begin_block(name)
        elif name == "rt":
            self._add(Run(")"))
        elif name == "a":
            self._link = ""
        self._count(name, -1)
        if looks := self._looks.get(name):
            self._unkept_looks -= looks.pop()
        if name == "pre" and not self._open["pre"]:
            self._end_listing()

    def ended(self) -> Reading:
        self._end_listing()
        return Reading(self._lines, self._losses)

    def _end_listing(self) -> None:
        """A block of code; the tags inside it went by."""
        words = "".join(self._listing).replace("\xa0", " ").strip("\n").rstrip()
        self._listing.clear()
        if words:
            self._lines.append((self._lines.pop()[0] if not self._lines[-1][1] else "", []))
            self._lines[-1][1].append(Run(words, code=True, block=True))
            self._lines.append(("", []))

    def _is_at_space(self) -> bool:
        """Whether a space would be one too many: a line begins here, or has one already."""
        line = self._lines[-1][1]
        return not line or (line[-1].words.endswith(" ") and not line[-1].formula)

    def _add_picture(self, attributes: str) -> None:
        found = _attributes(attributes)
        words = " ".join(html.unescape(found.get("alt", "")).split())
        name = self._keep_picture(html.unescape(found.get("src", "")), words) if self._keep_picture else ""
        if name:
            self._add(Run(words, picture=name))
        else:
            self._losses.add("pictures")
            if not _FILE_NAME.fullmatch(words):
                self._add(Run(words))

    def _add_named_sound(self, attributes: str) -> None:
        """An element that plays something; that it names may stand in another inside it."""
        if address := html.unescape(_attributes(attributes).get("src", "")):
            self._add_sound(address)

    def _add_sound(self, file_name: str) -> None:
        name = self._keep_sound(file_name.strip()) if self._keep_sound else ""
        if name:
            stem = file_name.strip().rpartition(".")[0]
            words = "" if _MACHINE_MADE.search(stem) else " ".join(stem.split())
            self._add(Run(words, sound=name))
        else:
            self._losses.add("films" if name is None else "sounds")

    def _begin_block(self, name: str) -> None:
        """A line for what begins, or goes on, here; a row of a table stays on one."""
        if self._is_in_cell and name in _IN_A_ROW:
            self._add_space()
            return
        self._is_in_cell = self._is_in_cell and name not in _ENDS_CELL
        self._new_line()

    def _add_space(self) -> None:
        if not self._is_at_space():
            self._add(Run(" "))

    def _new_line(self, mark: str = "") -> None:
        """Begin a line, unless one has begun already."""
        if self._lines[-1][1]:
            self._lines.append((mark, []))
        elif mark or not self._lines[-1][0]:
            self._lines[-1] = (mark, [])

    def _count(self, name: str, by: int) -> None:
        for look, names in (("bold", _BOLD), ("italic", _ITALIC), ("code", _CODE)):
            if name in names:
                self._open[look] = max(0, self._open[look] + by)
        if name in ("pre", "sub", "sup"):
            self._open[name] = max(0, self._open[name] + by)

    def _raised(self, text: str) -> str:
        for name, letters in (("sub", _SUBSCRIPT), ("sup", _SUPERSCRIPT)):
            if self._open[name] and text.strip():
                small = text.translate(letters)
                if any(char in text for char in small):
                    self._losses.add("markup")
                    return f"_{text}" if name == "sub" else f"^{text}"
                return small
        return text

    def _add(self, run: Run) -> None:
        if not run.words and not run.picture and not run.sound:
            return
        line = self._lines[-1][1]
        if run.picture or run.sound:
            line.append(run)
            return
        if not run.formula:
            bold, italic, code = (self._open[look] > 0 for look in ("bold", "italic", "code"))
            run = replace(run, bold=bold, italic=italic, code=code, link=self._link)
            if self._unkept_looks and run.words.strip():
                self._losses.add("markup")
        if line and not run.formula and replace(line[-1], words="") == replace(run, words=""):
            line[-1] = replace(run, words=line[-1].words + run.words)
        elif line or run.words.strip():
            line.append(run)


def _attributes(written: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(written):
        found.setdefault(name.lower(), next(filter(None, values), ""))
    return found


def _image(renderer: RendererHTML, tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
    """A picture that is at hand as an element, and a sound as Anki names it; any other as its words."""
    token = tokens[place]
    said = renderer.renderInlineAsText(token.children or [], options, env)
    words = html.escape(said)
    scheme, _, name = str(token.attrGet("src") or "").partition(":")
    if scheme == "sound":
        file_name = env["sound_file_of"](name, said) if env.get("sound_file_of") else ""
        return f"[sound:{file_name}]" if file_name else f"{SOUND_SIGN} {words}".rstrip()
    address = env["address_of"](name) if scheme == "picture" else ""
    return f'<img src="{html.escape(address)}" alt="{words}">' if address else words


def _mathjax(latex: str, options: dict[str, bool]) -> str:
    start, end = ("\\[", "\\]") if options["display_mode"] else ("\\(", "\\)")
    return f"{start}{html.escape(latex, quote=False)}{end}"


_markdown = markdown_with(_mathjax)
_illustrated = markdown_with(_mathjax).enable("image")
_illustrated.add_render_rule("image", _image)
_elsewhere = markdown_with(_mathjax).enable(["image", "heading", "lheading", "hr", "table"])
_elsewhere.add_render_rule("image", _image)
