"""How a table is shown: its columns as people read them, the rows of one's branches, and nothing that is masked."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.db.models import Field, Model
from django.http import Http404, HttpRequest
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from unfold.admin import ModelAdmin
from unfold.paginator import InfinitePaginator

from kontor.access.http import actor_of
from kontor.backoffice.rights import may_open
from kontor.kernel.masking import viewer_may
from kontor.project.admin.table import Table


def name_of(row: Any) -> str:
    """What people call a row of any table; a part of a SKU after it."""
    if row._meta.model_name in ("pack", "stocklevel"):
        return f"{row.sku.code} · {row.code if row._meta.model_name == 'pack' else row.location.code}"
    for column in ("number", "code", "name", "username", "reference", "gtin"):
        if getattr(row, column, ""):
            return str(getattr(row, column))
    return f"#{row.pk}"


class Called:
    """A row as the frame of a page names it: the models say nothing of how people call them."""

    def __init__(self, row: Any) -> None:
        self._meta = row._meta
        self.pk = row.pk
        self.name = name_of(row)

    def __str__(self) -> str:
        return self.name


class RowAdmin(ModelAdmin):
    """A table that is read. Nothing of it is written here, and nothing is asked for that is not in the list."""

    table: Table
    actions = None
    list_per_page = 50
    show_full_result_count = False
    ordering = ("-pk",)
    change_form_before_template = "project/admin/row_head.html"

    def get_urls(self) -> list[Any]:
        opts = self.opts
        name = f"{opts.app_label}_{opts.model_name}"
        wrap = self.admin_site.admin_view
        return [
            path("", wrap(self.changelist_view), name=f"{name}_changelist"),
            path("<path:object_id>/change/", wrap(self.change_view), name=f"{name}_change"),
        ]

    def get_queryset(self, request: HttpRequest) -> Any:
        keys = [field.name for field in self.opts.fields if field.is_relation]
        return self.table.rows_of(
            super().get_queryset(request).select_related(*keys, *self.table.joins), actor_of(request)
        )

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        return tuple(_shown_as(self.opts.get_field(name)) for name in self._shown(request, self.table.columns))

    def get_list_filter(self, request: HttpRequest) -> tuple[str, ...]:
        return self._shown(request, self.table.filters)

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        return self._shown(request, self.table.search)

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        names = tuple(field.name for field in self.opts.concrete_fields if field.column is not None)
        return [_shown_as(self.opts.get_field(name)) for name in self._shown(request, names)]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return self.get_fields(request, obj)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Only what is offered as a filter: by any other, one could feel for a masked column's content."""
        name = lookup.partition("__")[0]
        return request is not None and name in self.get_list_filter(request)

    def _shown(self, request: HttpRequest, names: tuple[str, ...]) -> tuple[str, ...]:
        actor = actor_of(request)
        return tuple(name for name in names if self.table.is_shown(name, actor))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return actor_of(request).may(self.table.right)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        row = kwargs.get("obj")
        if row is not None:
            called = Called(row)
            context |= {"title": f"{called} | {capfirst(self.opts.verbose_name_plural)}", "subtitle": None}
            context |= {"original": called, "page_of_row": self._page_of(row, request)}
        context["show_history"] = False
        return super().render_change_form(request, context, *args, **kwargs)

    def _page_of(self, row: Any, request: HttpRequest) -> str | None:
        """Where the row is worked on, if that page is open to the actor."""
        if self.table.page is None or self.table.page[0] not in may_open(actor_of(request)):
            return None
        name, keyword, way = self.table.page
        value = row
        for step in way.split("."):
            value = getattr(value, step)
        return reverse(name, kwargs={keyword: value})

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> Any:
        raise Http404


def row_admin(table: Table, model: type[Model], base: type[RowAdmin], **more: Any) -> type[RowAdmin]:
    """The class for one table."""
    named = {f"shown_{field.name}": _displayed(field) for field in model._meta.concrete_fields if _is_told(field)}
    paging = {"paginator": InfinitePaginator} if table.is_long else {}
    return type(f"{model.__name__}Admin", (base,), {"table": table, **named, **paging, **more})


def _shown_as(field: Any) -> str:
    return f"shown_{field.name}" if _is_told(field) else str(field.name)


def _is_told(field: Any) -> bool:
    """Whether people need it told otherwise than it is kept."""
    kinds = ("JSONField",)
    return bool(
        field.is_relation
        or field.name.endswith(("_micros", "_bp"))
        or field.get_internal_type() in kinds
        or field.name in ("diff", "payload", "row", "state_json")
    )


def _displayed(field: Field[Any, Any]) -> Callable[[Any, Any], Any]:
    label = str(field.verbose_name).removesuffix(" micros").removesuffix(" bp")

    @admin.display(description=label, ordering=field.name, empty_value="-")
    def shown(self: Any, row: Any) -> Any:
        value = getattr(row, field.name)
        if value is None:
            return None
        if field.is_relation:
            return _link(self.admin_site, value)
        if field.name.endswith("_micros"):
            return format(Decimal(value) / 1_000_000, ",f").rstrip("0").rstrip(".")
        if field.name.endswith("_bp"):
            return f"{Decimal(value) / 100:f} %"
        return format_html('<pre class="kontor-json">{}</pre>', _pretty(value))

    return shown


def _pretty(value: Any) -> str:
    try:
        return json.dumps(json.loads(value) if isinstance(value, str) else value, indent=1, ensure_ascii=False)
    except ValueError:
        return str(value)


def _link(site: Any, row: Any) -> Any:
    """The row's name, leading to it for those who may read its table."""
    there = site._registry.get(type(row))
    if there is None or not viewer_may(there.table.right):
        return name_of(row)
    route = f"admin:{row._meta.app_label}_{row._meta.model_name}_change"
    return format_html('<a href="{}">{}</a>', reverse(route, args=[row.pk]), name_of(row))
