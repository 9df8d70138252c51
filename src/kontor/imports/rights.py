"""Ways in. Each kind of file needs the right of what it writes; `import_table` asks for it."""

from __future__ import annotations

from kontor.access.types import SIGNED_IN, Route

ROUTES: tuple[Route, ...] = (Route("imports", "POST", SIGNED_IN),)
