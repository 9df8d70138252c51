"""Files of master data over HTTP: the file as the body, everything else in the query string."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import BinaryIO, Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from kontor.access.http import actor_of, call_of
from kontor.imports.errors import ImportInvalid, ImportKindUnknown, ImportRefused
from kontor.imports.operations import import_table
from kontor.imports.operations.keep_upload import MOST_ROWS
from kontor.imports.types import ImportOptions, ImportReport, RefusedRow
from kontor.kernel.openapi import Query, operation
from kontor.kernel.tables import TableUnreadable
from kontor.kernel.views import ApiView
from kontor.kernel.wire import respond, text

_CSV: Final = "text/csv"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_RULES: Final = {
    "unknown_areas": ("refuse", "without"),
    "unknown_channels": ("refuse", "make"),
    "missing_names": ("refuse", "code"),
}
_FLAGS: Final = ("skip_bad", "decimal_comma", "make_categories")
_ANSWER: Final = ImportReport(
    kind="areas",
    file_name="areas.csv",
    read_as="CSV, UTF-8, comma between cells",
    written=False,
    rows=2,
    created=1,
    updated=0,
    unchanged=0,
    refused=1,
    columns={"code": "location_id", "region": "region"},
    rows_refused=(RefusedRow(3, "region", "The cell is empty."),),
)


class ImportsView(ApiView):
    @operation(
        id="import_file",
        summary="Bring in a file of master data",
        tags=["imports"],
        files=(_CSV, _XLSX),
        query=(
            Query("dry_run", bool, "Only say what would become of each row."),
            Query("skip_bad", bool, "Write the rows that can be taken, leave out the others."),
            Query("map", str, "Our column, =, the file's; can be repeated: `map=code=customer_id`."),
            Query("default", str, "Our column, =, what an empty or missing cell means; can be repeated."),
            Query("encoding", str, "Of a CSV file; found out if not given."),
            Query("sheet", str, "Of a workbook; the first if not given."),
            Query("decimal_comma", bool, "1.234,5 is a number."),
            Query("file_name", str, "What the report calls it."),
            Query("unknown_areas", str, "A customer whose area is not known.", choices=_RULES["unknown_areas"]),
            Query(
                "unknown_channels", str, "A customer whose channel is not known.", choices=_RULES["unknown_channels"]
            ),
            Query("missing_names", str, "A new customer without a name.", choices=_RULES["missing_names"]),
            Query("make_categories", bool, "Make the categories of products that are missing."),
        ),
        response=ImportReport,
        idempotent=True,
        answer=_ANSWER,
        problems=[ImportRefused, ImportInvalid, ImportKindUnknown, TableUnreadable],
    )
    def post(self, request: HttpRequest, kind: str) -> HttpResponse:
        """A CSV or XLSX file as the body, or as `file` of a multipart form; up to 20,000 rows in 10 MB.

        `kind` is what the rows are: areas, customers, suppliers, products, prices, supplier_items, stock. Rows are
        found by their code: made, changed or left alone, so the same file again changes nothing. The whole file is
        checked first; if any row is refused nothing is written and the answer is 422 with the `report`, unless
        `skip_bad` says to write the others.
        A call that was cut off is sent again with the same Idempotency-Key and brings the import to its end.
        """
        is_dry = _flag(request.GET, "dry_run")
        call = call_of(request)
        file, name = _file(request)
        report = import_table(
            kind=kind,
            file=file,
            file_name=text(request, "file_name") or name,
            options=options_of(request.GET),
            actor=actor_of(request),
            now=timezone.now(),
            dry_run=is_dry,
            key=call.key,
            most_rows=MOST_ROWS,
        )
        if not (report.written or is_dry):
            raise ImportRefused(_told(report), report=report)
        return respond(report)


def options_of(given: QueryDict) -> ImportOptions:
    """From a query string. Raises ImportInvalid for a value that cannot be one."""
    values: dict[str, object] = {}
    for name, choices in _RULES.items():
        if wanted := given.get(name):
            if wanted not in choices:
                raise ImportInvalid(f"{name} is one of {', '.join(choices)}.", field=name)
            values[name] = wanted
    values |= {name: _flag(given, name) for name in _FLAGS if name in given}
    for name in ("encoding", "sheet"):
        if wanted := given.get(name):
            values[name] = wanted[:200]
    columns, defaults = _pairs("map", given.getlist("map")), _pairs("default", given.getlist("default"))
    return ImportOptions(columns=columns, defaults=defaults, **values)  # type: ignore[arg-type]  # checked above


def _flag(given: QueryDict, name: str) -> bool:
    """False where it is not there; empty is neither, lest a try without its value should write."""
    wanted = given.get(name, "false")
    if wanted not in ("true", "false"):
        raise ImportInvalid(f"{name} must be true or false.", field=name)
    return wanted == "true"


def _pairs(name: str, given: Sequence[str]) -> dict[str, str]:
    pairs = [text.partition("=") for text in given]
    if len(pairs) > 500 or not all(sign and ours.strip() and len(theirs) <= 400 for ours, sign, theirs in pairs):
        raise ImportInvalid(f"{name} is ours=theirs, such as {name}=code=customer_id.", field=name)
    return {ours.strip(): theirs.strip() for ours, _, theirs in pairs}


def _file(request: HttpRequest) -> tuple[BinaryIO, str]:
    """The file and its name. Raises ImportInvalid where a form has none."""
    body = request.body  # before the form is parsed: the key's fingerprint is made of it
    if not (request.content_type or "").startswith("multipart/"):
        return io.BytesIO(body), "upload"
    upload = request.FILES.get("file")
    if upload is None:
        raise ImportInvalid("Send the file as `file` of the form.", field="file")
    return io.BytesIO(upload.read()), upload.name or "upload"


def _told(report: ImportReport) -> str:
    first = report.rows_refused[0] if report.rows_refused else None
    told = [*report.problems[:3], f"{report.refused} of {report.rows} rows are refused; nothing was written."]
    if first is not None:
        told.append(f"Row {first.row}{f', {first.column}' if first.column else ''}: {first.reason}")
    return " ".join(told)
