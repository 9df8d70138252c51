"""A trading post where everybody has typed markup into every text the API takes.

Each write is made with its own valid body of the rights tables and one number per text field: whatever runs in a
browser afterwards sets `ran` to the number of the field it came from.
"""

from __future__ import annotations

import copy
import csv
import io
import json
import sys
from collections.abc import Iterator
from typing import Any, Final

import django
from django.urls import reverse

Path = tuple[str | int, ...]
Mark = tuple[Path, str, int]  # where, what, and the number in it
MARKUP: Final = (
    "<svg onload=ran={n}>",
    '"><svg onload=ran={n}>',
    "'><svg onload=ran={n}>",
    "<img src=x onerror=ran={n}>",
    "<script>ran={n}</script>",
    "</script><script>ran={n}</script>",
    "</title></textarea><svg onload=ran={n}>",
    '" autofocus onfocus=ran={n} x="',
    "javascript:ran={n}",
    '{{{{"tplx"|upper}}}}${{ran={n}}}',
    "--><svg onload=ran={n}>",
    "');ran={n}//",
)
MUST_BE_SEEN: Final = {
    "PATCH area name",
    "PATCH channel name",
    "PATCH customer address",
    "PATCH customer name",
    "PATCH product name",
    "POST products name",
    "POST products skus.0.name",
    "POST sales-orders external_reference",
    "POST sales-order-cancel reason",
    "POST stock-receipts note",
}
LONG: Final = 250  # characters a field must take to get all of it at once
SHORT: Final = 40


def markup(number: int, most: int) -> str:
    """What is typed into the field with this number: all of it where it fits, else one piece, another for each."""
    if most >= LONG:
        return " ".join(piece.format(n=number) for piece in MARKUP)
    fitting = [text for piece in MARKUP if len(text := piece.format(n=number)) <= most]
    return fitting[number % len(fitting)] if fitting else ""


def texts(schema: dict[str, Any], body: Any, at: Path = ()) -> Iterator[tuple[Path, int]]:
    """Where a body may hold a text of people's own, and how long it may be."""
    from tests.journeys.documented import resolved

    schema = resolved(schema)
    for option in schema.get("anyOf", ()):
        yield from texts(option, body, at)
    if schema.get("type") == "string" and not {"enum", "const", "format"} & schema.keys():
        yield at, int(schema.get("maxLength", 100_000))
    if isinstance(body, list) and body and isinstance(schema.get("items"), dict):
        yield from texts(schema["items"], body[0], (*at, 0))
    if isinstance(body, dict):
        for name, part in schema.get("properties", {}).items():
            yield from texts(part, body.get(name), (*at, name))


def put(body: Any, at: Path, text: str) -> Any:
    changed = copy.deepcopy(body)
    part = changed
    for step in at[:-1]:
        part = part[step]
    part[at[-1]] = text
    return changed


def set_aside() -> None:
    """Call the rows that the rights tables make under one name otherwise: what an earlier call made has stayed."""
    from kontor.access.models import Role
    from kontor.catalog.models import SKU, Barcode, Category, Product
    from kontor.parties.models import Area, Customer
    from tests.journeys.rights.catalog import BARCODE

    named: tuple[tuple[Any, str, str], ...] = (
        (Product, "code", "OIL"),
        (SKU, "code", "OIL"),
        (Barcode, "code", BARCODE),
        (Category, "name", "Food"),
        (Customer, "code", "C1"),
        (Role, "code", "counter"),
        (Area, "name", "South"),
        *((Area, "code", f"R{number}") for number in (1, 2, 3)),
    )
    for model, field, name in named:
        for row_id in model.objects.filter(**{field: name}).values_list("pk", flat=True):
            model.objects.filter(pk=row_id).update(**{field: f"set-aside-{row_id}"})


def starting_points(pages: dict[str, str]) -> list[str]:
    """Where a walk begins: every page, and a filter with markup in it."""
    filters = [
        f"/orders?number={piece.format(n=7)}" for piece in ('"><svg onload=ran={n}>', "<img src=x onerror=ran={n}>")
    ]
    return [path for name, path in pages.items() if name != "a-marks"] + filters


class Marker:
    """Makes the calls. `fields`: number -> which field of which call; `kept`: those that were stored."""

    def __init__(self) -> None:
        from kontor.access.models import Role, User
        from kontor.access.roles import RIGHTS

        self.fields: dict[int, str] = {}
        self.kept: list[int] = []
        self.failed: list[str] = []
        self._owner = User.objects.get(username="owner")
        Role.objects.create(code="everything", name="Everything", rights=list(RIGHTS))

    def mark(self, line: Any, ask: Any, schema: dict[str, Any]) -> None:
        """All texts at once; where that is refused, each alone to learn which take markup, then those together."""
        wanted = self._asked(ask)
        marks = []
        for at, most in texts(schema, wanted.body):
            number = self._number(line, at)
            if text := markup(number, most):
                marks.append((at, text, number))
        if not marks or self._call(line, ask, marks, is_kept=True):
            return
        marks = [taken for mark in marks if (taken := self._taken_alone(line, ask, mark))]
        while marks and not self._call(line, ask, marks, is_kept=True):
            marks.pop()  # two of them do not go together

    def _taken_alone(self, line: Any, ask: Any, mark: Mark) -> Mark | None:
        """The mark as the field takes it: whole, or short where a length holds that the description does not name."""
        at, text, number = mark
        for tried in dict.fromkeys((text, markup(number, SHORT))):
            if self._call(line, ask, [(at, tried, number)], is_kept=False):
                return at, tried, number
        return None

    def _asked(self, ask: Any) -> Any:
        from django.db import transaction

        with transaction.atomic():
            set_aside()
            wanted = ask(self._place())
            transaction.set_rollback(True)
        return wanted

    def _number(self, line: Any, at: Path) -> int:
        number = len(self.fields) + 101
        self.fields[number] = f"{line.method} {line.name} {'.'.join(map(str, at))}"
        return number

    def _place(self) -> Any:
        from kontor.organization.models import Employment
        from tests.journeys.rights.table import Place, new_branch
        from tests.people import make_user

        branch = new_branch()
        Employment.objects.create(user=self._owner, branch=branch)
        return Place(branch.business, branch, make_user("everything", branches=(branch,)))

    def _call(self, line: Any, ask: Any, marks: list[Mark], *, is_kept: bool) -> bool:
        from django.db import transaction

        from kontor.project import actors, throttle
        from tests.journeys.rights.table import Ask, answer, client_for

        actors.forget_all()
        throttle.ACTORS.clear()
        throttle.ADDRESSES.clear()
        with transaction.atomic():
            set_aside()
            place = self._place()
            wanted = ask(place)
            body = wanted.body
            for at, text, _ in marks:
                body = put(body, at, text)
            sent = Ask(wanted.keywords, body, wanted.version, query=wanted.query, by=wanted.by)
            response = answer(client_for(place.caller, wanted), line.name, line.method, sent)
            if response.status_code >= 500:
                self.failed.append(f"{line.method} {line.name} {response.status_code}: {marks}")
            refused = (b'"refusal":{', b'"verdict":"refused"')  # of one item, in the 200 of its batch
            is_taken = response.status_code < 300 and not any(words in response.content for words in refused)
            transaction.set_rollback(not (is_taken and is_kept))
        if is_taken and is_kept:
            self.kept += [number for _, _, number in marks]
        return is_taken


def make() -> dict[str, Any]:
    """What the marker did, and the paths of the documents of the plain company beneath it."""
    from django.conf import settings
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client
    from django.test.signals import setting_changed

    from kontor.access.models import User
    from kontor.catalog.operations import rebuild_search
    from tests.journeys.browser import company
    from tests.journeys.documented import body_schema, operation_of
    from tests.journeys.test_rights_table import LINES, REQUESTS
    from tests.world import make_world

    documents = company.make()
    marker = Marker()
    # Hundreds of users who never sign in. Django remembers its hashers: told by a signal, it asks again.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    setting_changed.send(None, setting="PASSWORD_HASHERS", value=settings.PASSWORD_HASHERS, enter=True)
    for line in LINES:
        operation = operation_of(line.name, line.method)
        schema = body_schema(operation) if operation else None
        if schema is not None:
            try:
                marker.mark(line, REQUESTS[line.name, line.method], schema)
            except Exception as error:  # noqa: BLE001  # told with the others, the walk goes on
                marker.failed.append(f"{line.method} {line.name}: {error!r}")
    rebuild_search(actor=make_world().actor)  # names were written past the catalog's operations
    client = Client()
    client.force_login(User.objects.get(username="owner"))
    for number, kind in enumerate(("areas", "customers"), start=1):
        name = MARKUP[3].format(n=number)
        file = SimpleUploadedFile(f"{name}.csv", _table_of_markup(number))
        documents[f"upload-{kind}"] = client.post("/imports", {"kind": kind, "file": file})["Location"]
    documents |= marked_documents()
    report = {"fields": marker.fields, "kept": sorted(set(marker.kept)), "failed": marker.failed}
    return {**documents, "marks": json.dumps(report)}


def marked_documents() -> dict[str, str]:
    """Pages of what has markup in it and is far from the beginning of every list, some of each kind."""
    from kontor.catalog.models import SKU, Product
    from kontor.inventory.models import StockPosting
    from kontor.sales.models import SalesOrder

    goods = list(Product.objects.filter(name__contains="ran=").values_list("pk", flat=True))
    skus = list(SKU.objects.filter(name__contains="ran=").values_list("code", flat=True))
    orders = list(SalesOrder.objects.order_by("-pk").values_list("pk", flat=True)[:6])
    postings = list(StockPosting.objects.order_by("-pk").values_list("pk", flat=True)[:40])
    return {
        **{f"marked-goods-{row_id}": reverse("page-product-edit", args=[row_id]) for row_id in goods},
        **{f"marked-sku-{number}": reverse("page-product", args=[code]) for number, code in enumerate(skus)},
        **{f"marked-order-{row_id}": reverse("page-order", args=[row_id]) for row_id in orders},
        **{f"marked-posting-{row_id}": f"/stock/movements?posting_id={row_id}" for row_id in postings},
    }


def _table_of_markup(number: int) -> bytes:
    """A file whose headings, codes and refused cells are markup."""
    texts = [piece.format(n=number) for piece in MARKUP]
    file = io.StringIO()
    csv.writer(file).writerows([["code", *texts], *([text, *texts] for text in texts)])
    return file.getvalue().encode()


if __name__ == "__main__":
    django.setup()
    from django.test.utils import setup_test_environment

    setup_test_environment()
    sys.stdout.write(json.dumps(make()) + "\n")
