// Where styles cannot read an attribute as a colour, the average colour of a picture under way is set here.
if (!CSS.supports("color", "attr(data-color type(<color>))")) {
  for (const picture of document.querySelectorAll("img[data-color]")) {
    if (!picture.complete) picture.style.background = `color-mix(in srgb, ${picture.dataset.color} 40%, var(--paper))`;
  }
}
