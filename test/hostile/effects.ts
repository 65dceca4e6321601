import { hiddenCharacters } from "../../src/domain/shared/visible.ts";
import { secrets } from "./payloads.ts";

/** The one character that does not show which our texts may hold: it keeps links and mentions from being made. */
const ours = /\u200b/g;

/** Whatever of a text shows otherwise than it is, or moves a terminal. */
function unseen(text: string): string[] {
  return hiddenCharacters(text.replace(ours, "")).map(({ name }) => `hidden ${name}`);
}

function held(text: string): string[] {
  return secrets.filter((secret) => text.includes(secret)).map(() => "secret");
}

function found(text: string, patterns: Readonly<Record<string, RegExp>>): string[] {
  return Object.entries(patterns).flatMap(([name, pattern]) =>
    [...text.matchAll(pattern)].map(([match]) => `${name} ${JSON.stringify(match.trim().slice(0, 60))}`),
  );
}

/** What GitHub and bots make of any text, wherever it stands: they look for these after, or without, Markdown. */
const anywhere = {
  mention: /@(?=[a-z0-9])/gi,
  reference: /#\d+|\bGH-\d+/gi,
  commit: /(?<![\da-z])(?=\d*[a-f])[\da-f]{7,40}(?![\da-z])/gi,
  address: /\b(?:https?|ftp|javascript):\/\/|\bwww\.\w/gi,
};

/** What bots and CI runners make of it, who know no Markdown. */
const unparsed = {
  command: /^[ \t]*\/[a-z]/gim,
  "workflow command": /^[ \t]*::|##(?:\[|vso\[|teamcity\[)/gim,
};

/** What Markdown makes of a text outside of code. */
const markup = {
  link: /!?\[[^\]\n]*\](?:\(|\[|:)|\[\^/g,
  html: /<(?:[a-z!/?])/gi,
  entity: /&(?:#\d+|#x[\da-f]+|[a-z]+);/gi,
  code: /`/g,
  emphasis: /\*\*|__|~~/g,
  formula: /\$/g,
  heading: /^ {0,3}#{1,6}(?: |$)|^ {0,3}(?:={2,}|-{3,})\s*$/gm,
  quote: /^ {0,3}>/gm,
  item: /^ {0,3}(?:[-+*]|\d+[.)]) /gm,
  row: /^\|/gm,
};

const codeBlocks = /^(`{3,})[^\n]*\n[\s\S]*?\n\1$/gm;

/** Everything that Markdown on GitHub makes of a text beside showing it. Two texts of ours differ in words alone. */
export function markdownEffects(text: string): string[] {
  const blocks = [...text.matchAll(codeBlocks)].map(([block]) => block);
  const outside = text.replace(codeBlocks, "[block]");
  const unescaped = outside.replaceAll(/\\([!-/:-@[-`{-~])/g, "$1");
  const literal = outside.replaceAll(/\\[!-/:-@[-`{-~]/g, "·");
  return [
    `${blocks.length} blocks`,
    ...found(text, { ...unparsed, "mention in code": anywhere.mention }),
    ...found(unescaped, anywhere),
    ...found(literal, markup),
    ...unseen(text),
    ...held(text),
  ].sort();
}

/** What git, GitHub and CI make of a commit's message or a title, which release notes take for Markdown. */
export function commitEffects(message: string): string[] {
  const paragraphs = message.split(/\n{2,}/);
  return [
    `${paragraphs.length} paragraphs`,
    ...found(message, {
      ...anywhere,
      ...unparsed,
      link: markup.link,
      html: markup.html,
      entity: markup.entity,
    }),
    ...found(message, {
      skip: /\[[ -]*(?:skip|no|ci|actions)[ -][^\]]*\]|\*\*\*NO_CI\*\*\*|^skip-checks:/gim,
      trailer: /^[A-Za-z][\w-]*(?: [\w-]+)?: /gm,
      release: /^[\w-]+(?:\([^)]*\))?!: /gm,
      autosquash: /^(?:fixup|squash|amend)! /gm,
    }),
    ...unseen(message),
    ...held(message),
  ].sort();
}

/** What does not show. */
export function hiddenEffects(text: string): string[] {
  return unseen(text);
}

/** What a reviewer does not see of a file, and what nobody may publish. */
export function reviewEffects(content: string): string[] {
  return [...unseen(content), ...held(content)];
}

/** What a terminal, a log collector and a CI runner make of output. */
export function outputEffects(text: string): string[] {
  const { "workflow command": runner } = unparsed;
  return [
    `${text.split("\n").length} lines`,
    ...found(text, { runner }),
    ...unseen(text),
    ...held(text),
  ].sort();
}
