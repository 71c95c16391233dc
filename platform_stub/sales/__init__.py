"""The ledger of sales: each number booked once and for ever, whatever is repeated, lost or killed (I3, I4, I7)."""
