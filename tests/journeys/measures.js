// What tests measure in a page. One expression: an object of functions.
({
  smallTargets: () => {
    const LEAST = 44, LEAST_LINK = 24, SLACK = 0.5;
    const found = [];
    const isShown = (element) => {
      const box = element.getBoundingClientRect();
      return element.checkVisibility({ visibilityProperty: true }) && box.width > 1 && box.height > 1;
    };
    for (const element of document.querySelectorAll("a[href], button, input, select, textarea, summary")) {
      if (element.type === "hidden" || element.matches(":disabled, .skip, .hidden-words") || !isShown(element)) continue;
      const label = element.matches("[type=radio], [type=checkbox]") ? element.closest("label") : null;
      const box = (label ?? element).getBoundingClientRect();
      // The chip is enlarged for fingers by a box that is not drawn.
      const more = getComputedStyle(element, "::after");
      const isEnlarged = more.content === '""' && more.position === "absolute" && more.top.startsWith("-");
      const height = box.height - (isEnlarged ? 2 * parseFloat(more.top) : 0);
      const width = box.width - (isEnlarged ? 2 * parseFloat(more.left) : 0);
      const isLink = element.matches("a:not(.button, .chip, .panel-cell, .menu-item), .link-button");
      const isBar = element.closest("nav, .tabs, .top");
      const inLine = label ?? (isLink ? element : null);
      const isInSentence = inLine && getComputedStyle(inLine).display === "inline" && inLine.parentElement.innerText.trim() !== inLine.innerText.trim();
      if (isInSentence) continue;
      const least = isLink && !isBar ? LEAST_LINK : LEAST;
      if (height + SLACK < least || (!isLink && width + SLACK < least)) {
        const words = (element.innerText || element.getAttribute("aria-label") || element.name).trim().slice(0, 40);
        found.push(`${element.tagName.toLowerCase()}.${element.className} “${words}” ${Math.round(width)}×${Math.round(height)}`);
      }
    }
    return found;
  },

  widerThanPage: () => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.querySelectorAll("body *")]
      .filter((element) => element.getBoundingClientRect().right > width + 1 && !element.closest(".table-box, .tabs"))
      .map((element) => `${element.tagName.toLowerCase()}.${element.className} to ${Math.round(element.getBoundingClientRect().right)}`)
      .concat([`page ${document.documentElement.scrollWidth} of ${width}`]).slice(-4);
  },

  focus: () => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const outlined = [element, element.closest("label"), element.closest(".row")].filter(Boolean)
      .some((each) => getComputedStyle(each).outlineStyle !== "none" && parseFloat(getComputedStyle(each).outlineWidth) >= 2);
    const box = (element.closest("label") ?? element).getBoundingClientRect();
    const over = document.querySelector(".dock, .main-tabs");
    const bar = over && getComputedStyle(over).position === "fixed" && !over.contains(element) ? over.getBoundingClientRect() : null;
    return {
      name: `${element.tagName.toLowerCase()}.${element.className} ${element.name ?? ""} ${element.innerText?.slice(0, 30) ?? ""}`,
      isVisible: outlined,
      isCovered: Boolean(bar) && box.bottom > bar.top + 1 && box.top < bar.bottom,
    };
  },
})
