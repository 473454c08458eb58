"""Notes on editions and on the enrolments in them."""
