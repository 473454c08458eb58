"""Workshops: sessions of an edition that people choose from, with seats of their own (docs/decisions/0049)."""
