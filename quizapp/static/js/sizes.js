// A file that is too large is refused at its field before it is sent; nothing else of the form is lost.

const fields = document.querySelectorAll("input[type=file][data-most]");

function isTooLarge(field) {
  return [...field.files].some((file) => file.size > Number(field.dataset.most));
}

function say(field) {
  const id = `${field.id}-size`;
  document.getElementById(id)?.remove();
  const described = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((one) => one && one !== id);
  if (isTooLarge(field)) {
    const note = document.createElement("p");
    note.className = "error";
    note.id = id;
    note.setAttribute("role", "alert");
    note.textContent = field.dataset.tooLarge;
    field.after(note);
    described.push(id);
  }
  field.setAttribute("aria-describedby", described.join(" "));
  field.setAttribute("aria-invalid", String(isTooLarge(field)));
}

for (const field of fields) {
  field.addEventListener("change", () => say(field));
  field.form.addEventListener("submit", (event) => {
    if (!isTooLarge(field)) return;
    event.preventDefault();
    say(field);
    field.closest("details")?.setAttribute("open", "");
    field.focus();
  });
}
