// Adds comfort to pages that are whole without it.
const root = document.documentElement;
// What the page tells the script: addresses of what is loaded later.
const parts = document.currentScript.dataset;
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const make = (name, attributes = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
};

// What the reader has set, on this device only. A browser that keeps nothing changes nothing.
const kept = (key) => {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "{}");
  } catch {
    return {};
  }
};
const keep = (key, change) => {
  try {
    localStorage.setItem(key, JSON.stringify({ ...kept(key), ...change }));
  } catch {
    // Then it holds as long as the page is open.
  }
};

// A dialog with a title and a way out; it goes when it is closed. The focus returns to where it was.
const sheet = (title, ...children) => {
  const close = make("button", { type: "button", class: "close", "aria-label": words.close });
  const heading = make("h2", { id: "sheet-title" }, title);
  const dialog = make("dialog", { class: "sheet", "aria-labelledby": "sheet-title" }, heading, close, ...children);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
};

// A line that comes up from below, says something or offers one thing, and goes by itself.
const toast = (content, seconds = 4) => {
  all(".toast").forEach((old) => old.remove());
  const line = make("div", { class: "toast", role: "status" });
  document.body.append(line);
  // A region must be there before what it says, or it is not read out.
  requestAnimationFrame(() => line.append(content));
  setTimeout(() => line.remove(), seconds * 1000);
  return line;
};

// Opened from disk, a folder has no index of its own.
if (location.protocol === "file:") {
  for (const link of document.links) {
    if (link.protocol === "file:" && link.pathname.endsWith("/")) link.pathname += "index.html";
  }
  for (const form of document.forms) if (/^file:.*\/$/.test(form.action)) form.action += "index.html";
  for (const link of document.querySelectorAll("svg a")) link.setAttribute("href", link.getAttribute("href").replace(/\/(?=#|$)/, "/index.html"));
}
