"""The arithmetic of deals: what work should cost, who fits, and how often each is shown."""
