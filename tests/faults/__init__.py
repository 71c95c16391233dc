"""Networks that break: proxies between the real kiosk's client and the real platform, on the loopback address.

`wire` spoils bytes and knows nothing of what they mean; `calls` stands inside TLS and spoils requests and answers.
"""
