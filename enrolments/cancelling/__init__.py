"""Leaving and what it costs, waiving that, and the lines for invoicing."""
