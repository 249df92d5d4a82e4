"""WhatsApp Cloud."""
