from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any, Final

from django.db.models import F

from kontor.catalog.errors import ImageInvalid
from kontor.catalog.models import CategoryImage
from kontor.catalog.pictures import Pictures, remade

MOST_ATTEMPTS: Final = 3


def remake_images(*, folder: Path) -> int:
    """Remake every picture that waits, one after the other, and put it into `folder`; how many there were.

    Files are written before the row says so, each under a name that its content gives: who is killed in between does it
    again. What three tries did not finish is refused, so that one file cannot end worker after worker.
    """
    done = 0
    for id_ in CategoryImage.objects.filter(state="waiting").order_by("sent_at", "id").values_list("id", flat=True):
        done += _remake(id_, folder)
    return done


def _remake(id_: int, folder: Path) -> int:
    row = CategoryImage.objects.filter(id=id_, state="waiting").first()
    if row is None or row.source is None:
        return 0
    if not _claimed(row):
        _finish(row, state="refused", reason="The picture could not be remade; send another one.")
        return 1
    try:
        pictures = remade(bytes(row.source))
    except ImageInvalid as error:
        _finish(row, state="refused", reason=error.detail[:200])
        return 1
    _write(row, pictures, folder)
    if _finish(row, state="ready", reason=""):
        _remove_older(row, folder)
    return 1


def _claimed(row: CategoryImage) -> bool:
    """Counted before the work, so that a try that ends the process counts too."""
    tries = CategoryImage.objects.filter(id=row.pk, name=row.name, attempts__lt=MOST_ATTEMPTS)
    return tries.update(attempts=F("attempts") + 1) == 1


def _finish(row: CategoryImage, **values: Any) -> bool:
    """Unless another picture was sent meanwhile."""
    waiting = CategoryImage.objects.filter(id=row.pk, name=row.name, state="waiting")
    return waiting.update(**values, source=None) == 1


def _write(row: CategoryImage, pictures: Pictures, folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for suffix, data in (("image", pictures.image), ("thumbnail", pictures.thumbnail)):
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
            file.write(data)
        os.replace(file.name, folder / f"{row.name}-{suffix}.jpg")


def _remove_older(row: CategoryImage, folder: Path) -> None:
    for path in folder.glob(f"{row.category_id}-*.jpg"):
        if not path.name.startswith(f"{row.name}-"):
            path.unlink(missing_ok=True)
