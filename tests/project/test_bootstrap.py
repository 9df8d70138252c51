"""The stdlib start script. Nothing is installed here: `.ci/run` makes real environments with it."""

from __future__ import annotations

import ast
import itertools
import sys
import threading
import time
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from tests.project.program import ROOT


@pytest.fixture
def bootstrap(monkeypatch):
    loader = SourceFileLoader("bootstrap", str(ROOT / "kontor"))  # it has no suffix that would name it Python
    module = ModuleType("bootstrap")
    module.__file__ = loader.path
    for name in ("DATABASE_URL", "DATABASE_URL_FILE", "KONTOR_BROKER_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    loader.exec_module(module)
    return module


def test_it_needs_the_standard_library_only():
    tree = ast.parse((ROOT / "kontor").read_text())
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


@pytest.mark.parametrize(
    ("argv", "url", "tier"),
    [
        (["up"], "", "base"),
        (["up"], "postgresql://db/kontor", "postgres"),
        (["--data", "test", "up"], "", "base"),
        (["migrate", "--database-url", "postgres://db/kontor"], "", "postgres"),
        (["migrate", "--database-url=postgres://db/kontor"], "", "postgres"),
        (["test", "-k", "check"], "", "test"),
        (["--data", "x", "test"], "", "test"),
        (["check"], "", "dev"),
        ([], "", "base"),
    ],
)
def test_the_smallest_lock_is_chosen(bootstrap, monkeypatch, argv, url, tier):
    monkeypatch.setenv("DATABASE_URL", url)
    assert bootstrap.needed_tier(argv) == tier


def test_redis_needs_the_lock_of_production(bootstrap, monkeypatch):
    monkeypatch.setenv("KONTOR_BROKER_URL", "redis://localhost/0")
    assert bootstrap.needed_tier(["worker"]) == "postgres"


def test_each_lock_holds_the_one_before_it(bootstrap):
    def pins(tier):
        text = (ROOT / "requirements" / f"{tier}.txt").read_text()
        return {line.partition(" ")[0] for line in text.splitlines() if "==" in line}

    tiers = [pins(tier) for tier in bootstrap.TIERS]
    assert all(smaller < larger for smaller, larger in itertools.pairwise(tiers))


def installed(bootstrap, venv, tier):
    python = bootstrap.python_of(venv)
    python.parent.mkdir(parents=True)
    python.write_text("")
    (venv / "pyvenv.cfg").write_text("")
    (venv / "kontor-lock").write_text(bootstrap.stamp_of(tier))


def test_an_environment_serves_every_smaller_lock(bootstrap, tmp_path):
    assert not bootstrap.is_current(tmp_path, "base")
    installed(bootstrap, tmp_path, "postgres")
    assert bootstrap.is_current(tmp_path, "base")
    assert bootstrap.is_current(tmp_path, "postgres")
    assert not bootstrap.is_current(tmp_path, "test")


@pytest.fixture
def commands(bootstrap, monkeypatch):
    """What the bootstrap would have run, each command's interesting end."""
    seen = []

    def run(command, failure):
        time.sleep(0.05)
        seen.append("venv" if "venv" in command else Path(command[-1]).name)

    monkeypatch.setattr(bootstrap, "run", run)
    return seen


def test_a_changed_lock_is_installed_and_nothing_is_taken_away(bootstrap, tmp_path, commands):
    installed(bootstrap, tmp_path, "test")
    tier, python, _ = bootstrap.stamp_of("test").split()
    (tmp_path / "kontor-lock").write_text(f"{tier} {python} another")
    bootstrap.install(tmp_path, "base")
    assert commands == ["test.txt"]
    assert bootstrap.is_current(tmp_path, "test")


def test_another_python_makes_the_environment_anew(bootstrap, tmp_path, commands):
    installed(bootstrap, tmp_path, "base")
    (tmp_path / "kontor-lock").write_text("base 3.10 another")
    bootstrap.install(tmp_path, "base")
    assert commands == ["venv", "base.txt"]


def test_two_starts_at_once_install_once(bootstrap, tmp_path, commands):
    venv = tmp_path / "venv"
    installed(bootstrap, venv, "base")
    (venv / "kontor-lock").unlink()
    threads = [threading.Thread(target=bootstrap.install, args=(venv, "base")) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert commands == ["base.txt"]


def test_an_install_that_is_cut_off_does_not_look_finished(bootstrap, tmp_path, monkeypatch):
    installed(bootstrap, tmp_path, "base")
    (tmp_path / "kontor-lock").write_text("base 3.11 another")
    monkeypatch.setattr(bootstrap.subprocess, "run", lambda *_, **__: SimpleNamespace(returncode=1))
    with pytest.raises(SystemExit) as refusal:
        bootstrap.install(tmp_path, "base")
    assert refusal.value.code == 3
    assert bootstrap.read_stamp(tmp_path) == []


def test_a_python_without_venv_is_told_what_to_install(bootstrap, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(bootstrap, "importlib", SimpleNamespace(util=SimpleNamespace(find_spec=lambda name: None)))
    with pytest.raises(SystemExit) as refusal:
        bootstrap.install(tmp_path / "venv", "base")
    assert refusal.value.code == 3
    assert "`apt install python3-venv`" in capsys.readouterr().err
    assert not (tmp_path / "venv").exists()


def test_a_directory_of_other_things_is_not_made_an_environment(bootstrap, tmp_path, capsys):
    (tmp_path / "letter.txt").write_text("keep me")
    with pytest.raises(SystemExit):
        bootstrap.install(tmp_path, "base")
    assert "is not a virtual environment; set KONTOR_VENV to an empty or new directory" in capsys.readouterr().err
    assert (tmp_path / "letter.txt").read_text() == "keep me"


def test_an_older_python_is_told(bootstrap, monkeypatch, capsys):
    older = SimpleNamespace(version_info=(3, 10, 4), exit=sys.exit, stderr=sys.stderr)
    monkeypatch.setattr(bootstrap, "sys", older)
    with pytest.raises(SystemExit) as refusal:
        bootstrap.main(["up"])
    assert refusal.value.code == 3
    assert capsys.readouterr().err == (
        "kontor: Kontor needs Python 3.11 or newer, this is 3.10; install it and run `python3.11 kontor`.\n"
    )
