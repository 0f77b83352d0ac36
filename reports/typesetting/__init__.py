"""Typesetting: templates and fonts of our own, and the press that makes tagged PDF of them."""
