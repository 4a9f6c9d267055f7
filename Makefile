# maild: `make demo` shows the whole job, `make test` proves it. Needs python3.11 or newer with venv and pip, and make.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
UV     := uv==0.13.8

# Compiled modules are kept, whatever the caller's environment says: the tests start hundreds of processes.
export PYTHONDONTWRITEBYTECODE :=

# uv reads none of pip's settings; a mirror that pip was told of must hold for uv too.
INDEX   = $${PIP_INDEX_URL:-$$($(BIN)/pip config get global.index-url 2>/dev/null || true)}

.PHONY: help demo test long check layers learn scores bench fuzz clean kill deb docs
.DEFAULT_GOAL := help

help:
	@echo "make demo    a survey round of two and a half weeks in a minute, with servers of its own (ARGS=--json, --keep)"
	@echo "make test    ruff, mypy and the tests: minutes"
	@echo "make long    the long tests beside them: whole trips through real servers, volume, campaigns (part of .ci/run)"
	@echo "make kill    N=1000 times SIGKILL at any moment, then every edge, every octet and every statement (hours)"
	@echo "make check   ruff, mypy and the layers: seconds, while you work"
	@echo "make scores  how well and how fast bounces are read, beside flufl.bounce, where the corpora lie beside the repository"
	@echo "make learn   learn the second reader of replies again (ARGS=--held-out: how well it reads what it has not seen)"
	@echo "make bench   what maild costs, beside other programs; writes docs/performance.* (ARGS=\"reading idle\": these sections;"
	@echo "             ARGS=--whole: a million officials, 200,000 mails too). The others are Debian's: apt-get install isync"
	@echo "             fetchmail postfix dovecot-imapd dovecot-lmtpd postgresql; .ci/run fetches Cyrus"
	@echo "make deb     dist/maild_VERSION_ARCH.deb: the Debian package, everything in it, to be installed without a network"
	@echo "make docs    what is made from the code and its libraries: docs/configuration.md, docs/events.md, public holidays"
	@echo "make fuzz    whatever others may send us, broken at random: each target for SECONDS=60 (TARGET=tokens: one)"
	@echo "make clean   remove $(VENV) and everything that was built"

demo: $(READY)
	@$(BIN)/maild demo $(ARGS)

test: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@# While mypy keeps one processor busy, another one compiles the tests, once for all that run them.
	$(BIN)/pytest -q --collect-only -m "not long" >/dev/null 2>&1 & $(BIN)/mypy; types=$$?; wait; exit $$types
	$(BIN)/pytest -q -n 4 --dist loadfile --no-loadscope-reorder -m "not long" $(ARGS)

long: $(READY)
	MAILD_TEST_DATABASE=postgresql $(BIN)/pytest -q -n 2 --dist loadfile -m "not long" tests/jobs tests/actions tests/rounds tests/web $(ARGS)
	MAILD_TEST_SQLITE=newer $(BIN)/pytest -q -n 2 --dist loadfile -m "not long" tests/store tests/jobs tests/proof tests/actions tests/cli $(ARGS)
	MAILD_TEST_SQLITE=newer $(BIN)/pytest -q -n 2 --dist loadfile -m long --timeout=900 tests/proof/test_database.py $(ARGS)
	$(BIN)/pytest -q -n 2 --dist loadfile -m long --timeout=900 $(ARGS)
	$(BIN)/pytest -q -n 2 --dist loadfile -m hypothesis --hypothesis-profile=thorough $(ARGS)

N ?= 1000
kill: $(READY)
	KILLS=$(N) STEP=1 FORGERIES=10000000 BRAKES=5000 $(BIN)/pytest -q -s --timeout=0 -m long tests/proof $(ARGS)

check: $(READY) layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

layers: $(READY)
	$(BIN)/pytest -q tests/test_layers.py

# The second reader of replies: its weights come from tests/samples/replies alone, the same every time.
learn: $(READY)
	@$(BIN)/python tests/scores/learn.py $(ARGS)

scores: $(READY)
	@$(BIN)/python tests/scores/scores.py

bench: $(READY)
	@$(BIN)/python -m tests.bench.bench $(ARGS)

deb: $(READY)
	@$(BIN)/python -m deb.build

docs: $(READY)
	@$(BIN)/python -m deb.days
	@$(BIN)/python -m deb.pages
	@$(BIN)/maild events --markdown > docs/events.md

SECONDS ?= 60
fuzz: $(READY)
	FUZZ_S=$(SECONDS) $(BIN)/pytest -q -s --timeout=0 -m long tests/proof/test_fuzz.py $(if $(TARGET),-k "$(TARGET)")

# uv installs the lock in seconds; where it cannot be had, pip does the same with the same hashes.
$(READY): requirements.lock pyproject.toml
	@echo "maild: setting up $(VENV) from requirements.lock (once) …"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "maild needs Python 3.11 or newer; set PYTHON=python3.11")'
	@rm -f $@
	@$(PYTHON) -m venv $(VENV)
	@{ $(BIN)/python -m pip install --quiet --disable-pip-version-check "$(UV)" \
	   && { index="$(INDEX)"; [ -z "$$index" ] || export UV_DEFAULT_INDEX="$$index"; } \
	   && UV_HTTP_TIMEOUT=30 $(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock; } 2>$(VENV)/uv.log \
	|| { echo "maild: uv did not work (see $(VENV)/uv.log); pip takes about half a minute"; \
	     $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

clean:
	rm -rf $(VENV) build dist demo-output .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
