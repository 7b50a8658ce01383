# Établi : deux commandes suffisent, `make demo` et `make test`.
SHELL := /bin/bash
.DEFAULT_GOAL := aide

PY := .venv/bin/python
ADRESSE ?= 127.0.0.1
PORT ?= 8000
RESEAU ?=

.PHONY: aide
aide: ## Liste les commandes
	@grep -hE '^[a-z_-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

.venv/.pret: requirements/base.txt outils/environnement.sh
	@outils/environnement.sh base
	@touch $@

.venv/.pret-dev: .venv/.pret requirements/dev.txt
	@outils/environnement.sh dev
	@touch $@

.PHONY: demo
demo: export AVERTISSEMENT_DEMO = Démonstration : les territoires sont réels, les personnes, les propos, les offres et les chiffres des projets sont inventés.
demo: .venv/.pret ## Installe, joue tout le programme sur des territoires réels et le sert sur 127.0.0.1:8000
	@$(PY) manage.py demo
	@$(PY) manage.py servir --adresse $(ADRESSE) --port $(PORT) --comptes-de-demonstration

.PHONY: serve
serve: .venv/.pret ## Sert la base existante ; RESEAU=1 l'ouvre aux téléphones du réseau local
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py servir --adresse $(ADRESSE) --port $(PORT) $(if $(RESEAU),--reseau)

.PHONY: test
test: .venv/.pret-dev ## Joue toute la suite : SQLite, navigateur, puis PostgreSQL quand il est là
	@outils/tests.sh

.PHONY: check
check: .venv/.pret-dev ## Relit le code : ruff, mypy strict, contrats d'imports, migrations, gabarits
	@outils/relire.sh

.PHONY: bench
bench: .venv/.pret-dev ## Mesure : nos pages contre une page Django nue, un seul tableau
	@$(PY) tests/charge/tableau.py

.PHONY: bancs
bancs: .venv/.pret-dev ## Joue tous les autres bancs de tests/charge, un par un
	@for banc in tests/charge/banc_*.py; do echo "== $$banc"; $(PY) $$banc || exit 1; done

.PHONY: doc
doc: .venv/.pret ## Réécrit les pages de docs/ qui découlent du code (cycles, droits)
	@$(PY) manage.py ecrire_la_documentation

.PHONY: format
format: .venv/.pret-dev ## Met le code en forme
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format --quiet . ; git ls-files "*.html" | xargs .venv/bin/djade --target-version 5.2 >/dev/null 2>&1 ; true

.PHONY: verrou
verrou: .venv/.pret-dev ## Recalcule les versions verrouillées (requirements/*.txt), sans adresse de dépôt
	@outils/verrouiller.sh

.PHONY: propre
propre: ## Efface ce que la démonstration a créé (base et fichiers)
	rm -rf var
