// The sheet of settings beside the picture: opens by its button, closes by Escape, a press elsewhere or its own button.

export class Panel {
  constructor(root) {
    this.root = root;
    this.sheet = root.querySelector("[data-panel]");
    this.button = root.querySelector("[data-settings]");
    if (!this.sheet || !this.button) return;
    this.button.addEventListener("click", () => (this.sheet.hidden ? this.open() : this.close()));
    this.sheet.querySelector("[data-panel-close]").addEventListener("click", () => this.close());
    root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || this.sheet.hidden) return;
      event.preventDefault(); // the whole screen, if that is where we are, is left by the next one
      this.close();
    });
    // In a small window of its own the stage is out of this document.
    for (const where of [root, document])
      where.addEventListener("pointerdown", (event) => {
        if (!this.sheet.hidden && !this.sheet.contains(event.target) && !this.button.contains(event.target)) this.close();
      });
  }

  open() {
    this.sheet.hidden = false;
    this.button.setAttribute("aria-expanded", "true");
    this.root.classList.add("has-panel");
    this.sheet.querySelector("input:checked, input, button")?.focus({ preventScroll: true });
  }

  close() {
    this.sheet.hidden = true;
    this.button.setAttribute("aria-expanded", "false");
    this.root.classList.remove("has-panel");
    this.button.focus({ preventScroll: true });
  }
}
