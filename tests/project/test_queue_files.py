"""What a process killed in the middle of a write leaves in the queue's folders stops nobody."""

from __future__ import annotations

from pathlib import Path

import pytest
from kombu.connection import Connection
from kombu.transport import filesystem

from kontor.project.queue_files import SCHEME


@pytest.fixture
def queue(tmp_path: Path) -> Path:
    for part in ("messages", "control"):
        (tmp_path / part).mkdir()
    return tmp_path


def connected(queue: Path, scheme: str = SCHEME) -> Connection:
    """A connection as a process of its own makes it: kombu remembers per process what it has bound."""
    filesystem.Transport.global_state.clear()
    messages = str(queue / "messages")
    folders = {"data_folder_in": messages, "data_folder_out": messages, "control_folder": str(queue / "control")}
    return Connection(f"{scheme}://", transport_options=folders)


def sent_and_received(connection: Connection) -> str:
    with connection, connection.SimpleQueue("wake") as wake:
        wake.put("up")
        message = wake.get(timeout=5)
        message.ack()
        return str(message.payload)


def test_a_message_arrives_and_leaves_no_file(queue: Path) -> None:
    assert sent_and_received(connected(queue)) == "up"
    assert list((queue / "messages").iterdir()) == []
    assert not list(queue.rglob("*.part"))


def test_a_torn_table_of_queues_is_written_again(queue: Path) -> None:
    assert sent_and_received(connected(queue)) == "up"
    (table,) = (queue / "control").iterdir()
    table.write_text("")
    assert sent_and_received(connected(queue)) == "up"
    assert "wake" in table.read_text()


def test_a_torn_message_is_dropped_and_the_next_one_arrives(queue: Path) -> None:
    (queue / "messages" / "0_torn.wake.msg").write_text("")
    assert sent_and_received(connected(queue)) == "up"
    assert list((queue / "messages").iterdir()) == []


def test_control_kombus_own_files_stop_whoever_meets_a_torn_one(queue: Path) -> None:
    (queue / "messages" / "0_torn.wake.msg").write_text("")
    with pytest.raises(ValueError, match="Expecting value"):
        sent_and_received(connected(queue, "filesystem"))
