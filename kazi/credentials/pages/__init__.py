"""What the world fetches: keys, status lists, credentials; and the page where anybody checks one."""
