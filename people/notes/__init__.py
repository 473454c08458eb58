"""Notes of staff on things of any floor: what to remember, and who thinks of it by when."""
