"""Any gateway of HTTP, in the dialect of RapidPro's External channel."""
