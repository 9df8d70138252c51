"""What things cost: price lists, dated tax rates, and the arithmetic of a document."""
