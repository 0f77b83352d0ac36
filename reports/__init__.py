"""The meaning: gaps, needs, and the documents that show them."""
