"""The README tells the truth: its commands, its map and its glossary exist."""

import re
from pathlib import Path

import pytest

import referentiel.models
import reports.archive
import reports.document
import reports.trajectory
import surveys.levels
import surveys.models
import surveys.tickets
from webapp.cli import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
MODULES = (
    referentiel.models,
    reports.archive,
    reports.document,
    reports.trajectory,
    surveys.levels,
    surveys.models,
    surveys.tickets,
)


def _rows(title: str) -> list[list[str]]:
    part = README.partition(f"## {title}\n")[2].partition("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


@pytest.mark.parametrize("target", sorted(set(re.findall(r"(?:^|`)make ([a-z]+)", README, re.M))))
def test_each_make_target_shown_exists(target):
    assert re.search(rf"^{target}:.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE)


@pytest.mark.parametrize("command", sorted(set(re.findall(r"reperes ([a-z]+)", README))))
def test_each_command_shown_exists(command):
    assert command in main.commands


@pytest.mark.parametrize("row", _rows("Where things live"), ids=lambda row: row[0])
def test_each_place_of_the_map_exists(row):
    assert (ROOT / row[0].strip("`")).is_dir()


@pytest.mark.parametrize("word", re.findall(r"`([A-Z]\w+)`", str(_rows("Glossary"))))
def test_each_word_of_the_glossary_is_a_class(word):
    assert any(hasattr(module, word) for module in MODULES)


@pytest.mark.parametrize("picture", re.findall(r"\]\((docs/images/[^)]+)\)", README))
def test_each_picture_shown_exists(picture):
    assert (ROOT / picture).stat().st_size > 1000
