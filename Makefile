# Every command of the project. Needs Python 3.11 or newer (with venv) and make; "make test" fetches the rest.

ifneq (,$(wildcard .env))
include .env
export
endif

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
DATA_DIR ?= var

.PHONY: benchmark benchmark-registry run test check serve messages compile format screenshots clean language

run: export DEBUG := 1
run: $(VENV)/runtime
	@mkdir -p $(DATA_DIR)
	@$(MANAGE) compile_messages
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) seed
	@$(MANAGE) demo_accounts
	@echo "The portal runs on http://127.0.0.1:$(PORT)/ (stop it with Ctrl-C)"
	@$(MANAGE) runserver --verbosity 0 127.0.0.1:$(PORT)

# As in production: gunicorn, no DEBUG. Without TLS, to try it: SECURE_SSL_REDIRECT=0 SECRET_KEY=… make serve
serve: export SITE_URL ?= http://127.0.0.1:$(PORT)
serve: $(VENV)/runtime
	@$(BIN)/python -c 'import colabora.settings'
	@mkdir -p $(DATA_DIR)
	@$(MANAGE) compile_messages
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) seed --verbosity 0
	@$(MANAGE) collectstatic --noinput --verbosity 0
	@echo "The portal is served on $(SITE_URL)/"
	@exec $(BIN)/gunicorn colabora.wsgi --workers 2 --threads 4 --no-control-socket --bind 127.0.0.1:$(PORT) --forwarded-allow-ips "$(or $(TRUSTED_PROXIES),127.0.0.1)"

test: export DEBUG := 0
test: $(VENV)/development
	@sh tests/install_tools.sh
	@$(MANAGE_TEST) compile_messages
	@echo "== SQLite"
	@env -u DATABASE_URL sh tests/run.sh $(BIN)/python -m pytest $(ARGS)
	@echo "== PostgreSQL"
	@sh tests/with_postgres.sh sh tests/run.sh $(BIN)/python -m pytest $(ARGS)
	@echo "All tests pass on SQLite and on PostgreSQL."

MANAGE_TEST := DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python manage.py

check: $(VENV)/development
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(MANAGE_TEST) compile_messages
	@$(MANAGE_TEST) check --fail-level WARNING
	@$(MANAGE_TEST) makemigrations --check --dry-run --verbosity 0
	@$(MANAGE_TEST) check_messages

format: $(VENV)/development
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

# The interface's strings: collect them from code and templates, compile what translators filled in. Neither needs gettext.
messages: $(VENV)/development
	@$(MANAGE_TEST) collect_messages

compile: $(VENV)/runtime
	@DEBUG=1 $(MANAGE) compile_messages

$(VENV)/runtime: requirements.txt
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/development: requirements-dev.txt $(VENV)/runtime
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis

# Ratios to the same work done barely, as tables.
benchmark: $(VENV)/runtime
	@env -u DATABASE_URL PYTHONPATH=. $(BIN)/python -m tests.benchmarks.cpu

# The registry at 1,000, 10,000 and, on PostgreSQL, 100,000 spaces beside plain SQL; other sizes: ARGS=1000000
benchmark-registry: $(VENV)/runtime
	@env -u DATABASE_URL PYTHONPATH=. $(BIN)/python -m tests.benchmarks.registry $(or $(ARGS),1000 10000)
	@sh tests/with_postgres.sh env PYTHONPATH=. $(BIN)/python -m tests.benchmarks.registry $(or $(ARGS),1000 10000 100000)

# A further language, after its line in LANGUAGES, or one less, after taking that line out: make language L=cy
language: $(VENV)/development
	@test -n "$(L)" || (echo "Say which: make language L=cy"; exit 2)
	@$(MANAGE_TEST) makemigrations --name language_$(subst -,_,$(L))
	@$(MANAGE_TEST) collect_messages

# The pictures of the README, from the seeded portal in Chromium.
screenshots: $(VENV)/development
	@sh tests/install_tools.sh
	@$(MANAGE_TEST) compile_messages
	@PYTHONPATH=. $(BIN)/python -m pytest docs/screenshots.py -p no:xdist -o addopts="-q" -o testpaths=docs
