"""The `helpline` commands, a module for each kind. Exit codes: 0 done, 1 no, 2 wrong use."""
