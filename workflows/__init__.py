"""What happens next: one durable workflow per order, and the housekeeping around them."""
