// Adds comfort to pages that are whole without it.
const root = document.documentElement;

// Opened from disk, a folder has no index of its own.
if (location.protocol === "file:") {
  for (const link of document.links) {
    if (link.protocol === "file:" && link.pathname.endsWith("/")) link.pathname += "index.html";
  }
  for (const form of document.forms) if (/^file:.*\/$/.test(form.action)) form.action += "index.html";
}
