"""Money of refused sales that the utility holds for the customer (挂账): the terminal's record stands (PAY-8)."""
