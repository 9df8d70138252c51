from __future__ import annotations

import pytest
from msgspec import UNSET

from kontor.access.models import AuditRecord
from kontor.alerts.models import Alert
from kontor.inventory.errors import (
    CodeTaken,
    LocationInvalid,
    LocationNotEmpty,
    LocationUnknown,
    NotStocked,
    StockInvalid,
)
from kontor.inventory.models import Location
from kontor.inventory.operations import create_location, edit_location, set_reorder_point
from kontor.inventory.queries.locations import location_detail
from kontor.inventory.schemas import LocationDraft, LocationEdit, ReorderPoint
from kontor.kernel.errors import PreconditionFailed
from kontor.parties.errors import AreaNotFound
from kontor.parties.operations import put_areas
from kontor.parties.types import AreaPut
from tests.inventory.desk import open_alerts, receive, request_key, send
from tests.world import NOW, World, assert_ledger_proves_levels, everything, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = make_world()
    for code in ("OIL", "RICE"):
        world.sku(code)
    world.sku("REPAIR", is_stocked=False)
    return world


def draft(world: World, **wanted: object) -> LocationDraft:
    values = {"branch": world.branch.code, "code": "NEW", "name": "New store"} | wanted
    return LocationDraft(**values)  # type: ignore[arg-type]  # tests pass what fits


def edit(world: World, version: int = 1, **wanted: object) -> int:
    changes = LocationEdit(**wanted)  # type: ignore[arg-type]  # tests pass what fits
    return edit_location(code=world.location.code, edit=changes, version=version, actor=world.actor, now=NOW).version


def point(world: World, sku: str, at: int | None, quantity: int | None = None) -> ReorderPoint:
    return ReorderPoint(location=world.location.code, sku=sku, reorder_point_base=at, reorder_quantity_base=quantity)


def set_points(world: World, *points: ReorderPoint) -> int:
    return set_reorder_point(points=points, actor=world.actor, now=NOW).changed


def test_create_location_makes_a_place_and_one_audit_row(world):
    key = request_key(world)
    first = create_location(location=draft(world, kind="van"), actor=world.actor, now=NOW, key=key)
    assert create_location(location=draft(world, kind="van"), actor=world.actor, now=NOW, key=key) == first
    row = Location.objects.get(code="NEW")
    assert (row.pk, row.branch_id, row.kind, row.shortage_policy) == (first.id, world.branch.pk, "van", "refuse")
    assert AuditRecord.objects.filter(action="stock.create_location").count() == 1


def test_a_bin_stands_in_a_warehouse_of_its_branch(world):
    create_location(location=draft(world, kind="bin", parent=world.location.code), actor=world.actor, now=NOW)
    assert Location.objects.get(code="NEW").parent_id == world.location.pk


@pytest.mark.parametrize(
    ("wanted", "error"),
    [
        ({"branch": "NONE"}, LocationUnknown),
        ({"kind": "in_transit"}, LocationInvalid),
        ({"kind": "moon"}, LocationInvalid),
        ({"shortage_policy": "maybe"}, LocationInvalid),
        ({"code": "TRANSIT-9"}, LocationInvalid),
        ({"kind": "bin"}, LocationInvalid),
        ({"parent": "WH"}, LocationInvalid),
        ({"kind": "bin", "parent": "NONE"}, LocationUnknown),
    ],
)
def test_create_location_refuses_what_cannot_be_meant(world, wanted, error):
    before = everything()
    with pytest.raises(error):
        create_location(location=draft(world, **wanted), actor=world.actor, now=NOW, key=request_key(world))
    assert everything() == before


def test_a_code_is_used_once_and_a_foreign_branch_is_not_there(world):
    before = everything()
    with pytest.raises(CodeTaken):
        create_location(location=draft(world, code=world.location.code), actor=world.actor, now=NOW)
    assert everything() == before
    other = make_world()
    with pytest.raises(LocationUnknown):
        create_location(location=draft(other), actor=world.actor, now=NOW)


def test_edit_location_changes_what_is_named_if_nobody_was_faster(world):
    assert edit(world, name="Old store") == 2
    row = Location.objects.get(pk=world.location.pk)
    assert (row.name, row.shortage_policy, row.version) == ("Old store", "refuse", 2)
    with pytest.raises(PreconditionFailed):
        edit(world, version=1, shortage_policy="accept")
    assert edit(world, version=2, shortage_policy="accept") == 3
    with pytest.raises(LocationInvalid):
        edit(world, version=3, shortage_policy="maybe")
    diffs = AuditRecord.objects.filter(action="stock.edit_location").order_by("id").values_list("diff", flat=True)
    assert list(diffs) == ['{"name":["Main store","Old store"]}', '{"shortage_policy":["refuse","accept"]}']


def test_a_location_closes_empty(world):
    receive(world, ("OIL", 5, "1"))
    with pytest.raises(LocationNotEmpty):
        edit(world, is_active=False)
    world.post(world.line("OIL", -5), kind="issue")
    bin_ = world.another_location("BIN", kind="bin", parent=world.location)
    with pytest.raises(LocationNotEmpty, match="open bins"):
        edit(world, is_active=False)
    bin_.is_active = False
    bin_.save()
    assert edit(world, is_active=False) == 2
    assert not Location.objects.get(pk=world.location.pk).is_active


def test_neither_foreign_nor_transit_locations_are_edited(world):
    receive(world, ("OIL", 5, "1"))
    world.another_location("SHOP")
    send(world, "SHOP", ("OIL", 1))
    transit = Location.objects.get(kind="in_transit")
    for code, actor in ((transit.code, world.actor), (world.location.code, make_world().actor)):
        with pytest.raises(LocationUnknown):
            edit_location(code=code, edit=LocationEdit(name=UNSET), version=1, actor=actor, now=NOW)


def test_a_reorder_point_opens_and_resolves_its_alert_at_once(world):
    receive(world, ("OIL", 20, "1"))
    assert set_points(world, point(world, "OIL", 19), point(world, "RICE", 0, 40)) == 2
    assert open_alerts() == [("low_stock", "RICE: 0 available, reorder point 0")]
    set_points(world, point(world, "OIL", 20, 100))
    assert open_alerts()[1] == ("low_stock", "OIL: 20 available, reorder point 20")
    level = world.level("OIL")
    assert (level.reorder_point, level.reorder_quantity) == (20, 100)
    set_points(world, point(world, "OIL", 30))
    assert len(open_alerts()) == 2
    set_points(world, point(world, "OIL", 19))
    assert open_alerts() == [("low_stock", "RICE: 0 available, reorder point 0")]
    set_points(world, point(world, "RICE", None))
    assert open_alerts() == []
    resolved = Alert.objects.get(text__startswith="OIL")
    assert (resolved.resolver, resolved.resolved_at) == ("system", NOW)
    assert AuditRecord.objects.filter(action="stock.set_reorder_point").count() == 6
    assert_ledger_proves_levels()


def test_the_reserved_count_for_being_low(world):
    receive(world, ("OIL", 20, "1"))
    world.post(world.line("OIL", reserved=15), kind="reservation")
    set_points(world, point(world, "OIL", 5))
    assert open_alerts() == [("low_stock", "OIL: 5 available, reorder point 5")]


def test_set_reorder_point_sets_all_or_none(world):
    receive(world, ("OIL", 20, "1"))
    other = make_world()
    before = everything()
    for wrong, error in [
        (point(world, "REPAIR", 5), NotStocked),
        (point(world, "OIL", -1), StockInvalid),
        (point(world, "OIL", 1, -1), StockInvalid),
        (point(other, "OIL", 5), LocationUnknown),
    ]:
        with pytest.raises(error):
            set_points(world, point(world, "OIL", 50), wrong)
    with pytest.raises(StockInvalid):
        set_points(world)
    assert everything() == before
    assert world.level("OIL").reorder_point is None


# --- which areas a location serves -------------------------------------------------------------------------------


def areas(world: World) -> list[int]:
    put = put_areas(
        rows=[AreaPut("SOUTH", "South"), AreaPut("NORTH", "North"), AreaPut("EDO", "South", "Edo")],
        actor=world.actor,
        now=NOW,
    )
    return [item.id for item in put.items if item.id is not None]


def served(world: World, code: str = "") -> tuple[int, ...]:
    return tuple(location_detail(actor=world.actor, code=code or world.location.code).area_ids)


def test_a_location_serves_the_areas_it_is_given_and_no_others(world):
    south, north, edo = areas(world)
    create_location(location=draft(world, area_ids=(edo, south, edo)), actor=world.actor, now=NOW)
    assert served(world, "NEW") == (south, edo)
    assert edit(world, area_ids=(north,)) == 2
    assert edit(world, 2, name="Old store") == 3
    assert served(world) == (north,)
    assert edit(world, 3, area_ids=(south, north)) == 4
    assert edit(world, 4, area_ids=()) == 5
    assert (served(world), served(world, "NEW")) == ((), (south, edo))
    diffs = AuditRecord.objects.filter(action="stock.edit_location").order_by("id").values_list("diff", flat=True)
    assert list(diffs) == [
        f'{{"area_ids":[[],[{north}]]}}',
        '{"name":["Main store","Old store"]}',
        f'{{"area_ids":[[{north}],[{south},{north}]]}}',
        f'{{"area_ids":[[{south},{north}],[]]}}',
    ]


def test_an_area_that_is_not_there_and_a_late_edit_change_no_areas(world):
    south, north, _ = areas(world)
    edit(world, area_ids=(south,))
    before = everything()
    for wrong in (10**9, 0, -1, 2**70):
        with pytest.raises(AreaNotFound):
            edit(world, 2, area_ids=(north, wrong))
        with pytest.raises(AreaNotFound):
            create_location(location=draft(world, area_ids=(wrong,)), actor=world.actor, now=NOW)
    with pytest.raises(PreconditionFailed):
        edit(world, 1, area_ids=(north,))
    assert everything() == before
