"""A press note as a file: text, Word, PDF. Each says the same words; a picture stands at the end."""

from __future__ import annotations

import io
import json
import tempfile
from pathlib import Path

import typst
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from pankti.base.files import path_of
from pankti.base.fonts import font_folder
from pankti.base.words import in_language
from pankti.pressnotes.types import NoteView

TEMPLATE = Path(__file__).parent / "note.typ"
KINDS = {
    "txt": "text/plain; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
_FONT = "Noto Sans Devanagari"


def write_file(note: NoteView, language: str, kind: str, *, organisation: str) -> bytes:
    """The note in one language as one kind of file."""
    text = note.texts.get(language, "")
    if kind == "txt":
        return text.encode()
    return _docx(note, text, language, organisation) if kind == "docx" else _pdf(note, text, language, organisation)


def split_note(text: str) -> tuple[str, str, list[list[str]]]:
    """The kind of paper, the headline, and the paragraphs, each with its lines."""
    blocks = [[line.strip() for line in block.split("\n") if line.strip()] for block in text.split("\n\n")]
    blocks = [block for block in blocks if block]
    head = " ".join(blocks[0]) if blocks else ""
    headline = " ".join(blocks[1]) if len(blocks) > 2 else ""
    return head, headline, blocks[2:] if headline else blocks[1:]


def _docx(note: NoteView, text: str, language: str, organisation: str) -> bytes:
    head, headline, paragraphs = split_note(text)
    paper = Document()
    style = paper.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(11.5)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(name), _FONT)
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(26)
    for words, size in ((organisation, 18), (head, 12), (headline, 14)):
        if words:
            line = paper.add_paragraph()
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER
            run = line.add_run(words)
            run.bold, run.font.size = words != head, Pt(size)
    for lines in paragraphs:
        for line_text in lines:
            paragraph = paper.add_paragraph(line_text)
            paragraph.paragraph_format.space_after = Pt(4 if len(lines) > 1 else 9)
    for photo in note.photos:
        where = path_of(photo.sha256)
        if where.is_file():
            paper.add_picture(str(where), width=Mm(150))
            if caption := in_language(photo.captions, language):
                paper.add_paragraph(caption)
    paper.core_properties.title = headline or head
    paper.core_properties.author = organisation
    paper.core_properties.language = f"{language}-IN"
    body = io.BytesIO()
    paper.save(body)
    return body.getvalue()


def _pdf(note: NoteView, text: str, language: str, organisation: str) -> bytes:
    """Set by typst in a folder of its own, where the photos lie beside the template."""
    head, headline, paragraphs = split_note(text)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        photos = []
        for number, photo in enumerate(note.photos):
            where = path_of(photo.sha256)
            if where.is_file():
                (place / f"{number}.jpg").write_bytes(where.read_bytes())
                photos.append({"file": f"{number}.jpg", "caption": in_language(photo.captions, language)})
        template = place / TEMPLATE.name
        template.write_text(TEMPLATE.read_text(encoding="utf-8"), encoding="utf-8")
        said = {
            "language": language,
            "organisation": organisation,
            "head": head,
            "headline": headline,
            "paragraphs": paragraphs,
            "photos": photos,
        }
        fonts = font_folder()
        return bytes(
            typst.compile(
                template,
                root=place,
                font_paths=[fonts] if fonts else [],
                sys_inputs={"note": json.dumps(said, ensure_ascii=False)},
            )
        )
