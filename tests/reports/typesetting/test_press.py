"""What every PDF of ours is: tagged, in a language, titled, fit for an archive, the same twice."""

import hashlib
import random
from datetime import UTC, datetime

import pikepdf
import pytest

from reports.typesetting.glyphs import FONTS, INSTEAD, covered, drawable
from reports.typesetting.press import TEMPLATES, typeset
from tests.pdf import faults, kinds, opened, words

AT = datetime(2026, 11, 29, 10, 0, tzinfo=UTC)
EMPTY = {"title": "Titre", "subtitle": "", "notices": [], "sections": []}


def made(**data):
    return typeset("document", {**EMPTY, **data}, language="fr", at=AT)


def test_a_file_is_tagged_and_fit_for_an_archive(tmp_path):
    path = tmp_path / "titre.pdf"
    path.write_bytes(made(notices=["Une phrase, avec « œ » et une espace\u202ffine."]))

    assert not faults(path)


def test_a_file_says_its_title_its_language_and_its_structure():
    pdf = opened(made(notices=["Une phrase."]))

    assert pdf.Root.Lang == "fr-FR"
    assert pdf.Root.MarkInfo.Marked
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    with pdf.open_metadata() as metadata:
        assert metadata["dc:title"] == "Titre"
    assert kinds(pdf)[0] == "Document"
    assert "P" in kinds(pdf)


def test_the_same_arguments_give_the_same_bytes():
    assert made() == made()
    assert made() != typeset("document", EMPTY, language="fr", at=AT.replace(day=30))


def test_texts_stay_texts_whatever_they_hold():
    hostile = '#import "/etc/passwd" $x^2$ <a> *gras* \\ #{1+1} "@preview/x:1.0.0"'

    assert hostile in words(made(notices=[hostile]))


def test_what_no_font_can_draw_becomes_a_square_and_shaping_marks_go():
    assert drawable({"a": ["x\u200b\ufe0f日\t\x00y", 3, None]}) == {"a": [f"x{INSTEAD} y", 3, None]}
    assert drawable("e\u0301té → ☐ \u202f😀") == "été → ☐ \u202f😀"


def test_every_character_that_is_kept_can_be_drawn_alone_and_beside_any_other():
    letters = [chr(code) for code in sorted(covered()) if drawable(chr(code)) == chr(code)]
    shuffled = random.Random(5).sample(letters, len(letters))

    assert len(letters) > 5_500
    assert made(notices=["".join(letters), "".join(shuffled)])


def test_fonts_are_those_whose_digests_are_written_beside_them():
    said = dict(line.split("  ")[::-1] for line in (FONTS / "CHECKSUMS").read_text().splitlines())
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in FONTS.iterdir()
        if path.name != "CHECKSUMS"
    }

    assert found == said
    assert sum(path.stat().st_size for path in FONTS.iterdir()) < 1_500_000
    assert {"OpenSans-LICENSE.txt", "DejaVuSans-LICENSE.txt"} <= found.keys()


def test_no_other_font_is_in_a_file():
    fonts = {str(name) for name in fonts_of(opened(made(notices=["Texte → ☐ gras"])))}

    assert fonts
    assert all("OpenSans" in name or "DejaVuSans" in name for name in fonts), fonts


def fonts_of(pdf):
    for found in pdf.objects:
        if isinstance(found, pikepdf.Dictionary) and found.get("/Type") == "/FontDescriptor":
            yield found.FontName


@pytest.mark.parametrize("template", sorted(path.stem for path in TEMPLATES.glob("*.typ")))
def test_no_template_reaches_for_a_package_or_a_place_outside(template):
    source = (TEMPLATES / f"{template}.typ").read_text("utf-8")

    assert "@preview" not in source
    assert "/" not in "".join(line for line in source.splitlines() if line.startswith("#import"))
