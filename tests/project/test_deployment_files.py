"""The deployment files name settings that exist, and no setting is left out. What they start is not run here."""

from __future__ import annotations

import re

import yaml

from kontor.project.settings import Environment, read_environment
from tests.project.program import ROOT

EXAMPLE = dict(re.findall(r"^#?([A-Z][A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), flags=re.MULTILINE))


def test_every_line_of_the_example_is_accepted():
    environment = read_environment(EXAMPLE)
    assert environment.https is True
    assert environment.allowed_hosts == ("kontor.example",)


def test_the_example_names_every_setting():
    fields = set(Environment.__dataclass_fields__) - {"secret_is_kept", "database_url"}
    assert {f"KONTOR_{field.upper()}" for field in fields} | {"DATABASE_URL"} <= set(EXAMPLE)


def test_the_composition_passes_settings_that_exist_and_asks_for_names_of_the_example():
    text = (ROOT / "compose.yaml").read_text()
    services = yaml.safe_load(text)["services"]
    for name in ("migrate", "web", "worker"):
        read_environment(dict.fromkeys(services[name]["environment"], ""))
    assert set(re.findall(r"\$\{([A-Z_]+)", text)) <= set(EXAMPLE)
