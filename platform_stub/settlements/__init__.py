"""Settlements (缴款): whether terminal and platform agree on a period (PAY-9)."""
