"""The bench: what a submission and a report cost, beside a plain page and as answers pile up."""
