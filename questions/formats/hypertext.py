"""The HTML of other programs ↔ plain text and Markdown. Nothing of it is ever passed on as HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from questions.markdown import markdown_with
from questions.question import Format

MarkupLoss = Literal[
    "pictures",
    "sounds",
    "markup",  # colours, tables and other looks
    "script",
]

PictureKeeper = Callable[[str, str], str]
"""The address and the words of a picture → the name under which it is kept, "" where it is not."""

_TAG = re.compile(r"""<!--|<(/?)([A-Za-z][A-Za-z0-9]*)((?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+|[^<>]*)>""")
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]{1,30})\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"']+))""")
_SPACES = re.compile(r"[ \t\n\r\f]+")
_KEPT_SPACES = re.compile(r"(?<= ) |^ | $", re.M)
_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s<>\\]{1,2000}", re.I)
_SOUND = re.compile(r"\[(?:sound|anki:tts)[^\]\n]{0,500}\](?:[^\[]{0,2000}\[/anki:tts\])?")
_FORMULA_OPENS = re.compile(r"\\\(|\\\[|\[\$\$?\]")
_FORMULA_ENDS = {"\\(": "\\)", "\\[": "\\]", "[$]": "[/$]", "[$$]": "[/$$]"}
_LONGEST_FORMULA = 1_000
_BLOCKS = frozenset(
    {"address", "article", "blockquote", "dd", "div", "dl", "dt", "figure", "footer", "header", "hr", "main"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "section", "table", "tbody", "thead", "tr", "ul"}
)
_SILENT = frozenset({"script", "style", "head", "title", "object", "iframe", "svg", "math", "template"})
_SCRIPTS = frozenset({"script", "style", "object", "iframe", "template"})
_BOLD, _ITALIC = frozenset({"b", "strong"}), frozenset({"i", "em"})
_CODE = frozenset({"code", "kbd", "tt", "samp"})
_UNKEPT = frozenset({"u", "s", "strike", "del", "mark", "table", "font"})
_SUBSCRIPT = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_SUPERSCRIPT = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
_MARKED = re.compile(r"[\\`*$]|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z/])|&(?=[#\w]{2,32};)")
_LIST_LIKE = re.compile(r"^(\d{1,9})([.)])(?=\s|$)|^([-+>])")


@dataclass(frozen=True, slots=True)
class _Run:
    """Words in one look. A formula is LaTeX, and `block` one on a line of its own.

    `link` is the address that they lead to; a `picture` is its name, and the words stand for it.
    """

    words: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    formula: bool = False
    block: bool = False
    link: str = ""
    picture: str = ""

    @property
    def is_marked(self) -> bool:
        return self.bold or self.italic or self.code or self.formula or bool(self.link or self.picture)


@dataclass(slots=True)
class Reading:
    """A field read: lines of runs, each with the mark of the list that it is in, and what is lost."""

    lines: list[tuple[str, list[_Run]]]
    losses: set[MarkupLoss]

    @property
    def needs_markdown(self) -> bool:
        return any(mark or any(run.is_marked for run in runs) for mark, runs in self.lines)

    def text(self, format: Format) -> str:
        if format == "plain":
            return "\n".join(_plain_line(mark, runs) for mark, runs in self.lines).strip()
        text, last_mark = "", ""
        for mark, runs in self.lines:
            if line := _markdown_line(mark, runs):
                text += ("\n" if mark and mark == last_mark else "\n\n") + line
                last_mark = mark
        return text.strip()


def read_hypertext(markup: str, keep_picture: PictureKeeper | None = None) -> Reading:
    """The words of a text, in time linear in it. Scripts vanish; so do colours, and pictures not kept."""
    reader = _Reader(keep_picture)
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


def hypertext_of(text: str, format: Format, address_of: Callable[[str], str] | None = None) -> str:
    """A text as Anki and Moodle show it; what was written as a formula becomes MathJax.

    `address_of` gives the address of a picture by its name, "" where there is none of that name.
    """
    if format == "plain":
        spaced = _KEPT_SPACES.sub("\xa0", html.escape(text, quote=False)).replace("\t", "&#9;")
        return spaced.replace("\xa0", "&nbsp;").replace("\n", "<br>")
    if address_of is None:
        rendered: str = _markdown.render(text).strip()
    else:
        rendered = _illustrated.render(text, {"address_of": address_of}).strip()
    if rendered.startswith("<p>") and rendered.find("</p>") == len(rendered) - len("</p>"):
        return rendered.removeprefix("<p>").removesuffix("</p>")
    return rendered


def in_markdown(words: str) -> str:
    """Words on one line as Markdown that shows them as they are, just as `Reading.text` writes them."""
    return _markdown_line("", [_Run(words)])


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

    def __init__(self, keep_picture: PictureKeeper | None) -> None:
        self._keep_picture = keep_picture
        self._link = ""
        self._lines: list[tuple[str, list[_Run]]] = [("", [])]
        self._losses: set[MarkupLoss] = set()
        self._open = {"bold": 0, "italic": 0, "code": 0, "pre": 0, "sub": 0, "sup": 0}
        self._lists: list[str] = []

    def words(self, raw: str) -> None:
        if self._open["pre"]:
            for place, line in enumerate(raw.replace("\r", "").split("\n")):
                if place:
                    self._lines.append(("", []))
                if line[:1].isspace():
                    self._losses.add("markup")
                if line:
                    self._add(_Run(html.unescape(line).replace("\n", " ").replace("\xa0", " ")))
            return
        text = _SPACES.sub(" ", raw)
        if self._is_at_space():
            text = text.removeprefix(" ")
        text = html.unescape(text).replace("\r", "").replace("\n", " ").replace("\xa0", " ")
        if "[" in text and (cut := _SOUND.sub("", text)) != text:
            self._losses.add("sounds")
            text = cut
        if not text:
            return
        if "\\" not in text and "[$" not in text:
            self._add(_Run(self._raised(text)))
            return
        kept = 0
        for opening in _FORMULA_OPENS.finditer(text):
            ending = _FORMULA_ENDS[opening[0]]
            end = text.find(ending, opening.end(), opening.end() + _LONGEST_FORMULA)
            latex = text[opening.end() : end].strip() if end >= 0 else ""
            if opening.start() < kept or not latex or "$" in latex:
                continue
            self._add(_Run(self._raised(text[kept : opening.start()])))
            self._add(_Run(latex, formula=True, block=opening[0] in ("\\[", "[$$]")))
            kept = end + len(ending)
        self._add(_Run(self._raised(text[kept:])))

    def open(self, name: str, attributes: str) -> None:
        if name == "img":
            self._add_picture(attributes)
        elif name == "a":
            address = html.unescape(_attributes(attributes).get("href", "")).strip()
            self._link = address if _ADDRESS.fullmatch(address) else ""
        elif name in ("audio", "video", "embed"):
            self._losses.add("sounds")
        elif name == "br":
            self._lines.append(("", []))
        elif name == "li":
            self._new_line(mark=self._lists[-1] if self._lists else "- ")
        elif name in ("td", "th"):
            self._add(_Run(" "))
        elif name == "rt":
            self._add(_Run("("))
        if name in ("ul", "ol"):
            self._lists.append("- " if name == "ul" else "1. ")
        if name in _BLOCKS:
            self._new_line()
        self._count(name, 1)
        if name in _SCRIPTS:
            self._losses.add("script")
        if name in _UNKEPT or name in _SILENT - _SCRIPTS or "color" in attributes.lower():
            self._losses.add("markup")

    def close(self, name: str) -> None:
        if name in ("ul", "ol") and self._lists:
            self._lists.pop()
        if name in _BLOCKS or name == "li":
            self._new_line()
        elif name == "rt":
            self._add(_Run(")"))
        elif name == "a":
            self._link = ""
        self._count(name, -1)

    def ended(self) -> Reading:
        return Reading(self._lines, self._losses)

    def _is_at_space(self) -> bool:
        """Whether a space would be one too many: a line begins here, or has one already."""
        line = self._lines[-1][1]
        return not line or (line[-1].words.endswith(" ") and not line[-1].formula)

    def _add_picture(self, attributes: str) -> None:
        found = _attributes(attributes)
        words = " ".join(html.unescape(found.get("alt", "")).split())
        name = self._keep_picture(html.unescape(found.get("src", "")), words) if self._keep_picture else ""
        if name:
            self._add(_Run(words, picture=name))
        else:
            self._losses.add("pictures")

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

    def _add(self, run: _Run) -> None:
        if not run.words and not run.picture:
            return
        line = self._lines[-1][1]
        if run.picture:
            line.append(run)
            return
        if not run.formula:
            look = self._open
            code = look["code"] > 0 or look["pre"] > 0
            run = replace(run, bold=look["bold"] > 0, italic=look["italic"] > 0, code=code, link=self._link)
        if line and not run.formula and replace(line[-1], words="") == replace(run, words=""):
            line[-1] = replace(run, words=line[-1].words + run.words)
        elif line or run.words.strip():
            line.append(run)


def _plain_line(mark: str, runs: list[_Run]) -> str:
    return (mark + "".join(run.words for run in runs)).rstrip()


def _markdown_line(mark: str, runs: list[_Run]) -> str:
    parts: list[str] = []
    for place, run in enumerate(runs):
        before = parts[-1][-1:] if parts else ""
        after = runs[place + 1].words[:1] if place + 1 < len(runs) else ""
        if run.link and before == "!":
            parts[-1] = parts[-1][:-1] + "\\!"
        parts.append(_in_markdown(run, before, after))
    words = "".join(parts).strip()
    if not words:
        return ""
    return mark + _LIST_LIKE.sub(
        lambda found: "\\" + found[3] if found[3] else f"{found[1]}\\{found[2]}", words
    )


def _in_markdown(run: _Run, before: str, after: str) -> str:
    if not (run.code or run.formula):
        run = replace(run, words=re.sub(" {2,}", " ", run.words))
    if run.formula:
        dollars = "$$" if run.block else "$"
        # Beside a digit or a dollar none would open or close a formula.
        start, end = (" " if side.isdigit() or side == "$" else "" for side in (before, after))
        return f"{start}{dollars}{run.words}{dollars}{end}"
    if run.picture:
        return f"![{_bracketed(run.words)}](picture:{run.picture})"
    if run.link and run.words.strip():
        plain = replace(run, link="", words=run.words.strip())
        inner = _in_markdown(plain, "", "") if plain.is_marked else _bracketed(plain.words)
        return _within(run.words, f"[{inner}](<{run.link}>)")
    inner = run.words.strip()
    if run.code and inner and "`" not in inner:
        return _within(run.words, f"`{inner}`")
    escaped = _escaped(run.words)
    signs = ("**" if run.bold else "") + ("*" if run.italic else "")
    if not signs or not inner or not (_may_stand(before, inner[0]) and _may_stand(after, inner[-1])):
        return escaped
    return _within(run.words, f"{signs}{_escaped(inner)}{signs[::-1]}")


def _within(words: str, marked: str) -> str:
    """The marked words with the spaces that stood around them outside."""
    start = words[: len(words) - len(words.lstrip())]
    return start + marked + words[len(words.rstrip()) :]


def _may_stand(outside: str, inside: str) -> bool:
    """Whether Markdown takes an emphasis sign between these two: not before punctuation inside a word."""
    return inside.isalnum() or not outside.isalnum()


def _escaped(words: str) -> str:
    safe = _MARKED.sub(lambda found: "\\" + found[0], words)
    return safe.replace("[", "\\[") if "](" in safe or "]:" in safe else safe


def _bracketed(words: str) -> str:
    """Words as they may stand between square brackets."""
    return _MARKED.sub(lambda found: "\\" + found[0], words).replace("[", "\\[").replace("]", "\\]")


def _attributes(written: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(written):
        found.setdefault(name.lower(), next(filter(None, values), ""))
    return found


def _image(renderer: RendererHTML, tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
    """A picture that is at hand as an element, any other as the words that stand for it."""
    token = tokens[place]
    words = html.escape(renderer.renderInlineAsText(token.children or [], options, env))
    scheme, _, name = str(token.attrGet("src") or "").partition(":")
    address = env["address_of"](name) if scheme == "picture" else ""
    return f'<img src="{html.escape(address)}" alt="{words}">' if address else words


def _mathjax(latex: str, options: dict[str, bool]) -> str:
    start, end = ("\\[", "\\]") if options["display_mode"] else ("\\(", "\\)")
    return f"{start}{html.escape(latex, quote=False)}{end}"


_markdown = markdown_with(_mathjax)
_illustrated = markdown_with(_mathjax).enable("image")
_illustrated.add_render_rule("image", _image)
