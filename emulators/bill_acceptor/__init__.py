"""The bill acceptor, emulated: a CashCode unit that speaks CCNET, and the notes it really holds."""
