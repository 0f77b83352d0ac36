"""Pictures of a Word file, each at the cost of one.

python-docx compares each with all before it, and reads the whole file for its number.
"""

from io import BytesIO
from typing import Any

from docx.document import Document as WordFile
from docx.image.image import Image
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml.shape import CT_Inline
from docx.parts.image import ImagePart
from docx.shared import Length

from reports.exports.docx_styles import MARGIN, PAGE

WIDTH = Length(PAGE[0] - 2 * MARGIN)


class Pictures:
    """The pictures of a file so far; one that comes again is kept once."""

    def __init__(self, file: WordFile) -> None:
        self._file = file
        self._story: Any = file.part
        self._parts: dict[bytes, ImagePart] = {}
        self._count = 0

    def add(self, png: bytes, alternative: str) -> None:
        """Add a picture as wide as the page, with what it shows in words, below the rest."""
        self._count += 1
        part = self._part(png)
        key = self._story.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
        size = part.image.scaled_dimensions(WIDTH, None)
        inline: Any = CT_Inline.new_pic_inline(self._count, key, part.filename, *size)
        inline.docPr.set("descr", alternative)
        run: Any = self._file.add_paragraph().add_run()
        run._r.add_drawing(inline)

    def _part(self, png: bytes) -> ImagePart:
        if png not in self._parts:
            name = PackURI(f"/word/media/image{len(self._parts) + 1}.png")
            self._parts[png] = ImagePart.from_image(Image.from_file(BytesIO(png)), name)
        return self._parts[png]
