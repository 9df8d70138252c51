"""A witness in the database that sees every change of a level under its lock, whoever makes it and however it ends.

It keeps each change that left less available than before and less than nothing. Facts may do that; a promise that
does has sold what was not there. The ledger's sums cannot tell the two apart afterwards, the order of changes can.
"""

from __future__ import annotations

from typing import Final

_SEEN: Final = "CREATE TABLE race_witness (level_id bigint NOT NULL, taken integer NOT NULL)"
_BELOW: Final = "NEW.on_hand - NEW.reserved < 0 AND NEW.on_hand - NEW.reserved < OLD.on_hand - OLD.reserved"
_KEEP: Final = "INSERT INTO race_witness VALUES (NEW.id, OLD.on_hand - OLD.reserved - NEW.on_hand + NEW.reserved);"

ON_POSTGRES: Final = (
    _SEEN,
    f"CREATE FUNCTION race_see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {_KEEP} RETURN NULL; END $$",
    "CREATE TRIGGER race_see AFTER UPDATE ON inventory_stocklevel"
    f" FOR EACH ROW WHEN ({_BELOW}) EXECUTE FUNCTION race_see()",
)
ON_SQLITE: Final = (
    _SEEN,
    f"CREATE TRIGGER race_see AFTER UPDATE ON inventory_stocklevel WHEN {_BELOW} BEGIN {_KEEP} END",
)
#: Changes beyond what was there, by how much they took.
TAKEN: Final = "SELECT taken, count(*) FROM race_witness GROUP BY taken ORDER BY taken"
