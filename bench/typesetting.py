"""What a report of twenty pages costs as PDF beside its text alone, and a long one as any file."""

import subprocess
import sys
from datetime import UTC, datetime
from io import BytesIO
from resource import RUSAGE_SELF, getrusage
from statistics import median
from time import process_time

import pikepdf

from bench.printing import number, show, verdict
from reports.document import Document, Table
from reports.exports import FORMATS
from reports.exports.text import cell_text
from reports.exports.weight import MOST, drawings_of, is_heavy, seconds_of
from reports.file_report import file_report
from reports.files.answers import read_answers
from reports.typesetting.press import typeset

AT = datetime(2026, 11, 30, tzinfo=UTC)
MOST_TIMES = 5  # the CPU of the text alone
USUAL = (24, 6, 60)  # competences, columns of groups, people: some twenty pages
LONG = (200, 12, 60)
SIZES = ((14, 4, 60), (49, 4, 60), (100, 12, 60), LONG)
PAPER = ("pdf", "docx")
WHOLE, TEXT, RUNNING = "rapport", "texte seul", "mots à la suite"


def report_of(competences: int, columns: int, people: int) -> Document:
    """Return the report of a file of answers; each of its `columns` splits people into groups."""
    heads = ["respondent", "competence", "importance", "current", "target"]
    lines = [";".join([*heads, *(f"groupe {column}" for column in range(columns))])]
    for person in range(people):
        groups = ";".join(f"Groupe {person % (3 + column % 4)}" for column in range(columns))
        lines += [
            f"R{person};C{place:03} Conduire une démarche partagée;{(person + place) % 5};"
            f"{(person * 3 + place) % 5};{(person + 2 * place) % 5};{groups}"
            for place in range(competences)
        ]
    return file_report(read_answers("\n".join(lines).encode()), translate=str)


def written(document: Document, extension: str) -> bytes:
    """Return a report as a file."""
    stream = BytesIO()
    FORMATS[extension].write(document, stream, AT)
    return stream.getvalue()


def without_drawings(document: Document) -> Document:
    """Return a report of the same sentences and tables."""
    sections = tuple(one.model_copy(update={"chart": None}) for one in document.sections)
    return document.model_copy(update={"sections": sections})


def running(document: Document) -> bytes:
    """Return the PDF of the same words without any table, each row a paragraph."""
    sections = [
        {"title": one.title, "texts": [*one.texts, *rows_of(one.table, document)]}
        | {"charts": [], "table": None, "broad": False}
        for one in document.sections
    ]
    data = {"title": document.title, "subtitle": document.subtitle}
    data |= {"notices": document.notices, "sections": sections}
    return typeset("document", data, language=document.language, at=AT)


def rows_of(table: Table | None, document: Document) -> list[str]:
    """Return the rows of a table as lines of words."""
    if table is None:
        return []
    return [
        " ".join(
            cell_text(cell, column, document)
            for cell, column in zip(row, table.columns, strict=True)
        )
        for row in table.rows
    ]


def measure(what: str, size: tuple[int, int, int]) -> tuple[float, int]:
    """Return the CPU seconds of a file, all threads together, and its pages or its bytes."""
    document = report_of(*size)
    text = without_drawings(document)
    before = process_time()
    if what == RUNNING:
        data = running(document)
    elif what == TEXT:
        data = written(text, "pdf")
    else:
        data = written(document, "pdf" if what == WHOLE else what)
    elapsed = process_time() - before
    return elapsed, pages_of(data) if data.startswith(b"%PDF") else len(data)


def pages_of(data: bytes) -> int:
    """Return how many pages a PDF has."""
    with pikepdf.open(BytesIO(data)) as pdf:
        return len(pdf.pages)


def apart(what: str, size: tuple[int, int, int]) -> tuple[float, int, float]:
    """Return what `measure` finds in a process of its own, and the memory it took, in MB.

    The press remembers what it has set: only the first file of a process costs what a file costs.
    """
    asked = [sys.executable, "-m", "bench.typesetting", what, *map(str, size)]
    done = subprocess.run(asked, capture_output=True, text=True, check=True)
    seconds, count, memory = done.stdout.split()
    return float(seconds), int(count), float(memory)


def show_typesetting(rounds: int) -> None:
    """Print what a PDF costs beside its text alone, then a long report in every kind of file."""
    found = {what: [apart(what, USUAL) for _ in range(rounds)] for what in (WHOLE, TEXT, RUNNING)}
    cost = {what: median(one[0] for one in all_of) for what, all_of in found.items()}
    rows = [
        (what, str(found[what][0][1]), number(spent, 2), number(cost[WHOLE] / spent, 2))
        for what, spent in cost.items()
    ]
    show(
        f"7. Le PDF d’un rapport de {found[WHOLE][0][1]} pages",
        "   Secondes CPU, tous fils ensemble, chaque fichier dans un processus neuf : le rapport, "
        "ses phrases et\n   ses tableaux sans dessin, puis ses seuls mots à la suite.",
        ("", "pages", "CPU (s)", "rapport / lui"),
        rows,
    )
    reached = cost[WHOLE] / cost[TEXT] < MOST_TIMES
    target = f"le rapport coûte moins de {MOST_TIMES} fois son texte seul"
    print(f"\n  Cible : {target} : {verdict(reached)}")
    show_long()
    show_weights()


def show_long() -> None:
    """Print what the longest report costs in every kind of file."""
    found = {extension: apart(extension, LONG) for extension in FORMATS}
    show(
        f"8. Les fichiers d’un rapport de {LONG[0]} compétences par {LONG[1]} façons de grouper",
        "   Secondes CPU, chaque fichier dans un processus neuf, et la mémoire de celui-ci au plus "
        "haut (Mo).",
        ("", "CPU (s)", "mémoire"),
        [(what, number(one[0], 2), number(one[2])) for what, one in found.items()],
    )


def show_weights() -> None:
    """Print what files on paper cost at each size, beside what is told of it beforehand."""
    rows, dear = [], []
    for size in SIZES:
        document = report_of(*size)
        for extension in PAPER:
            cost, told = apart(extension, size)[0], seconds_of(document, extension)
            heavy = is_heavy(document, extension)
            dear += [] if heavy else [cost]
            rows.append(
                (
                    f"{size[0]} × {size[1]}, {extension}",
                    number(cost, 2),
                    number(told, 2),
                    number(cost / told, 2),
                    number(1_000 * cost / drawings_of(document)),
                    "à part" if heavy else "aussitôt",
                )
            )
    show(
        "9. Ce qu’un fichier coûtera, dit d’après son rapport",
        f"   Secondes CPU, mesurées et dites ; au-delà de {number(MOST)} s le fichier s’écrit à "
        "part.\n   Puis ms par dessin, qui ne doit pas croître avec leur nombre.",
        ("", "CPU (s)", "dit", "CPU / dit", "ms / dessin", "écrit"),
        rows,
    )
    target = f"ce qui s’écrit aussitôt coûte au plus {number(MOST)} s"
    print(f"\n  Cible : {target} : {verdict(max(dear) <= MOST)}")


def main() -> None:
    """Measure one file, and print its figures."""
    what, *size = sys.argv[1:]
    competences, columns, people = map(int, size)
    seconds, count = measure(what, (competences, columns, people))
    print(seconds, count, getrusage(RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    main()
