"""The forms of master data: filled in here, written by the operation that the API calls."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from msgspec import structs
from unfold.forms import AdminForm

from kontor.access.http import Call, actor_of
from kontor.backoffice.pages.posted import new_key, posted_call, version_of
from kontor.kernel.errors import KontorError
from kontor.project.admin.forms import OperationForm, initial_of
from kontor.project.admin.row_pages import RowAdmin, name_of
from kontor.project.admin.writing import Add, Edit


class WritingAdmin(RowAdmin):
    """A table to which an operation adds, whose rows one changes, or both."""

    add: Add | None = None
    edit: Edit | None = None

    def get_urls(self) -> list[Any]:
        if self.add is None:
            return super().get_urls()
        name = f"{self.opts.app_label}_{self.opts.model_name}_add"
        return [path("add/", self.admin_site.admin_view(self.add_view), name=name), *super().get_urls()]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.add is not None and actor_of(request).may(self.add.right)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if self.edit is None or not actor_of(request).may(self.edit.right):
            return False
        return obj is None or self.edit.is_open(obj)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """No transaction is opened here: the operation opens its own."""
        row = self.model() if object_id is None else self.get_object(request, object_id)
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(object_id))
        if object_id is None:
            if not self.has_add_permission(request):
                raise PermissionDenied
            return self._filled_in(request, row, self.add)
        if self.has_change_permission(request, row):
            return self._filled_in(request, row, self.edit)
        if request.method == "POST":
            raise PermissionDenied
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _filled_in(self, request: HttpRequest, row: Any, way: Add | Edit | None) -> HttpResponse:
        assert way is not None, "asked before"
        is_new = row.pk is None
        start = {"key": new_key()} if is_new else {**initial_of(way.shape, row), **self._version(row)}
        sent = request.POST.copy() if request.method == "POST" else None
        form = OperationForm(way.shape, actor_of(request), row=row, is_new=is_new, data=sent, initial=start)
        status = 200
        if sent is not None:
            if form.is_valid():
                try:
                    return self._done(request, self._written(request, row, way, form))
                except KontorError as refusal:
                    form.tell(refusal)
                    status = refusal.status
                    if refusal.code == "idempotency_key_reused":
                        sent["key"] = new_key()
            else:
                status = 422
        return self._form_page(request, row, form, status)

    def _version(self, row: Any) -> dict[str, Any]:
        value = row
        assert self.edit is not None, "asked before"
        for step in self.edit.version.split("."):
            value = getattr(value, step)
        return {"version": value, "key": new_key()}

    def _written(self, request: HttpRequest, row: Any, way: Add | Edit, form: OperationForm) -> Any:
        call = sealed(posted_call(request))
        if isinstance(way, Add):
            return way.run(form.value(), call)
        way.run(row, form.value(), version_of(request), call)
        return row.pk

    def _done(self, request: HttpRequest, pk: Any) -> HttpResponse:
        row = self.get_object(request, str(pk))
        if row is None:  # as of a list of purchase prices that one may make and not see
            return HttpResponseRedirect(reverse(f"{self.table.route}_changelist"))
        messages.success(request, _("%(name)s is saved.") % {"name": name_of(row)})
        return HttpResponseRedirect(reverse(f"{self.table.route}_change", args=[pk]))

    def _form_page(self, request: HttpRequest, row: Any, form: OperationForm, status: int) -> HttpResponse:
        is_new = row.pk is None
        told = [] if is_new else [name for name in self.get_fields(request, row) if not _stands_in(form, name)]
        parts: list[tuple[str | None, dict[str, Any]]] = [(None, {"fields": form.names})]
        if told:
            parts.append((_("Not changed here"), {"fields": told}))
        page = AdminForm(form, parts, {}, told, model_admin=self)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Add %(name)s") % {"name": self.opts.verbose_name},
            "adminform": page,
            "object_id": None if is_new else str(row.pk),
            "original": None if is_new else row,
            "is_popup": False,
            "to_field": None,
            "media": self.media + page.media,
            "inline_admin_formsets": [],
            "errors": form.errors,
            "preserved_filters": "",
            "show_save_and_add_another": False,
            "show_save_and_continue": False,
            "show_delete": False,
        }
        answer = self.render_change_form(
            request, context, add=is_new, change=not is_new, obj=None if is_new else row, form_url=""
        )
        answer.status_code = status
        return answer  # type: ignore[no-any-return]  # the admin's own has no types


def _stands_in(form: OperationForm, name: str) -> bool:
    """Whether what the page would tell of the row is a field of the form already."""
    column = name.removeprefix("shown_")
    return column in form.names or f"{column}_id" in form.names or column == "version"


def sealed(call: Call) -> Call:
    """What is kept of a form cannot be tried against guesses of a password in it without our secret."""
    seal = salted_hmac("kontor.request", call.key.fingerprint, algorithm="sha256").hexdigest()
    return call._replace(key=structs.replace(call.key, fingerprint=seal))
