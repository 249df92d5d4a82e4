"""Any gateway that speaks as RapidPro's External channel does."""
