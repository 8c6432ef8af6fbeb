// Comments are kept elsewhere: nothing of them is loaded before the reader asks. Who comes back from signing in has asked.
const comments = document.querySelector("[data-comments]");
const button = comments?.querySelector("button");
button?.addEventListener("click", () => {
  button.disabled = true;
  const { script: src, integrity } = comments.dataset;
  const script = make("script", { src, ...(integrity && { integrity }) });
  script.onerror = () => {
    button.disabled = false;
    comments.querySelector("[role=status]").textContent = comments.dataset.trouble;
  };
  document.head.append(script);
});
if (/[?&](giscus|utterances)=/.test(location.search)) button?.click();
