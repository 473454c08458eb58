"""A colleague who takes somebody's seat. What it does to the seat is in `enrolments.actions`, under its lock."""
