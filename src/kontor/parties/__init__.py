"""Who buys and who delivers: customers with their channels, and suppliers."""
