"""Questionnaires on paper: printed with a code each, keyed, checked, and counted once."""
