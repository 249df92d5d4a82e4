"""From a buyer's need to an award, and from there to agreements and invoices."""
