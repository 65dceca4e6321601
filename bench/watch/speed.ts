import { measureVerdicts } from "./verdict-speed.ts";

for (const line of measureVerdicts()) console.log(line);
