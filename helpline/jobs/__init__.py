"""RQ's entry points and the clock. Arguments are opaque ids; any job may run twice or never."""
