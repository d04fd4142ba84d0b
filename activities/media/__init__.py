"""What is sent in as a photo or document: recognised, cleaned, proved to be readable."""
