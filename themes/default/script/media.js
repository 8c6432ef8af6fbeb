// A recording on another host is loaded when it is asked for, and not before.
document.addEventListener("click", (event) => {
  const facade = event.target.closest("[data-media]");
  if (!facade || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const frame = document.createElement("iframe");
  frame.src = facade.dataset.media;
  frame.title = facade.textContent;
  frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  facade.replaceWith(frame);
  frame.focus();
});
