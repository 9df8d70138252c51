"""Where stock is kept and the ledger that proves it. `operations.post_stock` is the only writer of levels."""
