"""Kazi: dignified digital work, from a client's request to a worker's payslip."""

__version__ = "0.1.0"
