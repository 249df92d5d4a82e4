"""Every limit on what comes in, in one place, each with its reason."""

from __future__ import annotations

from typing import Final

MB: Final = 1_000_000

# --- Whole uploads -------------------------------------------------------------------------
# 2 GB is 12 million text rows or 10,000 photos: more is split by the sender, so that one broken
# connection or one full disk costs at most that much.
MAX_UPLOAD_BYTES: Final = 2_000 * MB

# --- Rows ----------------------------------------------------------------------------------
# A text a worker can read in one task is far below 64 kB; a longer field is nearly always an
# unclosed quotation mark or a picture pasted as text.
MAX_FIELD_BYTES: Final = 64 * 1024
# Bounds the memory of one row, whatever the file says.
MAX_ROW_BYTES: Final = 256 * 1024
# No task shows 500 inputs; more columns is a table lying on its side.
MAX_COLUMNS: Final = 500
# The last row a spreadsheet can have; a row number above it is forged.
MAX_SHEET_ROWS: Final = 1_048_576

# --- ZIP archives, and workbooks, which are ZIP archives -------------------------------------
# Pictures do not shrink in a ZIP, so an honest archive unpacks to about its own size.
MAX_UNPACKED_BYTES: Final = 2 * MAX_UPLOAD_BYTES
# The packing method cannot pass 1,032; sheets of equal rows reach 100; empty scans more, but
# those are small, so the ratio is looked at from 10 MB on.
MAX_PACKING_RATIO: Final = 200
RATIO_COUNTS_FROM_BYTES: Final = 10 * MB
# Python keeps about 500 bytes for each entry: 100,000 entries are 50 MB.
MAX_ENTRIES: Final = 100_000
# The list of entries is read whole before the first can be looked at.
MAX_DIRECTORY_BYTES: Final = 20 * MB
# A workbook is read row by row, but all its different texts (shared strings) are held at once.
MAX_WORKBOOK_BYTES: Final = 1_000 * MB
MAX_SHARED_TEXTS_BYTES: Final = 100 * MB

# --- Pictures --------------------------------------------------------------------------------
# The largest photos of common phones are 12 to 25 MB.
MAX_PICTURE_BYTES: Final = 30 * MB
# 50 million pixels are 150 MB when unpacked, the most one job may take; an A3 scan at 400 dpi
# is 31 million.
MAX_PICTURE_PIXELS: Final = 50 * MB
# The stored picture: 2,400 x 2,400.  Counted as an area and not by the longer side, because a till
# receipt is five times as long as wide and would become unreadable.
FULL_PIXELS: Final = 2_400 * 2_400
# The light version for phones: 1,000 x 1,000, on which the print of a receipt can still be read.
LIGHT_PIXELS: Final = 1_000 * 1_000
# No side passes this, because WEBP ends at 16,383 and phones fail on longer textures.
MAX_SIDE: Final = 8_000
FULL_JPEG_QUALITY: Final = 85
# The first quality that stays within LIGHT_BYTES is taken, and else the last: the page budget is
# 60 kB, but a picture that nobody can read helps nobody.
LIGHT_WEBP_QUALITIES: Final = (60, 50, 40)
LIGHT_BYTES: Final = 45_000

# --- PDF -------------------------------------------------------------------------------------
# Held in memory while its pages are drawn.
MAX_PDF_BYTES: Final = 100 * MB
# One document of more pages is a book; it is split, so that one bad page does not hold it all.
MAX_PDF_PAGES: Final = 500
# 150 dpi makes an A4 page 1,240 x 1,754: small print stays readable.
PDF_DPI: Final = 150
# 200 inches, the largest page the PDF standard knows.
MAX_PDF_POINTS: Final = 14_400
