// Blocking and classic on purpose: the chosen theme must stand before the first paint.
(() => {
  const KEY = "quizapp.theme";
  const root = document.documentElement;

  const stored = () => {
    try {
      return localStorage.getItem(KEY) ?? "auto";
    } catch {
      return "auto";
    }
  };

  const apply = (theme) => {
    if (theme === "auto") delete root.dataset.theme;
    else root.dataset.theme = theme;
  };

  apply(stored());

  document.addEventListener("DOMContentLoaded", () => {
    for (const group of document.querySelectorAll("[data-theme-switch]")) {
      group.hidden = false;
      for (const input of group.querySelectorAll("input")) {
        input.checked = input.value === stored();
        input.addEventListener("change", () => {
          apply(input.value);
          try {
            localStorage.setItem(KEY, input.value);
          } catch {
            // Private windows may refuse storage; the theme then holds for this page.
          }
        });
      }
    }
  });
})();
