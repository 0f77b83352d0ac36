"""The content that ships with Repères, read once for all tests: parsing it takes a second."""

from datetime import date
from functools import cache
from pathlib import Path

from sqlalchemy.orm import Session

import referentiel
import surveys
from referentiel.formats import yaml_file
from referentiel.loading import Loaded, write_version
from referentiel.people import Organisation
from surveys.event_file import read
from surveys.events import write_event
from surveys.models import Event

REFERENTIEL = Path(referentiel.__file__).parent / "data" / "dt-2026.0.yaml"
SEMINAR = Path(surveys.__file__).parent / "data" / "seminaire-cooperer-2015.yaml"
TWO_DAYS = Path(surveys.__file__).parent / "data" / "journees-des-territoires-2018.yaml"

tree_of = cache(yaml_file.read)
node_of = cache(read)


def shipped_version(session: Session, organisation: Organisation) -> Loaded:
    """Return the référentiel that ships, written in the base of the test."""
    return write_version(
        session, tree_of(REFERENTIEL), organisation=organisation, today=date(2026, 2, 3)
    )


def shipped_event(session: Session, path: Path, organisation: Organisation) -> Event:
    """Return an event that ships, written in the base of the test."""
    return write_event(session, node_of(path), organisation=organisation)
