"""The API's description is made in a process of its own, once."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from http import HTTPStatus
from typing import Any

import pytest
import yaml
from django.test import Client

from kontor.project import describing
from kontor.project.settings import ROOT

pytestmark = pytest.mark.django_db

JSON = "application/vnd.oai.openapi+json"


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    describing._packed.cache_clear()


def test_both_formats_say_what_is_committed() -> None:
    committed = yaml.load((ROOT / "docs" / "openapi.yaml").read_text(), yaml.CSafeLoader)
    for query, content_type in (("", "application/vnd.oai.openapi"), ("?format=json", JSON)):
        answer = Client().get(f"/api/schema/{query}")
        assert answer.status_code == HTTPStatus.OK
        assert answer["Content-Type"] == content_type
        served = yaml.load(answer.content, yaml.CSafeLoader)
        assert served["paths"] == committed["paths"]
        assert served["components"]["schemas"].keys() == committed["components"]["schemas"].keys()


def test_who_asks_at_once_waits_for_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    run = subprocess.run

    def counted(*given: Any, **more: Any) -> Any:
        started.append(given)
        return run(*given, **more)

    monkeypatch.setattr(subprocess, "run", counted)
    answers: list[bytes] = []
    threads = [threading.Thread(target=lambda: answers.append(describing.description({}, "json"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(started) == 1
    assert len(answers) == 4
    assert len(set(answers)) == 1


def test_a_description_that_cannot_be_made_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false" if os.path.exists("/bin/false") else "false")
    with pytest.raises(subprocess.CalledProcessError):
        describing.description({}, "json")
    monkeypatch.undo()
    assert describing.description({}, "json").startswith(b"{")
