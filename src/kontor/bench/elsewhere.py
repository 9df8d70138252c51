"""A call in a process of its own, where Django stands on another database."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def call_elsewhere(database_url: str, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What `function` gives there. It, its arguments and its answer travel pickled, so its module imports no models."""
    context = multiprocessing.get_context("spawn")
    with environment(DATABASE_URL=database_url), context.Pool(1, _set_up) as pool:
        return pool.apply(function, args, kwargs)


def _set_up() -> None:
    import django

    django.setup()


@contextmanager
def environment(**variables: str) -> Iterator[None]:
    """The processes started meanwhile inherit these variables."""
    former = {name: os.environ.get(name) for name in variables}
    os.environ |= variables
    try:
        yield
    finally:
        for name, value in former.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
