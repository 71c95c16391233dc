"""The whole kiosk in virtual time: real flows and the real runner among devices with a physical truth of their own.

    people ──> devices ──> events ──> Runner(flows) ──> effects ──> devices, journal, platform
                  │                                        │
                  └── physical truth ──> checkers <── rows, commands, postings

Everything that could be otherwise is one decision on a tape; a seed is a tape, and so is a bug (reliability.md 5).
"""
