"""The key of a series of campaigns, and the hash of one element of a code under it.

The key is drawn at random and kept for the series alone; what hashes is made of it and of the
installation's secret, so that neither a copy of the base nor the secret is enough. Elements have
few possible answers: with both, all of them can be tried. They are pseudonymous data until the key
is destroyed.
"""

import hmac
from hashlib import sha256
from secrets import token_bytes

from sqlalchemy import delete
from sqlalchemy.orm import Session

from surveys.guard.sealing import keyed
from surveys.models import LinkingKey
from surveys.models.linking import KEY_BYTES
from surveys.queries.linking import campaigns_in, key_of, series_of
from surveys.upsert import upsert

HASH_BYTES = 8  # two values of one prompt share a hash once in 2 ** 64
PURPOSE = "linking"


def hashing_key(session: Session, campaign_id: int, *, secret: str) -> bytes:
    """Return what hashes the elements of a campaign's series, drawn at its first use."""
    series_id = series_of(session, campaign_id)
    key = key_of(session, series_id)
    if key is None:
        row = {"series_id": series_id, "key": token_bytes(KEY_BYTES)}
        session.connection().execute(upsert(session, LinkingKey), row)
        key = key_of(session, series_id)
    if key is None:  # pragma: no cover -- the row was just written
        raise LookupError(series_id)
    return keyed(secret, PURPOSE, key.hex())


def hashed_element(key: bytes, prompt: str, value: str) -> str:
    """Return what is kept of one element: equal for equal values of one prompt in one series."""
    return hmac.new(key, f"{prompt}:{value}".encode(), sha256).digest()[:HASH_BYTES].hex()


def destroy_key(session: Session, campaign_id: int) -> None:
    """Destroy the key of a series, unless a campaign of it was opened and still holds answers."""
    series_id = series_of(session, campaign_id)
    session.flush()
    waves = campaigns_in(session, series_id)
    if all(wave.anonymised_on is not None or wave.opens_at is None for wave in waves):
        session.execute(delete(LinkingKey).where(LinkingKey.series_id == series_id))
