"""Where goods are sold over the counter: the registers (tills) and where each stands."""
