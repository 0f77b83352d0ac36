"""docs/security.md speaks of every requirement of ASVS 5.0.0, levels 1 and 2, and names real files.

`data/asvs-5.0.0.csv` lists their numbers and levels, as the standard of May 2025 numbers them.
"""

import csv
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "security.md").read_text()
TABLE = TEXT.partition("## Requirements of ASVS")[2]
ROW = re.compile(r"^\| (?P<number>[\d.]+) \| (?P<level>\d) \| (?P<state>[^|]+) \|", re.MULTILINE)
STATES = {"met", "part", "not met"}


def requirements() -> dict[str, str]:
    with (ROOT / "tests" / "data" / "asvs-5.0.0.csv").open() as file:
        return {row["requirement"]: row["level"] for row in csv.DictReader(file)}


def rows() -> list[re.Match[str]]:
    return list(ROW.finditer(TABLE))


def not_applying() -> list[str]:
    lines = [line for line in TABLE.splitlines() if line.startswith("Does not apply: ")]
    return [number for line in lines for number in re.findall(r"\d+\.\d+\.\d+", line)]


def test_every_requirement_is_spoken_of_once():
    spoken = [row["number"] for row in rows()] + not_applying()

    assert sorted(spoken) == sorted(requirements())


def test_each_requirement_has_its_level_and_a_state():
    levels = requirements()

    assert {row["number"]: row["level"] for row in rows()} == {
        row["number"]: levels[row["number"]] for row in rows()
    }
    assert {row["state"] for row in rows()} <= STATES


def test_what_is_not_wholly_met_says_why():
    unmet = [line for line in TABLE.splitlines() if "| part |" in line or "| not met |" in line]

    assert unmet
    assert all(len(line.split(" | ")[3]) > len("why") for line in unmet)


def test_every_file_named_is_there():
    names = re.findall(r"`([\w./-]+\.(?:py|html|js|md|txt|toml|csv))`", TEXT)

    assert [name for name in names if not (ROOT / name).exists()] == []
