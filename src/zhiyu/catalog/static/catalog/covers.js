// The cover follows the title, the design and the hue while they are chosen.

const card = document.querySelector("[data-covers]");
const title = document.getElementById("id_title");
const shown = card.querySelector("[data-shown]");
const picture = card.querySelector("[data-picture]");
const generated = card.querySelector("[data-generated]");
const plain = card.querySelector("[data-no-picture]");

function address(design) {
  const hue = card.querySelector("[data-hue]").value;
  return `/ui/covers/${design}/${hue}.svg?${new URLSearchParams({ title: title.value, sub: "" })}`;
}

function draw() {
  for (const image of card.querySelectorAll("[data-design]")) image.src = address(image.dataset.design);
  const design = card.querySelector("[name=cover_design]:checked").value;
  shown.src = picture.value ? `/media/assets/${picture.value}/image` : address(design);
  generated.hidden = Boolean(picture.value);
  plain.hidden = !picture.value;
}

let waiting = 0;
function drawSoon() {
  clearTimeout(waiting);
  waiting = setTimeout(draw, 150);
}

card.addEventListener("input", drawSoon);
title.addEventListener("input", drawSoon);
card.addEventListener("zhiyu:asset", (event) => {
  picture.value = event.detail;
  draw();
});
plain.addEventListener("click", () => {
  picture.value = "";
  draw();
});
