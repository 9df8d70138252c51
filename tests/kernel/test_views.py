from __future__ import annotations

import json

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from kontor.kernel.errors import NotFound
from kontor.kernel.views import ApiView
from kontor.kernel.wire import respond


class Things(ApiView):
    def get(self, request: HttpRequest, number: int) -> HttpResponse:
        if number == 0:
            raise NotFound()
        if number < 0:
            raise ValueError("our fault")
        return respond({"number": number})


def answer(method: str, number: int) -> tuple[int, dict]:
    response = Things.as_view()(getattr(RequestFactory(), method)("/things"), number=number)
    return response.status_code, json.loads(response.content or b"{}")


def test_a_method_answers_django_s_own_request():
    assert answer("get", 7) == (200, {"number": 7})


def test_head_is_answered_as_get():
    assert answer("head", 7)[0] == 200


@pytest.mark.parametrize(
    ("method", "number", "status", "code"),
    [("get", 0, 404, "not_found"), ("get", -1, 500, "internal_error"), ("put", 7, 405, "method_not_allowed")],
)
def test_whatever_leaves_a_view_is_a_problem_document(method, number, status, code):
    got, problem = answer(method, number)
    assert (got, problem["status"], problem["code"]) == (status, status, code)
