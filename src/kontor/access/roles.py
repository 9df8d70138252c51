"""Every right there is, and what the ten shipped roles may do."""

RIGHTS: tuple[str, ...] = ()
