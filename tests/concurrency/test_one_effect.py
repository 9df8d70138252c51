"""Over HTTP against a real server: so many, and no more, however many ask at once and however often they ask."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from kontor.alerts.models import Alert
from kontor.bench.load_client import Reply
from kontor.inventory.models import StockLevel, StockPosting
from kontor.inventory.sql.proof import contradiction_reads
from kontor.kernel.ids import Id
from kontor.kernel.statements import Read, read_rows
from kontor.maintenance.queries import prove
from kontor.sales.models import SalesOrder
from tests.concurrency.hand import Hand, content, dishonest, said, until
from tests.concurrency.races import with_own_connection
from tests.concurrency.servers import APPLICATION, database_url, deadlocks, running_server
from tests.people import make_key, make_user
from tests.world import NOW, World, make_world

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("race_database")]
UNGUARDED = "tests.concurrency.unguarded_wsgi:application"
UNVERSIONED = "tests.concurrency.unversioned_wsgi:application"
Scene = Callable[[list[Hand]], Coroutine[Any, Any, Any]]


@pytest.fixture
def world(race_database: str) -> World:
    world = make_world()
    world.sku("OIL")
    world.receive("OIL", 100)
    world.customer("C1")
    world.another_location("SHOP")
    return world


def play(world: World, data: Path, hands: int, scene: Scene, application: str = APPLICATION) -> Any:
    """Let `hands` clients with one owner's key act a scene on a server of their own; what the scene returns."""
    key = make_key(make_user("owner", branches=(world.branch,)))
    with running_server(database_url(), data, application=application) as server:
        return asyncio.run(_acted(server.port, key, hands, scene))


async def _acted(port: int, key: str, hands: int, scene: Scene) -> Any:
    answers: Counter[str] = Counter()
    opened = [Hand(port, key, number=number, answers=answers) for number in range(hands)]
    try:
        return await scene(opened)
    finally:
        for hand in opened:
            hand.close()


def order(world: World, quantity: int = 1, **extra: Any) -> dict[str, Any]:
    lines = [{"sku": "OIL", "quantity": quantity}]
    return {"location": world.location.code, "customer": "C1", "lines": lines, **extra}


def assert_books_prove() -> None:
    assert prove().differences == []
    assert deadlocks() == 0


def drop_the_floor() -> None:
    """The last guard, which would still refuse what a control without the first one does."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE inventory_stocklevel DROP CONSTRAINT stocklevel_floor")


# --- a hundred units ---------------------------------------------------------------------------------------------


def two_hundred_orders(world: World, data: Path, application: str = APPLICATION) -> Counter[str]:
    """What sixteen clients are answered who order a unit each until they have asked two hundred times."""

    async def scene(hands: list[Hand]) -> Counter[str]:
        left = iter(range(200))

        async def keep_ordering(hand: Hand) -> None:
            for _ in left:
                await hand.send("POST", "sales-orders", order(world, confirm=True))

        await asyncio.gather(*map(keep_ordering, hands))
        return hands[0].answers

    answers: Counter[str] = play(world, data, 16, scene, application)
    return answers


def test_of_two_hundred_orders_from_sixteen_clients_a_hundred_get_the_hundred_units(
    world: World, tmp_path: Path
) -> None:
    assert two_hundred_orders(world, tmp_path) == {"201": 100, "409 stock_short": 100}
    assert SalesOrder.objects.count() == 100
    assert world.stock("OIL") == (100, 100)
    assert_books_prove()


def test_control_without_the_guard_more_than_a_hundred_orders_get_the_hundred_units(
    world: World, tmp_path: Path
) -> None:
    drop_the_floor()
    units, sold = 100, two_hundred_orders(world, tmp_path, UNGUARDED)["201"]
    while sold == units < 400:  # at the end nobody met anybody: the same again
        world.receive("OIL", 100)
        units, sold = units + 100, sold + two_hundred_orders(world, tmp_path, UNGUARDED)["201"]
    print(f"{sold} sold of {units}")
    assert sold > units
    assert world.stock("OIL") == (units, sold)


# --- one order, one request --------------------------------------------------------------------------------------


def sixteen_confirms(world: World, data: Path, orders: int, application: str = APPLICATION) -> list[Counter[str]]:
    """Per order of one unit what sixteen clients are answered who confirm it at once."""

    async def scene(hands: list[Hand]) -> list[Counter[str]]:
        answers = []
        for _ in range(orders):
            placed = content(await hands[0].send("POST", "sales-orders", order(world)))
            path = f"sales-orders/{placed['id']}/confirm"
            replies = await asyncio.gather(*(hand.send("POST", path) for hand in hands))
            answers.append(Counter(map(said, replies)))
        return answers

    answers: list[Counter[str]] = play(world, data, 16, scene, application)
    return answers


def test_one_order_confirmed_sixteen_times_at_once_over_http_is_promised_once(world: World, tmp_path: Path) -> None:
    assert sixteen_confirms(world, tmp_path, 5) == [{"200": 1, "409 transition_refused": 15}] * 5
    assert world.stock("OIL") == (100, 5)
    assert StockPosting.objects.filter(kind="reservation").count() == 5
    assert_books_prove()


def test_control_without_the_orders_version_one_order_is_promised_several_times(world: World, tmp_path: Path) -> None:
    answers = sixteen_confirms(world, tmp_path, 10, UNVERSIONED)
    confirmed = [of_one_order["200"] for of_one_order in answers]
    print(confirmed)
    assert max(confirmed) > 1
    assert world.stock("OIL") == (100, sum(confirmed))


def requests_that_must_act_once(world: World) -> dict[str, dict[str, Any]]:
    store, goods = world.location.code, [{"sku": "OIL", "quantity": 1}]
    return {
        "sales-orders": order(world, confirm=True),
        "stock-transfers": {"from_location": store, "to_location": "SHOP", "lines": goods},
        "stock-disposals": {"location": store, "lines": goods},
    }


async def until_answered(hand: Hand, path: str, body: Any, key: str) -> Reply:
    """The answer, asking again as often as an honest "busy" says so."""
    for _ in range(10):
        reply = await hand.send("POST", path, body, key=key)
        if said(reply) != "409 busy with Retry-After":
            return reply
        await asyncio.sleep(float(reply.headers["retry-after"]))
    raise AssertionError("still busy")


def hold_the_goods(world: World, held: threading.Event, seconds: float) -> None:
    """Somebody else is at work on the level, for longer than anybody waits."""
    with transaction.atomic():
        StockLevel.objects.select_for_update(no_key=True).get(sku=world.skus["OIL"], location=world.location)
        held.set()
        time.sleep(seconds)


def test_one_request_fifty_times_at_once_acts_once_and_is_answered_alike_to_the_byte(
    world: World, tmp_path: Path
) -> None:
    """At first while the goods are held: who is told "busy" asks again, and is answered as all others are."""
    requests, held = requests_that_must_act_once(world), threading.Event()

    async def scene(hands: list[Hand]) -> Counter[str]:
        holding = asyncio.create_task(asyncio.to_thread(with_own_connection(hold_the_goods), world, held, 2.5))
        await asyncio.to_thread(held.wait, 10)
        for path, body in requests.items():
            key = f"one-key-for-{path}"
            replies = await asyncio.gather(*(until_answered(hand, path, body, key) for hand in hands))
            again = await hands[0].send("POST", path, body, key=key)
            assert {reply.status for reply in replies} == {201}
            assert len({(reply.body, reply.headers.get("etag")) for reply in [*replies, again]}) == 1
            other = await hands[0].send("POST", path, {**body, "lines": [{"sku": "OIL", "quantity": 2}]}, key=key)
            assert said(other) == "422 idempotency_key_reused"
        await holding
        return hands[0].answers

    answers = play(world, tmp_path, 50, scene)
    assert answers["409 busy with Retry-After"] > 0
    assert SalesOrder.objects.count() == 1
    made = Counter(StockPosting.objects.exclude(kind="receipt").values_list("kind", flat=True))
    assert sorted(made.values()) == [1, 1, 1], made
    assert world.stock("OIL") == (98, 1)
    assert_books_prove()


def test_control_with_a_key_each_fifty_requests_act_fifty_times(world: World, tmp_path: Path) -> None:
    async def scene(hands: list[Hand]) -> Counter[str]:
        await asyncio.gather(*(hand.send("POST", "sales-orders", order(world, confirm=True)) for hand in hands))
        return hands[0].answers

    assert play(world, tmp_path, 50, scene) == {"201": 50}
    assert world.stock("OIL") == (100, 50)


# --- the last unit -----------------------------------------------------------------------------------------------


def winners_of_the_last_unit(world: World, data: Path, rounds: int, application: str = APPLICATION) -> Counter[int]:
    """How often so many of eight got the one unit there was: half of them order it, half take it over the counter."""
    wishes = [{"confirm": True}, {"counter_sale": True}] * 4

    async def scene(hands: list[Hand]) -> Counter[int]:
        winners: Counter[int] = Counter()
        receipt = {"location": world.location.code, "lines": [{"sku": "LAST", "quantity": 1, "unit_cost": "2.00"}]}
        bodies = [order(world, **wish) | {"lines": [{"sku": "LAST", "quantity": 1}]} for wish in wishes]
        for _ in range(rounds):
            assert (await hands[0].send("POST", "stock-receipts", receipt)).status == 201
            asked = zip(hands, bodies, strict=True)
            replies = await asyncio.gather(*(hand.send("POST", "sales-orders", body) for hand, body in asked))
            assert {said(reply) for reply in replies} <= {"201", "409 stock_short"}
            winners[sum(reply.status == 201 for reply in replies)] += 1
        return winners

    world.sku("LAST")
    found: Counter[int] = play(world, data, 8, scene, application)
    return found


@pytest.mark.parametrize("rounds", [50, pytest.param(1_000, marks=pytest.mark.long)])
def test_the_last_unit_goes_to_exactly_one_each_time(world: World, tmp_path: Path, rounds: int) -> None:
    assert winners_of_the_last_unit(world, tmp_path, rounds) == {1: rounds}
    on_hand, reserved = world.stock("LAST")
    assert on_hand == reserved
    assert_books_prove()


def test_control_without_the_guard_the_last_unit_goes_to_several(world: World, tmp_path: Path) -> None:
    drop_the_floor()
    assert max(winners_of_the_last_unit(world, tmp_path, 10, UNGUARDED)) > 1


# --- one open alert ----------------------------------------------------------------------------------------------

_OPEN_TWICE = Read(
    "SELECT min(id) AS id FROM alerts_alert WHERE resolved_at IS NULL"
    " GROUP BY kind, subject_kind, subject_key HAVING count(*) > 1",
    (),
    Id,
)


class Watch:
    """What somebody sees who looks at levels and open alerts all the time."""

    def __init__(self) -> None:
        self.looks, self.open_twice = 0, 0
        self.wrong: Counter[str] = Counter()
        self._ends = threading.Event()
        reads = {kind: read for kind, (read, _) in contradiction_reads(10).items()}
        self._alerts_beside_levels = {kind: reads[kind] for kind in ("low_stock_alert", "oversold_alert")}

    @contextmanager
    def watching(self) -> Iterator[None]:
        with ThreadPoolExecutor(1) as pool:
            looking = pool.submit(with_own_connection(self._look))
            try:
                yield
            finally:
                self._ends.set()
            looking.result(20)

    def _look(self) -> None:
        while not self._ends.is_set():
            self.looks += 1
            self.open_twice += len(read_rows(_OPEN_TWICE))
            self.wrong.update(kind for kind, read in self._alerts_beside_levels.items() if read_rows(read))


def watched(world: World, data: Path, seconds: float = 2.5) -> tuple[Watch, Counter[str]]:
    """Sales and receipts of eight SKUs around their reorder point by sixteen clients, and what was seen meanwhile."""
    codes = [f"LOW{number}" for number in range(8)]
    for code in codes:
        world.sku(code)
        world.receive(code, 3)
    StockLevel.objects.filter(sku__code__in=codes).update(reorder_point=2)

    async def scene(hands: list[Hand]) -> Counter[str]:
        deadline = until(seconds)

        async def keep_going(hand: Hand) -> None:
            while deadline.is_open():
                line = {"sku": hand.chance.choice(codes), "quantity": hand.chance.randint(1, 2)}
                sale = {"location": world.location.code, "counter_sale": True, "lines": [line]}
                receipt = {"location": world.location.code, "lines": [{**line, "unit_cost": "2.00"}]}
                path, body = hand.chance.choice([("sales-orders", sale), ("stock-receipts", receipt)])
                await hand.send("POST", path, body)

        await asyncio.gather(*map(keep_going, hands))
        return hands[0].answers

    watch = Watch()
    with watch.watching():
        answers = play(world, data, 16, scene)
    return watch, answers


def test_each_low_level_has_one_open_alert_at_every_moment(world: World, tmp_path: Path) -> None:
    watch, answers = watched(world, tmp_path)
    assert not dishonest(answers), answers
    assert watch.looks > 10
    assert (watch.open_twice, watch.wrong) == (0, {})
    assert Alert.objects.filter(kind="low_stock").count() > 5, "hardly any level fell"
    assert_books_prove()


def test_control_who_watches_sees_a_low_level_without_an_alert(world: World) -> None:
    StockLevel.objects.update(reorder_point=99)
    world.receive("OIL", 1)
    world.post(world.line("OIL", -5), kind="issue")
    watch = Watch()
    with watch.watching():
        Alert.objects.update(resolved_at=NOW)
        time.sleep(0.2)
    assert watch.wrong["low_stock_alert"] > 0


def test_control_without_the_unique_index_a_low_level_has_several_open_alerts(world: World, tmp_path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX alert_one_open_per_subject")
    assert watched(world, tmp_path, 1)[0].open_twice > 0
