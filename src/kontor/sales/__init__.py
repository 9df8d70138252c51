"""Sales orders and their lifecycle: placed, confirmed, shipped, cancelled, reversed, against the stock ledger."""
