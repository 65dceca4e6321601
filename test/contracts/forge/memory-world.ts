import { MemoryForge } from "../../stand-ins/memory-forge.ts";
import { type ForgeState, type ForgeWorld, firstFiles, startMs } from "./world.ts";

/** The forge in memory as the contract sees it. */
export function memoryForgeWorld(): ForgeWorld {
  const forge = new MemoryForge(firstFiles, startMs);
  let comments = 0;
  return {
    forge,
    repository: forge.ref,
    base: forge.tip("main"),
    get nowMs() {
      return forge.nowMs;
    },
    set nowMs(nowMs) {
      forge.nowMs = nowMs;
    },
    push: async (branch, files, login) => {
      for (const [path, text] of Object.entries(files)) forge.push(branch, path, text, login);
      return forge.tip(branch);
    },
    openPull: async (branch, login, into = "main") =>
      Object.assign(forge.openPullAs(login, branch), { into }).number,
    openIssue: async (_login, title) => forge.issueOf(title, title).number,
    close: async (number, login) => {
      if (forge.pulls.some((pull) => pull.number === number)) forge.close(number, login);
    },
    merge: async (number, login, method) => forge.mergeAsPerson(number, login, method),
    label: (number, _login, label) => forge.addLabels(forge.ref, number, [label]),
    makeDraft: (number) => {
      for (const pull of forge.pulls) if (pull.number === number) pull.draft = true;
    },
    review: async (number, login, state) => forge.review(number, login, state),
    comment: async () => ++comments,
    permit: (login, permission) => void forge.permissions.set(login, permission),
    reportCheck: async (number, conclusion) => forge.reportCheck(number, conclusion),
    deploy: async (sha, environment, state) => {
      if (state === "success") forge.deploy(environment, sha);
    },
    state: async () => stateOf(forge),
    commit: async (sha) => {
      const { parents, message } = forge.commitAt(sha);
      return { parents, message };
    },
  };
}

function stateOf(forge: MemoryForge): ForgeState {
  const commentsOn = (number: number) =>
    [...forge.comments].filter(([key]) => key.startsWith(`${number}:`)).map(([, text]) => text);
  const checks = [...forge.checks].flatMap(([sha, list]) =>
    list.map(({ name, conclusion }) => {
      const title = forge.published.get(`${sha}:${name}`) ?? "";
      return `${sha} ${name} ${conclusion} ${title}`;
    }),
  );
  return {
    branches: Object.fromEntries(forge.branches),
    issues: [...forge.pulls, ...forge.issues.values()].map(({ number, title, body, labels }) => ({
      number,
      title,
      body,
      labels: [...labels],
      comments: commentsOn(number),
    })),
    checks,
    reactions: [...forge.reactions],
  };
}
