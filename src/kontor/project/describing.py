"""The API's description, made in a process of its own and kept packed.

Making it takes 40 MB, which a web worker would keep for as long as it lives; packed it is 60 kB.
"""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from functools import lru_cache
from threading import Lock
from typing import Any, Final, Literal

import msgspec

from kontor.customization.types import FIELDS_OF
from kontor.project.settings import ROOT

Format = Literal["json", "yaml"]
OwnFields = dict[str, dict[str, dict[str, Any]]]

_PATIENCE_SECONDS: Final = 60
_KEPT: Final = 4  # both formats, before and after the company's own fields change
_making: Final = Lock()


def description(own_fields: OwnFields, form: Format) -> bytes:
    """With the company's own fields (kind of document -> name -> rules) where a document has `custom`.

    Raises subprocess.SubprocessError when it cannot be made; why stands in the log.
    """
    with _making:  # who asks meanwhile waits for the same one
        return gzip.decompress(_packed(msgspec.json.encode(own_fields, order="sorted"), form))


@lru_cache(_KEPT)
def _packed(own_fields: bytes, form: Format) -> bytes:
    command = [sys.executable, "-m", "kontor.project.describing", form]
    # Its working directory stays this one: settings may name files by relative paths.
    path = os.pathsep.join(filter(None, [str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]))
    made = subprocess.run(
        command,
        input=own_fields,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": path},
        timeout=_PATIENCE_SECONDS,
        check=True,
    )
    return gzip.compress(made.stdout, mtime=0)


def render(own_fields: OwnFields, form: Format) -> tuple[bytes, bool]:
    """Made here, and whether it could be made without a guess. Guesses go to standard error. Needs Django set up."""
    from drf_spectacular.drainage import GENERATOR_STATS
    from drf_spectacular.generators import SchemaGenerator
    from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer

    described = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]  # as the library is
    _fill_in(described, own_fields)
    renderer: Any = {"json": OpenApiJsonRenderer, "yaml": OpenApiYamlRenderer}[form]
    return renderer().render(described, renderer_context={}), not GENERATOR_STATS


def _fill_in(part: Any, own: OwnFields) -> None:
    if isinstance(part, list):
        for item in part:
            _fill_in(item, own)
    elif isinstance(part, dict):
        if own and isinstance(part.get(FIELDS_OF), str):
            fields = {name: {**rules, "type": [rules["type"], "null"]} for name, rules in own[part[FIELDS_OF]].items()}
            part["properties"] = {name: _nullable(rules) for name, rules in fields.items()}
        for item in part.values():
            _fill_in(item, own)


def _nullable(rules: dict[str, Any]) -> dict[str, Any]:
    """In what is sent, null removes a value."""
    return {**rules, "enum": [*rules["enum"], None]} if "enum" in rules else rules


def _main(form: Format) -> None:
    import django

    django.setup()
    rendered, _ = render(msgspec.json.decode(sys.stdin.buffer.read(), type=OwnFields), form)
    sys.stdout.buffer.write(rendered)


if __name__ == "__main__":
    _main("json" if sys.argv[1] == "json" else "yaml")
