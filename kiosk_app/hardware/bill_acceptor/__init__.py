"""The CashCode bill acceptor on CCNET (HW-3, CARD-2)."""
