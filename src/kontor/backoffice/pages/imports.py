"""Files of master data: send one, say which column is which, look at the verdicts, bring it in."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kontor.access.http import actor_of
from kontor.backoffice.pages.posted import form_key, new_key, posted_call, typed
from kontor.backoffice.pages.rendering import go_to, page
from kontor.imports.operations import check_upload, keep_upload, write_upload
from kontor.imports.operations.keep_upload import MOST_BYTES
from kontor.imports.queries import column_names, kinds_for, latest_runs, require_a_kind, upload_detail
from kontor.imports.types import ImportOptions
from kontor.kernel.errors import InvalidInput, KontorError
from kontor.kernel.wire import known_id

_MOST_SHOWN: Final = 200


def imports(request: HttpRequest) -> HttpResponse:
    require_a_kind(actor_of(request))
    if request.method != "POST":
        return _form(request)
    try:
        file = request.FILES.get("file")
        if file is None:
            raise InvalidInput(_("Choose a .csv or .xlsx file."))
        upload_id = keep_upload(
            kind=typed(request, "kind", 20),
            file_name=file.name or _("file"),
            content=file.read(MOST_BYTES + 1),
            actor=actor_of(request),
            now=timezone.now(),
        )
    except KontorError as refusal:
        return _form(request, refusal)
    return go_to(request, reverse("page-import", args=[upload_id]))


def upload(request: HttpRequest, upload_id: int) -> HttpResponse:
    """A file with its verdicts; sent again with other columns it is judged anew."""
    require_a_kind(actor_of(request))
    upload_id = known_id(upload_id)
    if request.method != "POST":
        return _show(request, upload_id)
    options = None
    try:
        kind = upload_detail(upload_id=upload_id, actor=actor_of(request)).kind
        options = _options(request, kind)
        check_upload(upload_id=upload_id, options=options, actor=actor_of(request), now=timezone.now())
    except KontorError as refusal:
        return _show(request, upload_id, refusal, options)
    return go_to(request, reverse("page-import", args=[upload_id]))


def write(request: HttpRequest, upload_id: int) -> HttpResponse:
    require_a_kind(actor_of(request))
    upload_id = known_id(upload_id)
    try:
        skip_bad = request.POST.get("skip_bad") == "on"
        write_upload(upload_id=upload_id, skip_bad=skip_bad, **posted_call(request)._asdict())
    except KontorError as refusal:
        return _show(request, upload_id, refusal)
    return go_to(request, reverse("page-import", args=[upload_id]))


def _options(request: HttpRequest, kind: str) -> ImportOptions:
    """A column chosen as "-" is not used; one left to itself is found by its name."""
    columns, defaults = {}, {}
    for name in column_names(kind):
        if theirs := request.POST.get(f"column.{name}", ""):
            columns[name] = "" if theirs == "-" else theirs[:200]
        if given := typed(request, f"default.{name}"):
            defaults[name] = given
    return ImportOptions(
        columns=columns,
        defaults=defaults,
        encoding=typed(request, "encoding", 40) or None,
        sheet=typed(request, "sheet", 40) or None,
        decimal_comma=request.POST.get("decimal_comma") == "on",
        unknown_areas="without" if request.POST.get("unknown_areas") == "on" else "refuse",
        unknown_channels="make" if request.POST.get("unknown_channels") == "on" else "refuse",
        missing_names="code" if request.POST.get("missing_names") == "on" else "refuse",
        make_categories=request.POST.get("make_categories") == "on",
    )


def _show(
    request: HttpRequest, upload_id: int, refusal: KontorError | None = None, typed_in: ImportOptions | None = None
) -> HttpResponse:
    """`typed_in` is shown instead of what the upload was last judged with: nothing of a refused form is lost."""
    found = upload_detail(upload_id=upload_id, actor=actor_of(request))
    report, options = found.report, typed_in or found.options
    used = report.columns | (typed_in.columns if typed_in else {})
    context = {
        "upload": found,
        "report": report,
        "rows_shown": report.rows_refused[:_MOST_SHOWN],
        "rows_hidden": len(report.rows_refused[_MOST_SHOWN:]),
        "notes": report.notes[:_MOST_SHOWN],
        "headers": [*report.columns.values(), *report.unknown_columns],
        "options": options,
        "columns": [(name, used.get(name, ""), options.defaults.get(name, "")) for name in column_names(found.kind)],
        "may_write": not report.written and not report.problems and report.rows > report.refused,
        "key": form_key(request) if request.method == "POST" else new_key(),
        "refusal": refusal,
    }
    return page(request, "import.html", context, status=refusal.status if refusal else 200)


def _form(request: HttpRequest, refusal: KontorError | None = None) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "kinds": kinds_for(actor),
        "chosen": request.POST.get("kind", "")[:20],
        "runs": latest_runs(actor=actor),
        "refusal": refusal,
    }
    return page(request, "imports.html", context, status=refusal.status if refusal else 200)
