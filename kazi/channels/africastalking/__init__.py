"""Africa's Talking: SMS, USSD, calls, airtime."""
