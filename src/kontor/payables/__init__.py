"""What is owed to suppliers: a ledger of bills, payments and credits, and the balance it comes to."""
