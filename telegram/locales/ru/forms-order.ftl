### Формы: о наряде и его людях

form-decline-title = Отказ от наряда
form-decline-reason = Почему вы не можете взять этот наряд?

form-add-note-title = Заметка
form-add-note-text = Что записать?
form-add-note-photos = Пришлите фото, если они нужны.
