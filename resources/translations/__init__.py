"""Qt Linguist translations: kiosk_<language>.ts is edited, kiosk_<language>.qm is built from it; both are kept."""
