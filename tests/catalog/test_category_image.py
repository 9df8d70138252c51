from __future__ import annotations

import base64
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from kontor.access.models import AuditRecord
from kontor.catalog import pictures
from kontor.catalog.errors import CategoryNotFound, ImageInvalid
from kontor.catalog.models import Category, CategoryImage
from kontor.catalog.operations import remake_images, set_category_image
from kontor.kernel.errors import PreconditionFailed
from kontor.kernel.wire import RequestKey
from kontor.project.celery import BEAT_SCHEDULE
from kontor.project.tasks import remake_category_images
from tests.calls import refusal, send
from tests.catalog.test_pictures import picture, png_saying, with_exif
from tests.people import client_of, make_key, make_user
from tests.world import NOW, World, everything, make_world

pytestmark = pytest.mark.django_db
MODULE = sys.modules[remake_images.__module__]  # its name is the function's in the package


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def food() -> Category:
    return Category.objects.create(name="Food")


@pytest.fixture
def owner() -> Client:
    return client_of(make_key(make_user("owner")))


def give(world: World, food: Category, content: bytes, *, version: int = 1, key: RequestKey | None = None) -> str:
    item = set_category_image(
        category_id=food.pk, version=version, content=content, actor=world.actor, now=NOW, key=key
    )
    return item.state


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_row_52_a_picture_waits_until_the_worker_has_remade_it(
    food: Category, owner: Client, tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    path = f"/api/v1/categories/{food.pk}"
    body = {"content": base64.b64encode(with_exif()).decode()}
    assert refusal(send(owner, "GET", f"{path}/image")) == (404, "image_not_found")
    sent = send(owner, "PUT", f"{path}/image", body, version=1, key="k1")
    assert (sent.status_code, sent.json()["state"], sent["ETag"]) == (202, "waiting", '"2"')
    assert send(owner, "PUT", f"{path}/image", body, version=1, key="k1").content == sent.content
    assert refusal(send(owner, "GET", f"{path}/thumbnail.jpg")) == (404, "image_not_found")
    assert list(tmp_path.iterdir()) == []

    remake_category_images()

    told = send(owner, "GET", f"{path}/image").json()
    assert (told["state"], told["thumbnail"]) == ("ready", f"{path}/thumbnail.jpg")
    served = send(owner, "GET", told["thumbnail"])
    assert (served.status_code, served["Content-Type"]) == (200, "image/jpeg")
    assert served["X-Content-Type-Options"] == "nosniff"
    assert served["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert served["Content-Disposition"].startswith("inline; filename=")
    with Image.open(BytesIO(served.content)) as small:
        assert (small.format, small.size) == ("JPEG", (150, 150))
        assert not small.getexif()
    again = send(owner, "GET", told["thumbnail"], headers={"If-None-Match": served["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert Client().get(told["image"]).status_code == 401
    assert refusal(send(owner, "GET", f"{path}/source.jpg")) == (404, "image_not_found")


def test_row_52_the_worker_is_woken_by_the_clock() -> None:
    task, seconds = BEAT_SCHEDULE["remake-category-images"]
    assert (task, seconds <= 10) == (remake_category_images.name, True)


@pytest.mark.parametrize(
    "content", [png_saying(50_000, 50_000), b"<svg/>", picture("JPEG") + b"PK\x03\x04zip", b"", b"\0" * (6 * 2**20)]
)
def test_row_52_a_bad_picture_is_refused_and_changes_nothing(world: World, food: Category, content: bytes) -> None:
    before = everything()
    with pytest.raises(ImageInvalid):
        give(world, food, content)
    assert everything() == before


def test_row_52_a_picture_that_cannot_be_decoded_is_refused_later_with_the_reason(
    world: World, food: Category, owner: Client, tmp_path: Path
) -> None:
    broken = bytearray(picture("PNG", size=(400, 400)))
    broken[60:70] = b"\xff" * 10
    assert give(world, food, bytes(broken)) == "waiting"
    assert remake_images(folder=tmp_path) == 1
    told = send(owner, "GET", f"/api/v1/categories/{food.pk}/image").json()
    assert (told["state"], told["image"]) == ("refused", None)
    assert "cannot be read" in told["reason"]
    assert names(tmp_path) == []
    assert remake_images(folder=tmp_path) == 0


def test_a_new_picture_takes_the_place_of_the_old_one(world: World, food: Category, tmp_path: Path) -> None:
    other = Category.objects.create(name="Other")
    give(world, other, picture("WEBP"))
    give(world, food, picture("JPEG"))
    remake_images(folder=tmp_path)
    before = names(tmp_path)
    give(world, food, picture("PNG"), version=2)
    assert remake_images(folder=tmp_path) == 1
    row = CategoryImage.objects.get(category=food)
    assert (row.state, row.source, len(before)) == ("ready", None, 4)
    kept = [name for name in before if name.startswith(f"{other.pk}-")]
    assert names(tmp_path) == sorted([*kept, f"{row.name}-image.jpg", f"{row.name}-thumbnail.jpg"])
    assert AuditRecord.objects.filter(action="category.set_image").count() == 3


def test_a_picture_that_ends_the_worker_is_given_up_after_three_tries(
    world: World, food: Category, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def killed(_: bytes) -> pictures.Pictures:
        raise Killed

    give(world, food, picture("JPEG"))
    monkeypatch.setattr(MODULE, "remade", killed)
    for _ in range(3):
        with pytest.raises(Killed):
            remake_images(folder=tmp_path)
    assert remake_images(folder=tmp_path) == 1
    assert CategoryImage.objects.get().state == "refused"


def test_a_picture_sent_while_the_one_before_is_remade_is_not_lost(
    world: World, food: Category, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(world, food, picture("JPEG"))

    def slow(data: bytes) -> pictures.Pictures:
        monkeypatch.setattr(MODULE, "remade", pictures.remade)
        give(world, food, picture("PNG"), version=2)
        return pictures.remade(data)

    monkeypatch.setattr(MODULE, "remade", slow)
    remake_images(folder=tmp_path)
    row = CategoryImage.objects.get()
    assert (row.state, row.source is not None) == ("waiting", True)
    remake_images(folder=tmp_path)
    assert CategoryImage.objects.get().state == "ready"
    assert len(names(tmp_path)) == 2


def test_an_old_version_or_an_unknown_category_is_refused(world: World, food: Category) -> None:
    give(world, food, picture("JPEG"))
    before = everything()
    with pytest.raises(PreconditionFailed):
        give(world, food, picture("PNG"))
    food.pk = 10**6
    with pytest.raises(CategoryNotFound):
        give(world, food, picture("PNG"))
    assert everything() == before
