"""What happens next: one durable workflow per order, and the errands for all of them."""
