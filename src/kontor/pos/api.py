"""The tills: where each stands and whether it is in use."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse

from kontor.access.http import actor_of, call_of
from kontor.kernel.openapi import PAGE, Query, operation
from kontor.kernel.text import TextInvalid
from kontor.kernel.views import ApiView
from kontor.kernel.wire import Page, cursor, decode, if_match, optional_flag, page_size, respond, text
from kontor.pos import queries
from kontor.pos.errors import RegisterInvalid, RegisterNotFound
from kontor.pos.operations import edit_register, put_registers
from kontor.pos.queries import RegisterFilter
from kontor.pos.types import (
    PutRegister,
    PutRegisters,
    RegisterDetail,
    RegisterEdit,
    RegisterPut,
    RegistersPut,
    RegisterVersion,
)

_TAGS: Final = ["registers"]
_PUT: Final = RegisterPut(code="TILL-1", name="Front till", location="NAIROBI-SHOP", price_list="RETAIL")
_DETAIL: Final = RegisterDetail(
    3, "TILL-1", "Front till", "NAIROBI", "NAIROBI-SHOP", "Shop Moi Avenue", "RETAIL", True, 1
)
_LIST: Final = (
    *PAGE,
    Query("branch", str, "Only of this branch, by code."),
    Query("location", str, "Only at this location, by code."),
    Query("active", bool, "false: those no longer in use."),
    Query("search", str, "A part of a code or name."),
)


class RegistersView(ApiView):
    @operation(
        id="list_registers",
        summary="Registers",
        tags=_TAGS,
        query=_LIST,
        response=Page[RegisterDetail],
        answer=Page([_DETAIL], None),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        wanted = RegisterFilter(
            branch=text(request, "branch"),
            location=text(request, "location"),
            is_active=optional_flag(request, "active"),
            search=text(request, "search"),
        )
        found = queries.list_registers(
            actor=actor_of(request), wanted=wanted, after=cursor(request), limit=page_size(request)
        )
        return respond(found)


class PutRegistersView(ApiView):
    @operation(
        id="put_registers",
        summary="Say which registers there are and where they stand",
        tags=_TAGS,
        request=RegistersPut,
        response=PutRegisters,
        idempotent=True,
        example=RegistersPut((_PUT,)),
        answer=PutRegisters((PutRegister("TILL-1", "created", 3, 1),), 1, 0, 0, 0),
        problems=[RegisterInvalid],
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Found by code: made, changed or left alone. A refused row keeps no other from being written."""
        call = call_of(request)
        rows = decode(request.body, RegistersPut).items
        return respond(put_registers(rows=rows, actor=call.actor, now=call.now, key=call.key))


class RegisterView(ApiView):
    @operation(
        id="get_register",
        summary="One register",
        tags=_TAGS,
        response=RegisterDetail,
        etag=True,
        answer=_DETAIL,
        problems=[RegisterNotFound],
    )
    def get(self, request: HttpRequest, register_id: int) -> HttpResponse:
        register = queries.register_detail(register_id=register_id, actor=actor_of(request))
        return respond(register, version=register.version)

    @operation(
        id="edit_register",
        summary="Rename, move or close a register",
        tags=_TAGS,
        request=RegisterEdit,
        response=RegisterVersion,
        idempotent=True,
        if_match=True,
        example=RegisterEdit(name="Back till", is_active=False),
        answer=RegisterVersion(3, "TILL-1", 2),
        problems=[RegisterNotFound, RegisterInvalid, TextInvalid],
    )
    def patch(self, request: HttpRequest, register_id: int) -> HttpResponse:
        """Only what is sent is changed. It moves within its branch only."""
        call = call_of(request)
        edited = edit_register(
            register_id=register_id,
            version=if_match(request),
            edit=decode(request.body, RegisterEdit),
            actor=call.actor,
            now=call.now,
            key=call.key,
        )
        return respond(edited, version=edited.version)
