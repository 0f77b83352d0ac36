"""Moodle's competency framework as CSV: fourteen columns, told by their places."""
