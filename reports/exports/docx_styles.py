"""What a Word file of ours looks like: python-docx's own template, with our styles and no more."""

from typing import Any

import docx
from docx.document import Document as WordFile
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

ACCENT, MUTED = RGBColor(0x0E, 0x5A, 0x45), RGBColor(0x52, 0x60, 0x5A)
SOFT, RULE = "E3F0EA", "C4C7BB"
FACE = "Calibri"
REGIONS = {"fr": "fr-FR", "en": "en-GB"}
NOTICE, CELL, HEAD, TABLE, SOURCE = "Notice", "Cell", "Cell Head", "Figures", "Note"
ASIDE, ASIDE_HEAD = "Aside", "Aside Head"
PAGE, MARGIN = (Mm(210), Mm(297)), Mm(20)
# What the template carries that no file of ours uses, and that would say something of its author.
UNUSED = ("thumbnail", "extended-properties", "stylesWithEffects", "customXml")


def region_of(language: str) -> str:
    """Return a language as Word writes it."""
    return REGIONS.get(language, language)


def empty_file(language: str) -> WordFile:
    """Return a file of one empty A4 page, in a language, with our styles."""
    file = docx.Document()
    for holder in (file.part.package, file.part):
        for key, relation in list(holder.rels.items()):
            if relation.reltype.endswith(UNUSED):
                del holder.rels[key]
    _say_language(file, region_of(language))
    _drop_table_styles(file)
    _letters(file)
    _own_styles(file)
    file.styles.element.append(parse_xml(TABLE_STYLE))
    page = file.sections[0]
    page.page_width, page.page_height = PAGE
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = MARGIN
    return file


def _say_language(file: WordFile, region: str) -> None:
    for element in file.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), region)
    settings = file.settings.element
    for element in settings.iter(qn("w:themeFontLang")):
        element.set(qn("w:val"), region)
    for element in settings.iter(qn("w:compatSetting")):
        if element.get(qn("w:name")) == "compatibilityMode":
            element.set(qn("w:val"), "15")
    for name in ("w:rsids", "w:savePreviewPicture"):
        for element in settings.findall(qn(name)):
            settings.remove(element)


def _drop_table_styles(file: WordFile) -> None:
    styles = file.styles.element
    for style in styles.findall(qn("w:style")):
        if style.get(qn("w:type")) == "table" and style.get(qn("w:default")) != "1":
            styles.remove(style)


def _letters(file: WordFile) -> None:
    """Set the styles that Word knows by name: one face, our colour for titles."""
    sizes = {"Normal": 10.5, "Title": 22, "Subtitle": 12, "Heading 1": 15, "Caption": 9.5}
    for name, size in sizes.items():
        style: Any = file.styles[name]
        style.font.name, style.font.size = FACE, Pt(size)
        fonts = style.element.rPr.rFonts
        for theme in [key for key in fonts.attrib if key.endswith("Theme")]:
            del fonts.attrib[theme]
        style.font.italic = False
        for spaced in style.element.rPr.findall(qn("w:spacing")):
            style.element.rPr.remove(spaced)
        style.font.color.rgb = ACCENT if name in ("Title", "Heading 1") else None
    plain, title, under, heading, caption = (file.styles[name] for name in sizes)
    plain.paragraph_format.space_after = Pt(7)
    plain.paragraph_format.line_spacing = 1.15
    title.paragraph_format.space_after = Pt(4)
    for border in title.element.pPr.findall(qn("w:pBdr")):
        title.element.pPr.remove(border)
    under.font.color.rgb, under.font.bold = MUTED, False
    under.paragraph_format.space_after = Pt(12)
    heading.paragraph_format.space_before, heading.paragraph_format.space_after = Pt(20), Pt(6)
    caption.font.bold, caption.font.color.rgb = True, RGBColor(0, 0, 0)
    caption.paragraph_format.space_before = Pt(8)
    caption.paragraph_format.space_after = Pt(4)
    caption.paragraph_format.keep_with_next = True


def _own_styles(file: WordFile) -> None:
    notice = _style(file, NOTICE, 10.5, 7)
    notice.element.get_or_add_pPr().append(parse_xml(NOTICE_BORDER))
    notice.element.get_or_add_pPr().append(parse_xml(NOTICE_SHADE))
    notice.paragraph_format.left_indent = Mm(3)
    cell = _style(file, CELL, 8.5, 0)
    cell.paragraph_format.line_spacing = 1.0
    head = _style(file, HEAD, 8.5, 0)
    head.paragraph_format.line_spacing = 1.0
    head.paragraph_format.keep_with_next = True
    head.font.bold = True
    for name, size in ((ASIDE_HEAD, 9), (ASIDE, 10.5)):
        aside = _style(file, name, size, 4)
        aside.element.get_or_add_pPr().append(parse_xml(ASIDE_BORDER))
        aside.paragraph_format.left_indent = Mm(3)
        if name == ASIDE_HEAD:
            aside.paragraph_format.space_before = Pt(8)
            aside.paragraph_format.keep_with_next = True
            aside.font.bold, aside.font.color.rgb = True, MUTED
    source = _style(file, SOURCE, 9, 3)
    source.font.color.rgb = MUTED
    file.styles["Footer"].font.size = Pt(8.5)
    file.styles["Footer"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT


def _style(file: WordFile, name: str, size: float, after: float) -> ParagraphStyle:
    style: ParagraphStyle = file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = file.styles["Normal"]
    style.font.size = Pt(size)
    style.paragraph_format.space_after = Pt(after)
    return style


NOTICE_BORDER = (
    f'<w:pBdr {nsdecls("w")}><w:left w:val="single" w:sz="24" w:space="6" w:color="0E5A45"/>'
    "</w:pBdr>"
)
ASIDE_BORDER = (
    f'<w:pBdr {nsdecls("w")}><w:left w:val="single" w:sz="12" w:space="6" w:color="{RULE}"/>'
    "</w:pBdr>"
)
NOTICE_SHADE = f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{SOFT}"/>'
TABLE_STYLE = f"""<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="{TABLE}">\
<w:name w:val="{TABLE}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/><w:qFormat/>\
<w:tblPr><w:tblBorders>\
<w:bottom w:val="single" w:sz="4" w:space="0" w:color="{RULE}"/>\
<w:insideH w:val="single" w:sz="4" w:space="0" w:color="{RULE}"/></w:tblBorders>\
<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="70" w:type="dxa"/>\
<w:bottom w:w="40" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr>\
<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>\
<w:bottom w:val="single" w:sz="8" w:space="0" w:color="0E5A45"/></w:tcBorders></w:tcPr>\
</w:tblStylePr></w:style>"""
