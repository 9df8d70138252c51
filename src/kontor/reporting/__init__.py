"""What the day brought, in figures that can be counted again from the documents."""
