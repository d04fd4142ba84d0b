### Forms: about an order and its people

form-decline-title = Decline the order
form-decline-reason = Why can you not take this order?

form-add-note-title = Note
form-add-note-text = What should be written down?
form-add-note-photos = Send photos, if there are any.
