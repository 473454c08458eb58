"""Example data: the year 2025 of the network, retold with invented people (`manage.py load_demo`).

`content/` holds the story as files; the modules here turn them into rows. The same day gives the same rows.
"""
