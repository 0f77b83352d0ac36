"""Two people who change the same entry: what both said, and what can be kept of both at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from referentiel.base import Refusal, french

Fields = dict[str, str]  # the texts of an entry, by the names of the fields of its form
LINES = (".label", "code", "label")  # names of fields of one line end so


@dataclass(frozen=True)
class Sent:
    """What comes from a form: the fields it held, what it had shown of them, and when.

    `seen` holds, by field, the digest of the text that was shown; `by` is who sends it.
    """

    revision: int
    fields: Fields
    seen: Mapping[str, str] = field(default_factory=dict)
    by: int | None = None


@dataclass(frozen=True)
class Clash:
    """A field to which two people gave different texts."""

    field: str
    theirs: str
    mine: str


@dataclass(frozen=True)
class Merge:
    """`written` is what to write, `joined` the fields that somebody else changed meanwhile."""

    written: Fields
    joined: tuple[str, ...]


class WrittenMeanwhile(Refusal):
    """Somebody else changed the same fields; nothing was written.

    `now` and `revision` are what the entry says at present, `by` who wrote it last; `mine` is all
    that was to be written.
    """

    sentence = french(
        "Une autre personne a changé le même texte : rien n’a été enregistré. Comparez les deux "
        "textes, puis choisissez."
    )

    def __init__(
        self, clashes: tuple[Clash, ...], mine: Fields, now: Fields, revision: int, by: int | None
    ) -> None:
        super().__init__()
        self.clashes, self.mine, self.now, self.revision = clashes, mine, now, revision
        self.by = by


@dataclass(frozen=True)
class Saved:
    """What an entry says once a form is saved; `written` and `joined` name fields."""

    revision: int
    fields: Fields
    written: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()


def digest(text: str) -> str:
    """Return some characters that tell a text from another."""
    return sha256(text.encode(errors="surrogatepass")).hexdigest()[:12]


def digests(fields: Mapping[str, str]) -> dict[str, str]:
    """Return the digest of each field."""
    return {name: digest(plain(name, text)) for name, text in fields.items()}


def plain(name: str, text: str) -> str:
    """Return a text as it is kept: no blanks around it, one kind of line end, labels on a line."""
    if name.endswith(LINES):
        return " ".join(text.split())
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def settle(sent: Sent, now: Fields, revision: int, by: int | None = None) -> Merge:
    """Return what to write of a form, on an entry that says `now` at `revision`, last by `by`.

    What nobody else touched is written; what only somebody else changed is left as they wrote it.

    Raises:
        WrittenMeanwhile: a field was given two different texts.
    """
    seen = sent.seen if sent.revision != revision else digests(now)
    written: Fields = {}
    joined, clashes = [], []
    for name, said in sent.fields.items():
        mine, theirs = plain(name, said), plain(name, now.get(name, ""))
        shown = seen.get(name, digest("") if sent.revision == revision else None)
        if mine == theirs:
            continue
        if digest(mine) == shown:
            joined.append(name)
        elif digest(theirs) == shown:
            written[name] = mine
        else:
            clashes.append(Clash(name, theirs, mine))
    if clashes:
        mine_all = written | {clash.field: clash.mine for clash in clashes}
        raise WrittenMeanwhile(tuple(clashes), mine_all, now, revision, by)
    return Merge(written, tuple(joined))
