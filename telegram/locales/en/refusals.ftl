# What the API refuses, and what to do then.

refusal-other = This does not fit now ({ $code }). Open the order and look at it again.
