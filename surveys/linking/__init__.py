"""Linking what the same people answered before, after and later, without knowing who they are."""
