"""What is bought, from whom: who supplies which SKU under which code, in which pack, at what cost and how soon."""
