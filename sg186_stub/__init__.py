"""The utility's billing core (SG186) and prepaid vending system, emulated: a service with a database of its own.

Written from docs/interfaces.md chapter 3. Every posting is one transaction, keyed by the caller's serial, which
never expires: the same serial with the same content gets the stored answer, with other content a refusal (I3, I4).
"""
