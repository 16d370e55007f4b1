// Letters begin to load before the first line is set, so that no line moves when they come.
for (const face of document.fonts) {
  if (face.family.includes("Source Sans") || (face.family.includes("Awesome") && face.weight === "900")) face.load();
}
