/** Size of a picture scaled to fit into a square of `edge` pixels; never scaled up. */
export function fitInto(width, height, edge) {
  const factor = Math.min(1, edge / Math.max(width, height));
  return { width: Math.round(width * factor), height: Math.round(height * factor) };
}

/** Averages blocks of grey pixels, which is what takes the processor's time. */
export function shrink(pixels, width, height, factor) {
  const small = [];
  for (let y = 0; y + factor <= height; y += factor) {
    for (let x = 0; x + factor <= width; x += factor) {
      let sum = 0;
      for (let dy = 0; dy < factor; dy++) {
        for (let dx = 0; dx < factor; dx++) sum += pixels[(y + dy) * width + x + dx];
      }
      small.push(Math.round(sum / (factor * factor)));
    }
  }
  return small;
}
