"""Writing a draft: its entries, their order, its scales, profiles and texts, by several people."""
