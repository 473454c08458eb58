"""What `make` does: setting up, the demo, the tests, the checks. Nothing of Leerlijn imports this."""
