"""Africa's Talking: SMS, USSD and calls."""
