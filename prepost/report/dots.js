// Every picture of the page becomes the address of a PNG, as many dots larger as the page's root says.
addEventListener("load", () => {
  const scale = Number(document.documentElement.dataset.scale);
  for (const image of [...document.images]) {
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.naturalWidth * scale);
    canvas.height = Math.round(image.naturalHeight * scale);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    image.replaceWith(canvas.toDataURL("image/png"), " ");
  }
});
