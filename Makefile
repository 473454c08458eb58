# Options are variables (`make test only=waitlist`); make hands them to make.py in the environment.
PYTHON ?= python3
.PHONY: help demo check test promise bench screenshots messages access

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /: /'
demo: ## site, mail, worker and example data, with a login for each role (PORT=8000, FRESH=1, AS_OF=2025-05-15)
	@$(PYTHON) make.py demo
check: ## style, types, floors, migrations, translations, privacy; needs no database (only=types)
	@$(PYTHON) make.py check
test: ## the whole suite on SQLite and PostgreSQL (only=waitlist, db=sqlite, DATABASE_URL= for a server of your own)
	@$(PYTHON) make.py test
promise: ## promises against real processes, each with its red control (only="P01 P03", db=sqlite)
	@$(PYTHON) make.py promise
bench: ## what we take beside the bare limit, and the ratio (only=enrol)
	@$(PYTHON) make.py bench
screenshots: ## a picture of each page, for the README
	@$(PYTHON) make.py screenshots
messages: ## collect the texts for translation into locale/ (needs gettext)
	@$(PYTHON) make.py messages
access: ## write docs/access.md from the access table
	@$(PYTHON) make.py access
