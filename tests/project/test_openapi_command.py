from __future__ import annotations

import pytest
from drf_spectacular import drainage
from drf_spectacular.generators import SchemaGenerator

from kontor.project.commands import openapi


@pytest.fixture(autouse=True)
def _no_guesses():
    drainage.reset_generator_stats()
    yield
    drainage.reset_generator_stats()


def test_a_generated_file_is_compared_to_the_letter(tmp_path, capsys):
    target = tmp_path / "openapi.yaml"
    assert openapi.compare(target, "a: 1\n", command="./kontor openapi --write").exit_code == 1
    target.write_text("a: 2\n")
    assert openapi.compare(target, "a: 1\n", command="./kontor openapi --write").exit_code == 1
    assert "run `./kontor openapi --write` and commit it" in capsys.readouterr().err
    target.write_text("a: 1\n")
    assert openapi.compare(target, "a: 1\n", command="./kontor openapi --write").exit_code == 0


def test_a_view_that_had_to_be_guessed_makes_the_description_incomplete(monkeypatch):
    text, is_complete = openapi.render()
    assert text.startswith("openapi: 3.")
    assert is_complete
    describe = SchemaGenerator.get_schema

    def guess(generator, *, request, public):
        schema = describe(generator, request=request, public=public)
        drainage.warn("could not resolve the view")
        return schema

    monkeypatch.setattr(SchemaGenerator, "get_schema", guess)
    assert openapi.render()[1] is False
