"""A file of one line per answer: what may be in it, how it is read, and how it is written."""
