"""`kontor openapi`: the API's description as committed in docs/openapi.yaml."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from kontor.kernel.command_line import FOUND, CannotRun, Outcome


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--write", action="store_true", help="write docs/openapi.yaml")
    parser.add_argument("--postman", type=Path, metavar="FILE", help="write it as a Postman collection")
    parser.add_argument("--compare", action="store_true", help="fail unless docs/openapi.yaml is what the code says")


def run(arguments: argparse.Namespace) -> Outcome:
    from kontor.project.settings import ROOT

    target = ROOT / "docs" / "openapi.yaml"
    text, is_complete = render()
    if not is_complete:
        print("Some views cannot be described (see above); say what they take and give with @extend_schema.")
        return Outcome(FOUND)
    if arguments.postman:
        return _write_collection(arguments.postman, text)
    if arguments.compare:
        return compare(target, text, command="./kontor openapi --write")
    if arguments.write:
        target.parent.mkdir(exist_ok=True)
        target.write_text(text)
    else:
        print(text)
    return Outcome(report={"file": str(target.relative_to(ROOT))})


def _write_collection(target: Path, text: str) -> Outcome:
    import yaml

    from kontor.project.postman import collection

    made = collection(yaml.safe_load(text), base_url="http://127.0.0.1:8000")
    try:
        target.write_text(json.dumps(made, indent=2, ensure_ascii=False) + "\n")
    except OSError as error:
        raise CannotRun(
            f"{target} cannot be written ({error.strerror}); name a file in a folder that is there."
        ) from error
    requests = sum(len(folder["item"]) for folder in made["item"])
    print(f"{target}: {requests} requests. Import it into Postman and set the variables base_url and api_key.")
    return Outcome(report={"file": str(target), "requests": requests})


def render() -> tuple[str, bool]:
    """The description as YAML, and whether it could be made without a guess. Guesses go to standard error."""
    from kontor.project import describing

    text, is_complete = describing.render({}, "yaml")
    return text.decode(), is_complete


def compare(target: Path, text: str, *, command: str) -> Outcome:
    """Whether a generated file is committed as the code would write it."""
    same = target.exists() and target.read_text() == text
    if not same:
        print(f"{target.name} is not what the code says; run `{command}` and commit it.", file=sys.stderr)
    return Outcome(0 if same else FOUND, {"file": target.name, "is_current": same})
