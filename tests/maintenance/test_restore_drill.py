"""The drill: orders are placed, a backup is taken while more are placed, and it is restored somewhere else."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import msgspec
import pytest

from kontor.project.settings import ROOT
from tests.concurrency.servers import run_module, running_server
from tests.faults.books import Intent, Judgement, found_orders, judge
from tests.faults.clients import Shop, Traffic
from tests.maintenance.installations import Installation, installation

CLIENTS = 4


async def back_up_under_load(shop: Installation, traffic: Traffic, target: Path) -> tuple[list[Intent], int, str]:
    """What was acknowledged before the backup began, how many answers came while it ran, and what it said."""
    clients = [asyncio.create_task(traffic.run(number, 7305)) for number in range(CLIENTS)]
    async with asyncio.timeout(60):
        while traffic.answers.total() < 60:
            await asyncio.sleep(0.02)
    kept = msgspec.json.decode(msgspec.json.encode(traffic.intents), type=list[Intent])
    heard = traffic.answers.total()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "kontor", "backup", str(target), "--json"),
        cwd=ROOT,
        env=shop.environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    meanwhile = traffic.answers.total() - heard
    traffic.is_open = False
    await asyncio.gather(*clients)
    assert process.returncode == 0, err.decode()
    later = traffic.intents[len(kept) :]
    return [*kept, *(Intent(intent.mark, intent.lines, intent.first_step) for intent in later)], meanwhile, out.decode()


@pytest.mark.django_db
def test_a_backup_taken_while_orders_are_placed_restores_to_whole_and_proved_books(tmp_path: Path) -> None:
    backup = tmp_path / "shop.kontor.zip"
    with installation(tmp_path, "shop") as shop, installation(tmp_path, "elsewhere") as elsewhere:
        seeded = msgspec.json.decode(run_module("tests.faults.clients", environment=shop.environment), type=Shop)
        picture = shop.data / "media" / "products" / "oil.png"
        picture.parent.mkdir(parents=True)
        picture.write_bytes(b"not really a picture")
        with running_server(shop.url, shop.data) as server:
            traffic = Traffic(server.port, seeded)
            intents, meanwhile, said = asyncio.run(back_up_under_load(shop, traffic, backup))
        assert meanwhile > 0
        assert {name for name in traffic.answers if name[0] == "5"} == set()

        restored = elsewhere.kontor("restore", str(backup))
        assert restored.code == 0, restored.err
        assert restored.report["differences"] == 0
        assert restored.report["rows"] == msgspec.json.decode(said.splitlines()[-1])["rows"]
        assert judge(intents, found_orders(elsewhere.ask)) == Judgement([], [], [])
        assert sum(bool(intent.acknowledged) for intent in intents) > 10
        assert (elsewhere.data / "media" / "products" / "oil.png").read_bytes() == picture.read_bytes()
        assert elsewhere.kontor("verify").report["differences"] == 0
        orders = elsewhere.ask("SELECT count(*) FROM sales_salesorder")[0][0]
        assert orders < shop.ask("SELECT count(*) FROM sales_salesorder")[0][0]  # the shop sold on, untouched
