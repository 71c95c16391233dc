"""The platform service: registers terminals, books their sales once and for ever, hears their heartbeats.

Written from docs/interfaces.md chapters 1 to 3. `terminals` knows who may speak (ACC-1) and how the terminals are
(PLAT-3), `sales` is the ledger and its promise of exactly once (I3, I4, I7), `billing` speaks with the billing core
(IFC-1, IFC-2), `api` is the wire, `storage` the database. Operator pages, journal files and reconciliation will be
rooms beside these, on the same ledger.
"""
