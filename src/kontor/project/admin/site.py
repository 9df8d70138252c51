"""The admin at /admin: who is let in and where to, the gate has decided before (`project.admin.rights`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.decorators import csp_update
from django.apps import apps
from django.http import HttpRequest
from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from unfold.sites import UnfoldAdminSite

from kontor.backoffice.pages import signing
from kontor.project.admin.additions import ADDITIONS
from kontor.project.admin.edits import EDITS
from kontor.project.admin.rights import TABLES
from kontor.project.admin.row_pages import RowAdmin, row_admin
from kontor.project.admin.writing_pages import WritingAdmin

# The admin's pages carry their behavior in attributes, which Alpine evaluates, and colors in a style element.
_relaxed = csp_update(
    {"script-src": [SELF, UNSAFE_INLINE, UNSAFE_EVAL], "style-src": [SELF, UNSAFE_INLINE], "img-src": [SELF, "data:"]},
)


class KontorAdminSite(UnfoldAdminSite):
    index_title = _("Master data and records")
    index_template = "project/admin/index.html"
    app_index_template = "project/admin/index.html"
    enable_nav_sidebar = True

    def get_urls(self) -> list[Any]:
        wrap = self.admin_view
        tables = [
            path(f"{model._meta.app_label}/{model._meta.model_name}/", include(shown.urls))
            for model, shown in self._registry.items()
        ]
        return [
            path("", wrap(self.index), name="index"),
            path("search/", wrap(self.search), name="search"),
            path("jsi18n/", wrap(self.i18n_javascript, cacheable=True), name="jsi18n"),
            path("sign-out/", signing.leave, name="logout"),
            *tables,
            path("<slug:app_label>/", wrap(self.app_index), name="app_list"),
        ]

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:
        return _relaxed(super().admin_view(view, cacheable))

    def has_permission(self, request: HttpRequest) -> bool:
        return hasattr(request, "actor")


def _site() -> KontorAdminSite:
    made = KontorAdminSite()
    for table in TABLES:
        model = apps.get_model(table.model)
        model._meta.verbose_name_plural = _named(table.names)  # as people call it: "Businesses", not "Businesss"
        add, edit = ADDITIONS.get(table.model), EDITS.get(table.model)
        base = WritingAdmin if add or edit else RowAdmin
        more = {"add": add, "edit": edit} if add or edit else {}
        made.register([model], row_admin(table, model, base, **more))
    return made


def _named(names: str) -> str:
    return names[:1].lower() + names[1:] if names[1:2].islower() else names


site = _site()
