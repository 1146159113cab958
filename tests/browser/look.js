// Read a page as somebody who sits before it: every text that is drawn, also that in
// shadow roots, and whether a dialog, a card or the screen cuts it off.
() => {
  const texts = [];
  const clipped = [];

  const parentOf = (node) =>
    node.assignedSlot ?? node.parentElement ?? node.getRootNode().host ?? null;

  // The space that a line of text takes may well be higher than its letters.
  const cuts = (box, style, rect, axis) => {
    const overflow = axis === "x" ? style.overflowX : style.overflowY;
    if (overflow !== "hidden" && overflow !== "clip") return false;
    return axis === "x"
      ? rect.right > box.right + 1 || rect.left < box.left - 1
      : rect.bottom - box.bottom > rect.height / 2 || box.top - rect.top > rect.height / 2;
  };

  const scrolls = (overflow) => overflow === "auto" || overflow === "scroll";

  // Whether a text is cut, and whether it stands in a dialog or a card at all.
  const isClipped = (node, rects) => {
    let horizontal = true;
    let vertical = true;
    let inside = false;
    let cut = false;
    for (let at = parentOf(node); at; at = parentOf(at)) {
      const style = getComputedStyle(at);
      const box = at.getBoundingClientRect();
      if (
        style.textOverflow === "ellipsis" &&
        style.overflowX !== "visible" &&
        at.scrollWidth > at.clientWidth + 1
      ) {
        cut ||= horizontal;
      }
      if (style.display !== "contents" && style.display !== "inline") {
        for (const rect of rects) {
          cut ||= horizontal && cuts(box, style, rect, "x");
          cut ||= vertical && cuts(box, style, rect, "y");
        }
        horizontal &&= !scrolls(style.overflowX);
        vertical &&= !scrolls(style.overflowY);
      }
      inside ||= at.matches("dialog[open], ha-card, ha-bottom-sheet");
      if (at.matches("dialog[open]")) break;
      // The field of a port shows only the beginning of a long path.
      if (at.matches("ha-selector-serial_port")) return false;
      if (at.matches("ha-integration-card") && at.domain !== "han_port") return false;
    }
    cut ||= horizontal && rects.some((rect) => rect.right > innerWidth + 1);
    return inside && cut;
  };

  const read = (node) => {
    const text = node.textContent.trim();
    const parent = node.parentElement ?? node.getRootNode().host;
    if (!text || !parent.checkVisibility({ visibilityProperty: true })) return;
    const range = document.createRange();
    range.selectNodeContents(node);
    // What is there for screen readers only is one pixel large.
    const rects = [...range.getClientRects()].filter(
      (rect) => rect.width > 1 && rect.height > 1
    );
    if (!rects.length) return;
    texts.push(text);
    if (isClipped(node, rects)) clipped.push(text);
  };

  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) read(node);
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    if (["STYLE", "SCRIPT", "SVG", "TITLE"].includes(node.tagName.toUpperCase())) return;
    for (const child of node.shadowRoot?.childNodes ?? []) walk(child);
    for (const child of node.childNodes) walk(child);
  };

  walk(document.body);
  return { texts, clipped };
};
