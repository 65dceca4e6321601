import { labels } from "./names.ts";

/** How a label looks where the app makes it. */
export interface LabelLook {
  /** Six hexadecimal digits. */
  readonly color: string;
  /** GitHub takes 100 characters at most. */
  readonly description: string;
}

const looks: Readonly<Record<keyof typeof labels, LabelLook>> = {
  own: { color: "1d76db", description: "Opened by Self-Building Agent." },
  hold: {
    color: "d93f0b",
    description: "Self-Building Agent does not merge a pull request with this label.",
  },
  revert: { color: "fbca04", description: "Takes back a change after which production got worse." },
  kept: { color: "0e8a16", description: "Production is no worse after the merge; the change was kept." },
  inconclusive: { color: "bfd4f2", description: "Kept, but production did not say whether it helped." },
  reverted: {
    color: "b60205",
    description: "Production got worse after the merge; the change was taken back.",
  },
  undone_by_people: { color: "5319e7", description: "People took the change back themselves." },
};
/** Of labels that a policy names beside the app's own. */
const holding: LabelLook = { color: "d93f0b", description: looks.hold.description };

/** How a label of that name is made, whatever its case: one of the app's own, or one that holds a pull request. */
export function labelLook(name: string): LabelLook {
  const keys = Object.keys(labels).filter((key): key is keyof typeof labels => key in looks);
  const own = keys.find((key) => labels[key] === name.toLowerCase());
  return own === undefined ? holding : looks[own];
}
