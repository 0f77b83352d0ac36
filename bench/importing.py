"""What the import of a big reference costs: time by size, and the peak memory of its process.

Each import runs in a process of its own, with all that a worker of the site has loaded.
"""

import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from statistics import median
from time import process_time

from sqlalchemy import func, select

from bench.printing import number, show, verdict
from bench.references import NAMESPACE, big_tree, esco_archive, skos_turtle
from referentiel.formats import FORMATS, format_of
from referentiel.formats.base import Naming, Source
from referentiel.loading import write_version
from referentiel.models import Edge, Item, Version
from referentiel.people import Organisation
from referentiel.versioning import draft_from, publish
from webapp.cli import main as _everything_of_the_command  # noqa: F401 -- its memory counts
from webapp.database import make_engine, session_maker
from webapp.migrating import migrate

SMALL, BIG = 5_000, 20_000
MOST_MEGABYTES = 500
MOST_DRAFTING, MOST_PUBLISHING = 2.0, 3.0  # seconds
MOST_TIMES = 4.6  # four times as many items, and some noise
TODAY = date(2026, 11, 20)
KINDS = {
    "SKOS, Turtle": ("turtle", "plain"),
    "SKOS, Turtle de Repères": ("turtle", "own"),
    "SKOS, JSON-LD de Repères": ("jsonld", "own"),
    "ESCO, CSV": ("esco", "plain"),
}


@dataclass(frozen=True)
class Cost:
    """Processor seconds of reading and of writing, and megabytes at the peak."""

    items: int
    edges: int
    read: float
    write: float
    peak: float

    @property
    def whole(self) -> float:
        return self.read + self.write


def import_one(path: Path, key: str, base: Path) -> Cost:
    """Import a file into a new base, in this process."""
    engine = make_engine(f"sqlite:///{base}")
    migrate(engine)
    with session_maker(engine)(True) as session:
        organisation = Organisation(slug="banc", name="Banc", kind="network")
        session.add(organisation)
        session.flush()
        start = process_time()
        source = Source(path.name, path.read_bytes())
        if format_of(source).key != key:
            raise RuntimeError(f"{path.name} is not taken for {key}")
        read = FORMATS[key].read
        assert read is not None
        found = read(source, Naming("banc", "banc", NAMESPACE))
        del source
        middle = process_time()
        if found.tree is None or found.issues:
            raise RuntimeError(f"{path.name}: {found.issues[:3]}")
        version = write_version(session, found.tree, organisation=organisation, today=TODAY).version
        session.commit()
        end = process_time()
        items, edges = (
            session.scalar(select(func.count()).where(table.version_id == version.id)) or 0
            for table in (Item, Edge)
        )
    return Cost(items, edges, middle - start, end - middle, peak_megabytes())


def peak_megabytes() -> float:
    """Return the most memory that this process has had; what it was forked from does not count."""
    lines = Path("/proc/self/status").read_text().splitlines()
    found = next(line for line in lines if line.startswith("VmHWM:"))
    return int(found.split()[1]) / 1024


def compare_imports(folder: Path, sizes: tuple[int, int] = (SMALL, BIG), rounds: int = 3) -> None:
    """Import each kind of file at both sizes, and print the costs."""
    rows = []
    for name, (key, words) in KINDS.items():
        small, big = (
            [_apart(_made(folder, key, words, size), key) for _ in range(rounds)] for size in sizes
        )
        rows.append(_row(name, small, big))
    show(
        f"Import d’un grand référentiel : {number(sizes[0], 0)} et {number(sizes[1], 0)} entrées",
        f"Secondes de processeur, médiane de {rounds}. Cible : × {number(MOST_TIMES)} au plus "
        f"pour × {number(sizes[1] / sizes[0])} entrées, pic du processus sous {MOST_MEGABYTES} Mo",
        ("", "lire", "écrire", "rapport", "", "pic, Mo", ""),
        rows,
    )


def compare_versions(folder: Path, sizes: tuple[int, int] = (SMALL, BIG), rounds: int = 3) -> None:
    """Draft the next version from a published one, publish it, and print the costs by size."""
    taken = {size: [_next_version(folder, size) for _ in range(rounds)] for size in sizes}
    rows = []
    for place, (name, most) in enumerate(
        (("Brouillon", MOST_DRAFTING), ("Publication", MOST_PUBLISHING))
    ):
        small, big = (median(one[place] for one in taken[size]) for size in sizes)
        ratio = f"× {number(big / small)}"
        rows.append((name, number(small), number(big), ratio, verdict(big <= most)))
    show(
        f"Version suivante : {number(sizes[0], 0)} et {number(sizes[1], 0)} entrées",
        f"Secondes de processeur, médiane de {rounds}. Cible : {number(MOST_DRAFTING)} s pour un "
        f"brouillon, {number(MOST_PUBLISHING)} s pour sa publication",
        ("", "petit", "grand", "rapport", ""),
        rows,
    )


def _next_version(folder: Path, size: int) -> tuple[float, float]:
    """Return the processor seconds of drafting and of publishing, in a new base."""
    base = folder / f"next-{size}.sqlite3"
    engine = make_engine(f"sqlite:///{base}")
    migrate(engine)
    sessions = session_maker(engine)
    with sessions(True) as session:
        organisation = Organisation(slug="banc", name="Banc", kind="network")
        session.add(organisation)
        session.flush()
        tree = big_tree(size)
        first = write_version(session, tree, organisation=organisation, today=TODAY).version.id
        session.commit()
    with sessions(True) as session:
        start = process_time()
        draft = draft_from(session, session.get_one(Version, first)).id
        session.commit()
        middle = process_time()
    with sessions(True) as session:
        publish(session, session.get_one(Version, draft), standing="projet", today=TODAY)
        session.commit()
        end = process_time()
    engine.dispose()
    for left in base.parent.glob(f"{base.name}*"):
        left.unlink()
    return middle - start, end - middle


def _row(name: str, small: list[Cost], big: list[Cost]) -> tuple[str, ...]:
    ratio = median(one.whole for one in big) / median(one.whole for one in small)
    peak = max(one.peak for one in big)
    return (
        name,
        number(median(one.read for one in big)),
        number(median(one.write for one in big)),
        f"× {number(ratio)}",
        verdict(ratio <= MOST_TIMES),
        number(peak, 0),
        verdict(peak < MOST_MEGABYTES),
    )


def _made(folder: Path, key: str, words: str, items: int) -> Path:
    path = folder / f"{key}-{words}-{items}"
    if not path.exists():
        tree = big_tree(items)
        if words == "own":
            write = FORMATS[key].write
            assert write is not None
            with path.open("wb") as stream:
                write(tree, stream)
        else:
            path.write_bytes({"turtle": skos_turtle, "esco": esco_archive}[key](tree))
    return path


def _apart(path: Path, key: str) -> Cost:
    base = path.with_suffix(".sqlite3")
    command = [sys.executable, "-m", "bench.importing", str(path), key, str(base)]
    try:
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    finally:
        for left in base.parent.glob(f"{base.name}*"):
            left.unlink()
    return Cost(**json.loads(said.splitlines()[-1]))


if __name__ == "__main__":
    print(json.dumps(asdict(import_one(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])))))
