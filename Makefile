# A fresh machine has Python 3.11 or newer, make and sh; everything else comes with `make setup`.
# One command per line: `a && b || c` would hide a check that fails.

PYTHON ?= python3
UV ?= uv
BIN := .venv/bin
STAMP := .venv/set-up
PEERS := tests/peers/node_modules/.package-lock.json
BENCH_PEERS := benchmarks/work/peers/set-up

.DEFAULT_GOAL := help
.PHONY: help setup assets peers demo screenshots test test-slow lint bench bench-peers soak migration clauses interpretations pictures constraints clean

help: ## list these tasks · 列出各项任务
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r task what; do printf '  %-22s %s\n' "make $$task" "$$what"; done

setup: assets ## make .venv, with .venv/bin/tierline in it · 建立 .venv，内有 .venv/bin/tierline

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and f"tierline needs Python 3.11 or newer, and $(PYTHON) is {sys.version.split()[0]}. Name another one: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --group dev --editable .
	@touch $(STAMP)

assets: $(STAMP) ## build what the console's pages load, where it has changed · 构建控制台页面所载文件
	@$(BIN)/python -m tools.assets

demo: setup ## grade twelve months of a sample operator into ./demo · 为样例运营商评定十二个月，结果在 ./demo
	$(BIN)/tierline demo

$(PEERS): tests/peers/package-lock.json $(STAMP)
	$(BIN)/python -m tools.peers
	@touch $(PEERS)

peers: $(PEERS) ## install what tests talk to, an SMS centre and an identity provider · 安装测试所用的短信中心与身份认证

test: lint $(PEERS) ## every check and every quick test · 全部检查与快速测试
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

test-slow: setup $(PEERS) ## the tests that `make test` leaves out · 运行 make test 略去的慢速测试
	$(BIN)/python -m pytest -m slow

lint: setup ## style, types and the order of rooms · 检查风格、类型与分层
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: setup ## measure speed and memory into benchmarks/results · 测量速度与内存，结果在 benchmarks/results
	$(BIN)/python -m benchmarks.run
	$(BIN)/python -m benchmarks.next_month
	$(BIN)/python -m benchmarks.foresight
	$(BIN)/python -m benchmarks.outlook
	$(BIN)/python -m benchmarks.months_report
	$(BIN)/python -m benchmarks.interchange
	$(BIN)/python -m benchmarks.service
	$(BIN)/python -m benchmarks.console
	$(BIN)/python -m benchmarks.lists

$(BENCH_PEERS): pyproject.toml benchmarks/peers/constraints.txt
	$(PYTHON) -m venv benchmarks/work/peers
	benchmarks/work/peers/bin/python -m pip install --quiet --upgrade pip
	benchmarks/work/peers/bin/python -m pip install --quiet --constraint benchmarks/peers/constraints.txt --group peers
	@touch $(BENCH_PEERS)

bench-peers: setup $(BENCH_PEERS) ## the same month by plain Python, pandas, Polars, zen-engine, openfisca · 与其他工具比较同一个月
	$(BIN)/python -m benchmarks.peers

soak: setup ## ten minutes of mixed load on each database, then every check · 混合负载十分钟后逐项检查
	$(BIN)/python -m benchmarks.soak

migration: setup ## write a migration from what the tables have changed (NAME=slug) · 由数据表的变化生成迁移脚本
	$(BIN)/python -m tools.migration $(NAME)

clauses: setup ## every clause with the tests that prove it (REQUIRE='GRD-*') · 列出各条款及其证明测试
	@$(BIN)/python -m pytest --clauses --quiet --no-header $(if $(REQUIRE),--require '$(REQUIRE)') $(if $(EXCEPT),--except '$(EXCEPT)')

interpretations: setup ## write docs/interpretations anew from the packs · 由政策包重写 docs/interpretations
	$(BIN)/tierline policy interpretations --out docs/interpretations

pictures: setup ## make the README's pictures anew from the demo · 由演示重新生成 README 的图片
	$(BIN)/python -m tools.pictures

screenshots: setup ## make docs/pictures/console anew, by the machine's Chromium · 重新拍摄控制台页面的图片
	$(BIN)/python -m tools.screenshots

constraints: ## pin the newest versions that fit, with uv · 用 uv 更新版本锁定
	$(UV) pip compile --universal --no-header --no-annotate --upgrade --quiet --python-version 3.11 --group dev pyproject.toml --output-file constraints.txt

clean: ## remove what checks, builds and the demo left · 清除检查、构建与演示留下的文件
	rm -rf build dist demo benchmarks/work .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name .venv -prune -o -name __pycache__ -prune -exec rm -rf {} +
