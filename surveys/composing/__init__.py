"""Composing questionnaires: what they ask, in which order, on which conditions, by editions."""
