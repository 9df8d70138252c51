"""The base of every API view: DRF's APIView for its description, with a dispatch of our own.

Who calls and whether they may is decided at the gate, bodies are decoded by `kernel.wire`, and answers are always JSON,
so nothing is left for DRF's request, negotiation, permissions and throttles: they would cost a call 0.1 ms for nothing.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from rest_framework.views import APIView

from kontor.kernel.problems import MethodNotAllowed, problem_response


class ApiView(APIView):
    # Methods are get, post, patch, put and delete; each takes Django's request and carries `@operation`. No docstring:
    # the API's description would give it to every method that has none.

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        method = (request.method or "").lower()
        handler = getattr(self, method, None) if method in self.http_method_names else None
        try:
            if handler is None:
                raise MethodNotAllowed(allow=self.allowed_methods)
            answer: HttpResponse = handler(request, *args, **kwargs)
        except Exception as error:  # noqa: BLE001  # whatever leaves a view becomes a problem document
            return problem_response(error, request)
        return answer
