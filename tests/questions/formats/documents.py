"""Word documents for tests: automatic lists, bold words, tables, and packages that Word would not write."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.text.paragraph import Paragraph

from tests.questions.formats.forty import FORTY, Typed


def saved(document: WordDocument) -> bytes:
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def with_lists(document: WordDocument, *formats: Sequence[tuple[str, str]]) -> list[str]:
    """Add a list for each row of (format, text) by level; gives the ids by which paragraphs join them."""
    numbering = document.part.numbering_part.element
    ids = []
    for place, levels in enumerate(formats, start=1):
        rows = "".join(
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{format}"/>'
            f'<w:lvlText w:val="{text}"/></w:lvl>'
            for level, (format, text) in enumerate(levels)
        )
        base = 900 + place
        abstract = parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{base}">{rows}</w:abstractNum>')
        numbering.insert(0, abstract)
        numbering.append(
            parse_xml(f'<w:num {nsdecls("w")} w:numId="{base}"><w:abstractNumId w:val="{base}"/></w:num>')
        )
        ids.append(str(base))
    return ids


def listed(paragraph: Paragraph, id: str, level: int) -> Paragraph:
    numbered = parse_xml(
        f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{id}"/></w:numPr>'
    )
    paragraph._p.get_or_add_pPr().append(numbered)
    return paragraph


def restarted(document: WordDocument, id: str) -> str:
    """Another list of the same kind, which begins at 1 again."""
    numbering = document.part.numbering_part.element
    own = str(2000 + len(numbering))
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    numbering.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="{own}"><w:abstractNumId w:val="{id}"/>{override}</w:num>')
    )
    return own


def _option(paragraph: Paragraph, text: str, is_right: bool) -> None:
    paragraph.add_run(text).bold = is_right or None


def _answer(document: WordDocument, one: Typed) -> None:
    if not one.options:
        document.add_paragraph(f"Answer: {one.answer}")


def one_automatic_list() -> bytes:
    """Questions on level 0 and options on level 1 of one list, the right ones bold."""
    document = Document()
    document.add_heading("Science", 1)
    (id,) = with_lists(document, [("decimal", "%1."), ("lowerLetter", "%2)")])
    for one in FORTY:
        listed(document.add_paragraph(one.stem), id, 0)
        for place, text in enumerate(one.options):
            _option(listed(document.add_paragraph(), id, 1), text, place in one.right)
        _answer(document, one)
    return saved(document)


def two_automatic_lists() -> bytes:
    """Options in a list of their own, which begins anew below each question; a key at the end."""
    document = Document()
    questions, options = with_lists(document, [("decimal", "%1)")], [("upperLetter", "%1.")])
    for one in FORTY:
        listed(document.add_paragraph(one.stem), questions, 0)
        own = restarted(document, options)
        for text in one.options:
            listed(document.add_paragraph(text), own, 0)
    document.add_paragraph("Answer key")
    for number, one in enumerate(FORTY, start=1):
        document.add_paragraph(f"{number}. {one.letters or one.answer}")
    return saved(document)


def typed_by_hand() -> bytes:
    """Numbers typed, options behind soft breaks in the same paragraph, the right ones highlighted."""
    document = Document()
    for number, one in enumerate(FORTY, start=1):
        paragraph = document.add_paragraph(f"{number}. {one.stem}")
        for place, text in enumerate(one.options):
            paragraph.add_run().add_break()
            run = paragraph.add_run(f"{'abcdef'[place]}) {text}")
            if place in one.right:
                run._r.get_or_add_rPr().append(parse_xml(f'<w:highlight {nsdecls("w")} w:val="yellow"/>'))
        _answer(document, one)
    return saved(document)


def in_a_table() -> bytes:
    """A table: number, question with its options below it, and the answer in the last column."""
    document = Document()
    table = document.add_table(rows=0, cols=3)
    for number, one in enumerate(FORTY, start=1):
        cells = table.add_row().cells
        cells[0].text = str(number)
        lines = [one.stem, *(f"{'abcdef'[place]}) {text}" for place, text in enumerate(one.options))]
        cells[1].text = lines[0]
        for line in lines[1:]:
            cells[1].add_paragraph(line)
        cells[2].text = f"Answer: {one.letters or one.answer}"
    return saved(document)


DOCUMENTS = (one_automatic_list, two_automatic_lists, typed_by_hand, in_a_table)


def repacked(content: bytes, changes: Mapping[str, bytes]) -> bytes:
    """The package with entries changed or added."""
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as package,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as changed,
    ):
        for entry in package.infolist():
            if entry.filename not in changes:
                changed.writestr(entry.filename, package.read(entry))
        for name, data in changes.items():
            changed.writestr(name, data)
    return out.getvalue()


def document_of(body: str) -> bytes:
    """A document whose body is this XML."""
    content = saved(Document())
    whole = f"<w:document {nsdecls('w')}><w:body>{body}</w:body></w:document>"
    declared = '<?xml version="1.0" encoding="UTF-8"?>' + whole
    return repacked(content, {"word/document.xml": declared.encode()})
