// Copies a code. Browsers offer the clipboard only on secure pages, so elsewhere the button stays away.

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  const words = button.querySelector("[aria-live]");
  const label = words.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    words.textContent = button.dataset.copied;
    setTimeout(() => {
      words.textContent = label;
    }, 3000);
  });
}
