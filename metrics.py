"""What every process counts, and the loopback port where Prometheus reads it.

Only figures without people, clients or orders in their labels: whoever reads them sees no data of anybody.
"""

from prometheus_client import Counter, Gauge, Histogram

REQUESTS = Histogram(
    "naryad_http_request_seconds",
    "Requests to the API",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
"""By the route's template, never the path itself."""
RECORDINGS = Histogram(
    "naryad_recording_seconds",
    "Commands given to the record",
    ["outcome"],
    buckets=(0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5),
)
"""By outcome: accepted, refused, repeated, behind, failed."""
MESSAGES = Counter("naryad_messages", "Messages of the outbox by what became of them", ["outcome"])
UNSENT = Gauge("naryad_outbox_unsent", "Messages that wait to be sent, at the last look of the courier")
FINDINGS = Gauge("naryad_doctor_findings", "Findings of the doctor's last round", ["fault"])
