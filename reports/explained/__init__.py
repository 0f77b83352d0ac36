"""How each figure is computed, in plain words: a file for each family of figures."""
