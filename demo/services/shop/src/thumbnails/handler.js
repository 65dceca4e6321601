import { fitInto } from "./scale.js";

/** Called for every uploaded picture; answers with the thumbnail's size. */
export async function handler(event) {
  return event.Records.map(({ picture }) => fitInto(picture.width, picture.height, 256));
}
