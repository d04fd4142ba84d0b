// What the page asks of the sandbox.
async function ask(method, path, body) {
  const form = body instanceof FormData;
  const answer = await fetch(`/sandbox${path}`, {
    method,
    body: form || body === undefined ? body : JSON.stringify(body),
    headers: form || body === undefined ? {} : { "Content-Type": "application/json" },
  });
  const result = await answer.json();
  if (!answer.ok) throw new Error(typeof result.detail === "string" ? result.detail : answer.statusText);
  return result;
}

export const people = () => ask("GET", "/users");
export const chatsOf = (person) => ask("GET", `/users/${person}/chats`);
export const follow = (person, link) => ask("POST", `/users/${person}/follow`, { link });

export function chatApi(person, peer) {
  const path = `/users/${person}/chats/${peer}`;
  return {
    messages: (before) => ask("GET", `${path}/messages${before ? `?before=${before}` : ""}`),
    write: (text, replyTo) => ask("POST", `${path}/messages`, { text, reply_to: replyTo ?? null }),
    edit: (id, text) => ask("PATCH", `${path}/messages/${id}`, { text }),
    remove: (id) => ask("DELETE", `${path}/messages/${id}`),
    press: (id, data) => ask("POST", `${path}/press`, { message_id: id, data }),
    location: () => ask("POST", `${path}/location`, { latitude: 55.751244, longitude: 37.618423 }),
    contact: (body) => ask("POST", `${path}/contact`, body),
    block: () => ask("POST", `${path}/block`),
    unblock: () => ask("POST", `${path}/unblock`),
    read: () => ask("POST", `${path}/read`),
    forget: () => ask("DELETE", path),
    files(kind, files, caption = "", more = {}) {
      const form = new FormData();
      for (const file of files) form.append("files", file, file.name || "image.png");
      for (const [name, value] of Object.entries({ kind, caption, ...more })) form.append(name, value);
      return ask("POST", `${path}/files`, form);
    },
  };
}

// One stream for all people on the page; `onReady` after each (re)connection, as something may have been missed.
export function listen(names, { onReady, onEvent, onLost }) {
  const source = new EventSource(`/sandbox/events?users=${names.map(encodeURIComponent).join(",")}`);
  source.onmessage = (message) => {
    const event = JSON.parse(message.data);
    if (event.kind === "listening") onReady();
    else onEvent(event);
  };
  source.onerror = () => onLost();
  return () => source.close();
}

export const fileUrl = (file) => `/sandbox/files/${encodeURIComponent(file.file_unique_id)}`;
