"""The service directory. What no person has verified is never shown, said, or served.

`model` holds the facts of a service, `verify` their life (who checked what, and until when that
holds), `snapshot` the directory as it stands in one version, `match` who fits whom and why,
`hsds` the exchange format. All of it is pure: the same directory, question and time give the
same answer.
"""
