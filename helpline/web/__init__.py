"""The doors: webhooks for providers, the console for caseworkers, a neutral page for anybody.

Two audiences, two doors: the hooks know no cookie and no HTML; everything that a browser sees
has strict headers, also when it is an error (`security`).
"""
