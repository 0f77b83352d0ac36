"""What every file format is made of: a source of bytes, what was read of it, and its limits."""

import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from typing import IO, TypeVar
from uuid import UUID

from referentiel.base import french
from referentiel.errors import ImportRefused, Unreadable
from referentiel.tree import ReferentielTree

DAMAGED_ARCHIVE = (
    zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, KeyError,
    zlib.error, lzma.LZMAError,
)  # fmt: skip
MOST_BYTES = 40_000_000  # of a file
MOST_UNPACKED = 400_000_000  # bytes of all that an archive holds
MOST_MEMBERS = 200  # files in an archive
MOST_ITEMS = 60_000
MOST_DEPTH = 20
LONGEST_TEXT = 20_000  # characters of one text


T = TypeVar("T")
Progress = Callable[[int, int], None]


def silent(_done: int, _total: int) -> None:
    """Tell nobody how far it is."""


def one(_thing: object) -> int:
    """Count each thing for one."""
    return 1


class TooLarge(ImportRefused):
    sentence = french(
        "Ce fichier dépasse ce qui peut être lu d’un coup : %(limit)s. Coupez-le en plusieurs."
    )


class NotReadable(Unreadable):
    sentence = french("Ce fichier n’est pas lisible comme %(format)s : %(reason)s.")


class Unrecognised(ImportRefused):
    sentence = french(
        "Le format de ce fichier n’est pas reconnu. Choisissez-le dans la liste, ou partez du "
        "modèle de tableur proposé sur cette page."
    )


@dataclass(frozen=True)
class Issue:
    """A sentence about a place of a file: what was repaired, or an error that stops the import.

    `sentence` is French, marked for translation; its `%(name)s` places are filled from `values`.
    `row` counts from 1 as a spreadsheet shows it, headers included; in JSON and YAML, where lines
    say little, `entry` names the place.
    """

    sentence: str
    values: Mapping[str, object] = field(default_factory=dict)
    row: int | None = None
    entry: str = ""
    is_error: bool = False


@dataclass(frozen=True)
class Naming:
    """What a file does not say of itself: where it belongs here, and in which language it is."""

    slug: str
    label: str
    namespace: UUID
    title: str = ""
    language: str = "fr"


@dataclass(frozen=True)
class Read:
    """What a file holds; with an error among the issues, no tree."""

    tree: ReferentielTree | None
    issues: tuple[Issue, ...] = ()

    @property
    def errors(self) -> tuple[Issue, ...]:
        return tuple(issue for issue in self.issues if issue.is_error)


class Meter:
    """How far a reading is: each part of it adds its share of the whole, and it never goes back."""

    def __init__(self, tell: Progress) -> None:
        self._tell, self._told = tell, 0
        self.at = 0.0  # of 1

    def move(self, at: float) -> None:
        """Be at least this far; each hundredth is told once."""
        self.at = max(self.at, min(at, 1.0))
        percent = int(100 * self.at)
        if percent > self._told:
            self._told = percent
            self._tell(percent, 100)


@dataclass(frozen=True)
class Source:
    """The bytes of a file, and what it was called; `progress` is told (done, total) on the way.

    Readers take what is long through `passing` or from a `stream`, and say which share of the
    whole reading that is.
    """

    name: str
    content: bytes
    progress: Progress = field(default=silent, compare=False)

    @cached_property
    def meter(self) -> Meter:
        """How far this file is read."""
        return Meter(self.progress)

    def passing(
        self, things: Iterable[T], size: int, share: float = 1.0, long: Callable[[T], int] = one
    ) -> Iterator[T]:
        """Pass things on, each `long`, and tell how many of all, of `size`, have been taken."""
        start, done = self.meter.at, 0
        for thing in things:
            done += long(thing)
            self.meter.move(start + share * min(done / max(size, 1), 1.0))
            yield thing

    def stream(self, share: float = 1.0) -> IO[bytes]:
        """Return the bytes as a file, which tells how much of it has been read."""
        return _Told(self.content, self.meter, share)

    @cached_property
    def head(self) -> str:
        """The first characters, to tell formats apart; unreadable bytes are replaced."""
        return decoded(self.content[:8_000], errors="replace").lstrip()

    @cached_property
    def text(self) -> str:
        """The whole, decoded."""
        return decoded(self.content)

    @cached_property
    def members(self) -> dict[str, int]:
        """The size, unpacked, of each file of an archive by its path; nothing for what is none.

        Raises:
            TooLarge: it says that it unpacks to more than can be held.
        """
        try:
            with zipfile.ZipFile(BytesIO(self.content)) as archive:
                found = {it.filename: it.file_size for it in archive.infolist() if not it.is_dir()}
        except (zipfile.BadZipFile, ValueError, OSError):
            return {}
        if len(found) > MOST_MEMBERS or sum(found.values()) > MOST_UNPACKED:
            raise TooLarge(limit=f"{MOST_MEMBERS} fichiers, {MOST_UNPACKED // 1_000_000} Mo")
        return found

    def member(self, path: str) -> bytes:
        """Return a file of the archive; its true size is what counts, not the one it says.

        Raises:
            TooLarge: it unpacks to more than it says.
            NotReadable: it is damaged, or needs a password.
        """
        said = self.members[path]
        try:
            with zipfile.ZipFile(BytesIO(self.content)) as archive, archive.open(path) as file:
                content = file.read(said + 1)
        except DAMAGED_ARCHIVE as reason:
            raise NotReadable(format="ZIP", reason=str(reason)) from reason
        if len(content) > said:
            raise TooLarge(limit=path)
        return content


class _Told(BytesIO):
    def __init__(self, content: bytes, meter: Meter, share: float) -> None:
        super().__init__(content)
        self._meter, self._start, self._share = meter, meter.at, share / max(len(content), 1)

    def read(self, size: int | None = -1, /) -> bytes:
        found = super().read(size)
        self._meter.move(self._start + self._share * self.tell())
        return found


def decoded(content: bytes, *, errors: str = "strict") -> str:
    """Return the text of bytes in UTF-8 or UTF-16 with a mark, UTF-8, else Windows-1252.

    What is neither is read as Latin-1, which no byte escapes.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding, errors=errors if encoding == "utf-8-sig" else "strict")
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def lines_of(content: bytes) -> Iterator[str]:
    """Return the lines of bytes, each decoded by itself: files of several encodings exist."""
    for line in content.removeprefix(b"\xef\xbb\xbf").splitlines(keepends=True):
        yield decoded(line)


Reader = Callable[[Source, Naming], Read]
Writer = Callable[[ReferentielTree, IO[bytes]], None]


@dataclass(frozen=True)
class Format:
    """One file format. `loses` says, in French, what does not come back from its own export."""

    key: str
    label: str
    extension: str
    media_type: str
    recognises: Callable[[Source], bool]
    read: Reader | None = None
    write: Writer | None = None
    loses: tuple[str, ...] = ()
