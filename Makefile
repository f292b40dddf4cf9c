# 枫桥: everything a newcomer does. `make run` and `make test` need Python 3.11 and nothing else.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PORT ?= 8000
export PORT

.DEFAULT_GOAL := help
.PHONY: help run setup test services services-stop type lint format e2e bench docs screenshots messages lock

help:
	@echo "make run            装好并启动演示县  http://127.0.0.1:$(PORT)/  (PORT=端口,FENGQIAO_HOME=数据目录)"
	@echo "make test           装好并跑全部测试"
	@echo "make setup          只安装(包括测试工具)"
	@echo "make services       启动 PostgreSQL 和 Redis;make services-stop 结束它们"
	@echo "make lint type      检查代码;make format 整理格式"
	@echo "make e2e bench      浏览器测试;性能对比"
	@echo "make docs messages  由代码生成文档图表;收集并编译译文"
	@echo "make screenshots    重拍文档里的截图(需要 chromium 和中文字体)"

run:
	@$(PYTHON) scripts/install.py base
	@echo "准备数据库 …"
	@$(BIN)/fengqiao migrate --verbosity 0
	@exec $(BIN)/fengqiao demo

setup:
	@$(PYTHON) scripts/install.py base dev

test: setup
	@$(BIN)/python scripts/test.py

e2e: setup
	@$(BIN)/python -m pytest -m e2e

services:
	@$(PYTHON) scripts/services.py start

services-stop:
	@$(PYTHON) scripts/services.py stop

type: setup
	$(BIN)/python -m mypy .

lint: setup
	@$(BIN)/python scripts/lint.py

format: setup
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

bench: setup
	@$(BIN)/python -m benchmarks

docs: setup
	@$(BIN)/fengqiao state-charts

screenshots: setup
	@$(BIN)/python scripts/screenshots.py

messages: setup
	@$(BIN)/python scripts/messages.py update

lock: setup
	@$(BIN)/python scripts/lock.py
