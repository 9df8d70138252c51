"""README_API.md signs in, makes a key and walks an order with curl; this runs all of it, word by word."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kontor.project.settings import ROOT
from tests.concurrency.servers import running_server
from tests.people import PASSWORD
from tests.services import missing_service

CURL = r"""
curl() {
  command curl -sS -o "$BODY" -w '%{http_code} ' "$@" >> "$LOG"
  tail -n 1 "$BODY" | tee -a "$LOG"
  echo >> "$LOG"
}
"""


def walk() -> str:
    return "\n".join(re.findall(r"```bash\n(.*?)```", (ROOT / "README_API.md").read_text(), flags=re.DOTALL))


def company(data: Path, migrated: Path) -> dict[str, str]:
    """A migrated database with the README's company; the environment that leads there, with the owner's key."""
    books = shutil.copy(migrated, data / "readme.sqlite3")
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{books}",
        "DJANGO_SETTINGS_MODULE": "kontor.project.settings",
        "KONTOR_DATA": str(data),
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }
    run = {"env": environment, "cwd": ROOT, "check": True, "capture_output": True, "text": True}
    made = subprocess.run([sys.executable, "-m", "tests.journeys.readme_company"], **run)  # type: ignore[call-overload]  # its keywords in one dict
    return {**environment, "KONTOR_KEY": made.stdout.strip(), "OWNER_PASSWORD": PASSWORD}


@pytest.mark.once
def test_the_readmes_walk_answers_what_the_readme_says(tmp_path: Path, migrated_books: Path) -> None:
    for tool in ("bash", "curl", "jq"):
        if shutil.which(tool) is None:
            missing_service(f"{tool} is not installed")
    environment = company(tmp_path, migrated_books)
    script = walk()
    with running_server(environment["DATABASE_URL"], tmp_path, workers=1, threads=2) as server:
        here = script.replace("http://localhost:8000", f"http://127.0.0.1:{server.port}")
        files = {"BODY": str(tmp_path / "body"), "LOG": str(tmp_path / "log")}
        run = {"env": {**environment, **files}, "cwd": tmp_path, "check": True, "capture_output": True}
        subprocess.run(["bash", "-euc", CURL + here], **run)  # type: ignore[call-overload]  # as above
    answers = (tmp_path / "log").read_text().splitlines()
    promised = re.findall(r"^# (\d{3})\b(.*)$", script, flags=re.MULTILINE)
    assert [answer[:3] for answer in answers] == [status for status, _ in promised]
    for answer, (_, text) in zip(answers, promised, strict=True):
        found = json.loads(answer[4:] or "{}")
        for name, value in re.findall(r'"(total|lifecycle|fulfillment|code|version)":("?[\w.-]+"?)', text):
            assert "items" in found or json.dumps(found[name]) == value, answer
    repeated = [answer for answer in answers if answer.endswith('"version":3}')]
    assert (len(repeated), len(set(repeated))) == (2, 1), "the same key, the same bytes"
