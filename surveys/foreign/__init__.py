"""Answers gathered with other tools: their columns and values mapped, rehearsed, then counted."""
