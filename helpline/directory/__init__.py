"""The service directory. What no person has verified is never shown, said, or served."""
