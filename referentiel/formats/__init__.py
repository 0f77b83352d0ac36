"""File formats of a référentiel: each module reads one into a `ReferentielTree`."""
