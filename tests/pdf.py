"""Reading a PDF of ours in a test: its structure, its words in the order of reading, its faults."""

import io
import re

import page
import pikepdf

PROFILES = ("ua1", "2a")  # PDF/UA-1 and PDF/A-2a
STREAM = re.compile(rb"/Length (\d+)[^>]*>>\s*?stream\r?\n")
OF_LENGTH = "PDFA2A-STREAM-LENGTH-001"


def faults(path):
    """Return what a validator finds against PDF/UA-1 and PDF/A-2a in a file of ours.

    It takes data that ends with a carriage return for shorter than its length says: that fault
    counts only where we do not find each stream as long as said (ISO 32000-1, 7.3.8.2).
    """
    found = [
        one for profile in PROFILES for one in page.validate_pdf(path, profile=profile).failures
    ]
    whole = _is_as_long_as_said(path.read_bytes())
    return [str(one) for one in found if not (whole and one.rule_id == OF_LENGTH)]


def _is_as_long_as_said(data):
    ends = [said.end() + int(said[1]) for said in STREAM.finditer(data)]
    assert len(ends) == data.count(b"\nendstream")
    return all(data[end:].startswith(b"\nendstream") for end in ends)


def opened(data):
    return pikepdf.open(io.BytesIO(data))


def kinds(pdf):
    """Return the kinds of all elements of the structure tree, in the order of reading."""
    return [str(element.S).lstrip("/") for element in elements(pdf.Root.StructTreeRoot)]


def elements(node):
    held = node.get("/K", [])
    for child in held if isinstance(held, pikepdf.Array) else [held]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from elements(child)


def words(data):
    """Return the texts of a file, spaces made plain and line ends undone."""
    return " ".join(" ".join(_shown(one) for one in opened(data).pages).split())


def _shown(pdf_page):
    """Return what a page writes, through the tables by which its fonts say what they draw."""
    fonts = {name: _meanings(font) for name, font in pdf_page.Resources.get("/Font", {}).items()}
    current, said = {}, []
    for operands, operator in pikepdf.parse_content_stream(pdf_page):
        name = str(operator)
        if name == "Tf":
            current = fonts[str(operands[0])]
        elif name == "BT":
            said.append(" ")
        elif name in ("Tj", "TJ"):
            parts = operands[0] if name == "TJ" else operands
            texts = (bytes(part) for part in parts if isinstance(part, pikepdf.String))
            said += (_read(text, current) for text in texts)
    return "".join(said)


def _read(text, meanings):
    codes = (text[place : place + 2] for place in range(0, len(text), 2))
    return "".join(meanings.get(code, "") for code in codes)


def _meanings(font):
    """Return the text of each code of a font, by its ToUnicode table."""
    meanings = {}
    for operands, operator in pikepdf.parse_content_stream(font.ToUnicode):
        name = str(operator)
        values = [bytes(one) if isinstance(one, pikepdf.String) else one for one in operands]
        if name == "endbfchar":
            for code, text in zip(values[::2], values[1::2], strict=True):
                meanings[code] = text.decode("utf-16-be")
        elif name == "endbfrange":
            for first, last, text in zip(values[::3], values[1::3], values[2::3], strict=True):
                for step in range(int.from_bytes(last) - int.from_bytes(first) + 1):
                    code = (int.from_bytes(first) + step).to_bytes(len(first))
                    meanings[code] = chr(int.from_bytes(text) + step)
    return meanings
