"""What the helpline does, as verbs: receive, converse, record, send, escalate ...

Operations reach the store, the channels and the queue only through the Protocols of `ports`.
Time and ids come in as arguments. Every operation may run twice: it looks at the store, sees
what is already done and returns quietly.
"""
