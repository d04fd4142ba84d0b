"""`make demo`: the demo people walk orders through the running system, over HTTP as any client would.

`stories.py` reads like the process; `clients.py` sends, `teller.py` prints, `proof.py` checks the endings.
"""
