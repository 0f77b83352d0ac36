"""Correcting themes: what a person decides of the texts of one question, kept until they go.

A text is given by its digest. Whoever calls holds the campaign (`surveys.queries.campaigns`), so
that decisions come one after the other, and gives the stamp of what the person had before them.
"""

from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from referentiel.base import Refusal, french
from surveys.guard.sealing import keyed
from surveys.models import Submission, Theme, ThemeText
from surveys.queries.campaigns import hold_batch
from surveys.queries.themes import theme_named
from surveys.upsert import upsert

PURPOSE = "theme"
LONGEST_NAME = 80
MOST_WORDS = 12
STAMP = 16  # characters


class ThemesChanged(Refusal):
    sentence = french(
        "Ces thèmes ont changé entre-temps : rien n’a été enregistré. Relisez, puis recommencez."
    )


class ThemeNamed(Refusal):
    sentence = french(
        "Un thème de cette question s’appelle déjà « %(name)s ». Choisissez un autre nom, ou "
        "réunissez les deux."
    )


def text_digest(secret: str, campaign_id: int, question: str, text: str) -> bytes:
    """Return by what a text is known under a question: alike texts alike, there and nowhere else.

    32 bytes; without the secret of the installation nobody can try texts against them.
    """
    return keyed(secret, PURPOSE, f"{campaign_id}:{question}:{text}")


def stamp_of(theme: Theme, placed: Mapping[bytes, bool]) -> str:
    """Return what tells a theme, as it is, from what it was or will be."""
    rows = sorted((digest.hex(), belongs) for digest, belongs in placed.items())
    return _stamp((theme.id, theme.name, theme.words, theme.kept, rows))


def stamp_of_text(
    digest: bytes, themes: Iterable[Theme], placed: Mapping[int, Mapping[bytes, bool]]
) -> str:
    """Return what tells where a text is, among the themes there are, from where it was."""
    return _stamp(
        sorted((theme.id, theme.words, placed.get(theme.id, {}).get(digest)) for theme in themes)
    )


def _stamp(told: object) -> str:
    return sha256(repr(told).encode()).hexdigest()[:STAMP]


def add_theme(
    session: Session,
    campaign_id: int,
    question: str,
    *,
    name: str,
    words: Collection[str],
    texts: Iterable[bytes] = (),
    kept: bool = True,
) -> Theme:
    """Keep a theme with these texts in it, or put one aside; one put aside gives its name up.

    Raises:
        ThemeNamed: another bears the name.
    """
    _give_name(session, campaign_id, question, name)
    theme = Theme(campaign_id=campaign_id, question=question, name=name, words=[*words], kept=kept)
    session.add(theme)
    session.flush()
    _put(session, theme, dict.fromkeys(texts, True))
    return theme


def change_theme(session: Session, theme: Theme, *, name: str, words: Collection[str]) -> None:
    """Give a theme another name, or other words by which texts are proposed.

    Raises:
        ThemeNamed: another bears the name.
    """
    _give_name(session, theme.campaign_id, theme.question, name, besides=theme)
    theme.name, theme.words = name, [*words]
    session.flush()


def put_in(session: Session, theme: Theme, texts: Iterable[bytes]) -> None:
    """Decide that texts are in a theme."""
    _put(session, theme, dict.fromkeys(texts, True))


def place_text(
    session: Session, digest: bytes, *, inside: Iterable[Theme], outside: Iterable[Theme]
) -> None:
    """Decide of one text: in these themes, out of those."""
    for belongs, themes in ((True, inside), (False, outside)):
        for theme in themes:
            _put(session, theme, {digest: belongs})


def merge_themes(
    session: Session, gone: Theme, into: Theme, *, proposed: Collection[bytes] = ()
) -> None:
    """Make one theme of two, under the name of `into`.

    What was in either is in it. What was put out of `gone` is out, unless it is in `into` or among
    those `proposed` there.
    """
    kept, lost = _placed(session, into), _placed(session, gone)
    joined = {
        digest: belongs
        for digest, belongs in lost.items()
        if belongs or (digest not in kept and digest not in proposed)
    }
    into.words = [*dict.fromkeys([*into.words, *gone.words])]
    _delete(session, gone)
    _put(session, into, joined)


def split_theme(session: Session, theme: Theme, texts: Collection[bytes], *, name: str) -> Theme:
    """Move texts from a theme to a new one, which no words bring others to yet.

    Raises:
        ThemeNamed: another bears the name.
    """
    new = add_theme(session, theme.campaign_id, theme.question, name=name, words=[], texts=texts)
    _put(session, theme, dict.fromkeys(texts, False))
    return new


def put_aside(session: Session, theme: Theme) -> None:
    """Dismiss a theme: its texts are in none of it, and its words make no other."""
    session.execute(delete(ThemeText).where(ThemeText.theme_id == theme.id))
    theme.kept = False
    session.flush()


def forget_theme(session: Session, theme: Theme) -> None:
    """Delete a theme, so that its words may be suggested again."""
    _delete(session, theme)


def forget_themes(session: Session, campaign_id: int) -> None:
    """Delete all themes of a campaign."""
    own = select(Theme.id).where(Theme.campaign_id == campaign_id)
    session.execute(delete(ThemeText).where(ThemeText.theme_id.in_(own)))
    session.execute(delete(Theme).where(Theme.campaign_id == campaign_id))


def forget_texts_of(session: Session, campaign_id: int, ticket_hash: bytes, *, secret: str) -> None:
    """Forget what was decided of the texts sent under a ticket, which are about to go.

    Whoever wrote the same has it proposed again.
    """
    hold_batch(session, campaign_id)  # nobody sorts texts meanwhile
    sent = select(Submission.answers).where(Submission.ticket_hash == ticket_hash)
    answers = session.scalar(sent) or {}
    digests = [
        text_digest(secret, campaign_id, question, said)
        for question, said in answers.items()
        if isinstance(said, str)
    ]
    if digests:
        session.execute(delete(ThemeText).where(ThemeText.digest.in_(digests)))


def _give_name(
    session: Session, campaign_id: int, question: str, name: str, besides: Theme | None = None
) -> None:
    named = theme_named(session, campaign_id, question, name)
    if named is None or named is besides:
        return
    if named.kept:
        raise ThemeNamed(name=name)
    _delete(session, named)


def _placed(session: Session, theme: Theme) -> dict[bytes, bool]:
    rows = session.execute(
        select(ThemeText.digest, ThemeText.belongs).where(ThemeText.theme_id == theme.id)
    )
    return {row.digest: row.belongs for row in rows}


def _put(session: Session, theme: Theme, placed: Mapping[bytes, bool]) -> None:
    rows = [
        {"theme_id": theme.id, "digest": digest, "belongs": placed[digest]}
        for digest in sorted(placed)
    ]
    if rows:
        key = ("theme_id", "digest")
        session.connection().execute(upsert(session, ThemeText, key, replace=("belongs",)), rows)


def _delete(session: Session, theme: Theme) -> None:
    session.execute(delete(ThemeText).where(ThemeText.theme_id == theme.id))
    session.delete(theme)
    session.flush()
