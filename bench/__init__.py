"""How fast the kiosk is: each row a ratio of what the product does and a limit or a peer, measured in one run.

Absolute times say more about the machine than about the program; a ratio of two things done in turns says something.
"""
