"""The work itself: projects, batches, tasks, seats, answers and deliveries."""
