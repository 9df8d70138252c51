from __future__ import annotations

import json
import os

import pytest

from kontor.kernel.command_line import CannotRun, Outcome, WrongUsage
from kontor.kernel.errors import Conflict
from kontor.project import cli
from tests.project.program import kontor


@pytest.fixture
def run_command(monkeypatch):
    """Run the program in this process with one command, `it`, that does what the test says."""
    monkeypatch.setattr(os, "environ", dict(os.environ))

    def run(do, *argv, passes_rest=False):
        command = cli.Command("it", "", lambda parser: None, do, needs_django=False, passes_rest=passes_rest)
        monkeypatch.setattr(cli, "COMMANDS", (command,))
        return cli.main(argv)

    return run


def ends_with(error):
    def run(arguments):
        raise error

    return run


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (WrongUsage("Give --port or --socket."), 2, "kontor: Give --port or --socket."),
        (CannotRun("Port 80 is in use."), 3, "kontor: Port 80 is in use."),
        (Conflict("The period is closed."), 1, "kontor: The period is closed."),
        (
            ZeroDivisionError("division by zero"),
            3,
            "kontor: stopped by ZeroDivisionError: division by zero; set ",
        ),
    ],
)
def test_an_error_is_a_sentence_and_a_code(run_command, capsys, error, code, sentence):
    assert run_command(ends_with(error), "it", "--json") == code
    printed = capsys.readouterr()
    assert printed.err.startswith(sentence)
    assert "Traceback" not in printed.err
    assert json.loads(printed.out.splitlines()[-1])["exit_code"] == code


def test_debug_shows_where_an_error_came_from(run_command, monkeypatch):
    os.environ["KONTOR_DEBUG"] = "on"
    with pytest.raises(ZeroDivisionError):
        run_command(ends_with(ZeroDivisionError()), "it")


def test_json_is_the_last_line(run_command, capsys):
    def run(arguments):
        print("for people")
        return Outcome(exit_code=1, report={"found": 3})

    assert run_command(run, "--json", "it") == 1
    assert capsys.readouterr().out.splitlines() == ["for people", '{"exit_code": 1, "found": 3}']


@pytest.mark.parametrize("argv", [("--data", "/a/b", "it"), ("it", "--data", "/a/b"), ("it", "--data=/a/b")])
def test_global_options_stand_before_or_after_the_command(run_command, capsys, argv):
    def run(arguments):
        print(os.environ["KONTOR_DATA"])
        return Outcome()

    run_command(run, *argv)
    assert capsys.readouterr().out == "/a/b\n"


def test_unknown_arguments_are_refused_unless_the_command_passes_them_on(run_command, capsys):
    with pytest.raises(SystemExit) as refusal:
        run_command(lambda arguments: Outcome(), "it", "--wrong")
    assert refusal.value.code == 2

    def run(arguments):
        print(arguments.rest)
        return Outcome()

    capsys.readouterr()
    run_command(run, "it", "-k", "a or b", "tests/x", passes_rest=True)
    assert capsys.readouterr().out == "['-k', 'a or b', 'tests/x']\n"


def test_an_unknown_setting_stops_the_program_with_a_sentence():
    result = kontor("migrate", extra={"KONTOR_COLOR": "blue"})
    assert result.returncode == 3
    assert result.stdout == ""
    assert result.stderr.startswith("kontor: KONTOR_COLOR is not a setting of Kontor; unset it or use one of ")
    assert len(result.stderr.splitlines()) == 1


def test_a_database_that_does_not_answer_is_a_sentence(tmp_path):
    result = kontor("migrate", "--data", str(tmp_path), "--database-url", "postgresql://127.0.0.1:1/none")
    assert result.returncode == 3
    assert result.stderr.startswith("kontor: the database refused (")
    assert "Traceback" not in result.stderr


def test_a_data_directory_that_cannot_be_made_is_a_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    result = kontor("migrate", "--data", str(tmp_path / "file" / "var"))
    assert result.returncode == 3
    assert "cannot be used (Not a directory); name another with --data." in result.stderr
