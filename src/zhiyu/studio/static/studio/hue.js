// Dragging the school's colour shows the whole page in it before it is saved.

const slider = document.querySelector("input[data-hue-sheet]");

if (slider) {
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  let waiting = 0;
  const show = () => {
    sheet.href = slider.dataset.hueSheet.replace("/0.", `/${slider.value}.`);
    if (!sheet.isConnected) document.head.append(sheet);
  };
  slider.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 80);
  });
}
