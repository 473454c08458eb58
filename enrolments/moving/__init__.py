"""A seat that moves to another edition of its course. What it does is in `enrolments.actions`, under both locks."""
