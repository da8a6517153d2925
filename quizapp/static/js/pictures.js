// A picture that is pasted into a text of an editor, or dropped there, is chosen; what it shows is asked for next.

const chosen = document.querySelector("input[name=picture]");
const form = chosen.form;
const into = form.elements.picture_into;
const names = into ? [...into.options].map((option) => option.value) : [];

form.querySelector("[data-paste]").hidden = false;

function isText(target) {
  return target instanceof HTMLTextAreaElement && (!names.length || names.includes(target.name));
}

function choose(event, files) {
  if (!isText(event.target)) return;
  const picture = [...files].find((file) => file.type.startsWith("image/"));
  if (!picture) return;
  event.preventDefault();
  const one = new DataTransfer();
  one.items.add(picture);
  chosen.files = one.files;
  chosen.dispatchEvent(new Event("change", { bubbles: true }));
  if (into) into.value = event.target.name;
  chosen.closest("details").open = true;
  form.elements.picture_words.focus();
}

form.addEventListener("paste", (event) => choose(event, event.clipboardData.files));
form.addEventListener("drop", (event) => choose(event, event.dataTransfer.files));
form.addEventListener("dragover", (event) => {
  if (isText(event.target) && event.dataTransfer.types.includes("Files")) event.preventDefault();
});
