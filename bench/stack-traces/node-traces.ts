import { type Trace, traps } from "./trace.ts";

const javascript = [...traps, "src/app.js", "src/price.js", "src/cart.js", "src/rules.js", "test/price.js"];
const typescript = [
  ...traps,
  "services/orders/src/handler.ts",
  "services/orders/src/price.ts",
  "services/billing/src/price.ts",
  "services/billing/src/handler.ts",
];

function node(
  name: string,
  text: string,
  at: readonly [string, number],
  file: string | null,
  over: Partial<Trace> = {},
): Trace {
  const type = over.type === undefined ? "TypeError" : over.type;
  return {
    name,
    language: "node",
    type,
    message: "no price",
    text,
    at,
    repository: javascript,
    source: "src",
    file,
    ...over,
  };
}

const inTypescript = { repository: typescript, source: "services/orders" };

/** Errors of Node, as `error.stack`, `util.inspect` and the runtime's last words print them. */
export const nodeTraces: readonly Trace[] = [
  node(
    "plain",
    "TypeError: no price\n    at priceOf (/var/task/src/price.js:14:22)\n    at handler (/var/task/src/app.js:40:9)",
    ["/var/task/src/price.js", 14],
    "src/price.js",
    { through: ["src/app.js"] },
  ),
  node(
    "flat",
    "TypeError: no price\n    at priceOf (/var/task/price.js:14:22)\n    at Runtime.handler (/var/task/app.js:40:9)",
    ["/var/task/price.js", 14],
    "src/price.js",
    { through: ["src/app.js"] },
  ),
  node(
    "library innermost",
    "TypeError: no price\n    at Client.query (/var/task/node_modules/pg/lib/client.js:5:9)\n    at node:internal/timers:12:3\n    at async Price.of (/var/task/src/price.js:14:22)\n    at async Promise.all (index 0)\n    at async Runtime.handler (file:///var/runtime/index.mjs:12:9)",
    ["/var/task/src/price.js", 14],
    "src/price.js",
  ),
  node(
    "modules, new, as",
    "TypeError: no price\n    at new Price (file:///var/task/src/price.js:14:22)\n    at Cart.total [as sum] (file:///var/task/src/cart.js:7:3)\n    at Array.map (<anonymous>)\n    at file:///var/task/src/app.js:40:9",
    ["/var/task/src/price.js", 14],
    "src/price.js",
    { through: ["src/cart.js", "src/app.js"] },
  ),
  node(
    "own properties",
    "ConditionalCheckFailedException: no price\n    at priceOf (/var/task/src/price.js:14:22) {\n  '$fault': 'client',\n  '$metadata': { httpStatusCode: 400, attempts: 1 }\n}",
    ["/var/task/src/price.js", 14],
    "src/price.js",
    { type: "ConditionalCheckFailedException" },
  ),
  node(
    "cause",
    "Error: no price\n    at save (/var/task/src/price.js:52:11)\n    at handler (/var/task/src/app.js:9:3) {\n  [cause]: TypeError: x is not a function\n      at total (/var/task/src/cart.js:7:14)\n      at save (/var/task/src/price.js:49:20) {\n    [cause]: undefined\n  }\n}",
    ["/var/task/src/cart.js", 7],
    "src/cart.js",
    { type: "Error", through: ["src/price.js", "src/app.js"] },
  ),
  node(
    "aggregate",
    "AggregateError: no price\n    at all (/var/task/node_modules/p-all/index.js:3:1) {\n  [errors]: [\n    TypeError: a\n        at priceOf (/var/task/src/price.js:14:22),\n    RangeError: b\n        at total (/var/task/src/cart.js:7:14)\n  ]\n}",
    ["/var/task/src/price.js", 14],
    "src/price.js",
    { type: "AggregateError", through: ["src/cart.js"] },
  ),
  node(
    "eval",
    "TypeError: no price\n    at priceOf (eval at load (/var/task/src/rules.js:21:17), <anonymous>:1:30)\n    at handler (/var/task/src/app.js:40:9)",
    ["/var/task/src/rules.js", 21],
    "src/rules.js",
    { through: ["src/app.js"] },
  ),
  node(
    "code in the header",
    "TypeError [ERR_INVALID_ARG_TYPE]: no price\n    at priceOf (/var/task/src/price.js:14:22)",
    ["/var/task/src/price.js", 14],
    "src/price.js",
  ),
  node(
    "uncaught",
    "/var/task/src/price.js:14\n    throw new TypeError('no price');\n    ^\n\nTypeError: no price\n    at priceOf (/var/task/src/price.js:14:22)\n    at handler (/var/task/src/app.js:40:9)\n\nNode.js v22.11.0",
    ["/var/task/src/price.js", 14],
    "src/price.js",
    { through: ["src/app.js"] },
  ),
  node(
    "minified bundle",
    "TypeError: no price\n    at r (/var/task/index.js:2:88513)\n    at n (/var/task/index.js:2:90012)",
    ["/var/task/index.js", 2],
    null,
    { ...inTypescript, repository: [...typescript, "services/orders/src/index.ts"] },
  ),
  node(
    "bundle with readable lines",
    "TypeError: no price\n    at priceOf (/var/task/index.js:43012:11)\n    at Runtime.handler (/var/task/index.js:43100:3)",
    ["/var/task/index.js", 43012],
    null,
    { ...inTypescript, repository: [...typescript, "services/orders/src/index.ts"] },
  ),
  node(
    "compiled beside its folders",
    "TypeError: no price\n    at priceOf (/var/task/services/orders/src/price.js:4:9)\n    at handler (/var/task/services/orders/src/handler.js:9:9)",
    ["/var/task/services/orders/src/price.js", 4],
    "services/orders/src/price.ts",
    { ...inTypescript, through: ["services/orders/src/handler.ts"] },
  ),
  node(
    "compiled into dist",
    "TypeError: no price\n    at priceOf (/var/task/dist/price.js:4:9)\n    at handler (/var/task/dist/handler.js:9:9)\n    at /var/task/node_modules/@middy/core/index.js:1:2",
    ["/var/task/dist/price.js", 4],
    "services/orders/src/price.ts",
    { ...inTypescript, through: ["services/orders/src/handler.ts"] },
  ),
  node(
    "source map",
    "TypeError: no price\n    at priceOf (/var/task/services/orders/src/price.ts:14:22)",
    ["/var/task/services/orders/src/price.ts", 14],
    "services/orders/src/price.ts",
    inTypescript,
  ),
  node(
    "source map, relative",
    "TypeError: no price\n    at priceOf (/var/task/../../src/price.ts:14:22)",
    ["/var/task/../../src/price.ts", 14],
    "services/orders/src/price.ts",
    inTypescript,
  ),
  node(
    "webpack",
    "TypeError: no price\n    at priceOf (webpack://orders/./src/price.ts?4f1c:14:22)\n    at __webpack_require__ (webpack://orders/webpack/bootstrap:19:1)",
    ["webpack://orders/./src/price.ts?4f1c", 14],
    "services/orders/src/price.ts",
    inTypescript,
  ),
  node(
    "webpack-internal",
    "TypeError: no price\n    at eval (webpack-internal:///./src/price.ts:14:22)\n    at ./src/handler.ts (/var/task/main.js:120:1)",
    ["webpack-internal:///./src/price.ts", 14],
    "services/orders/src/price.ts",
    inTypescript,
  ),
  node(
    "Windows",
    "TypeError: no price\n    at priceOf (C:\\Users\\dev\\shop\\src\\price.js:14:22)\n    at handler (C:\\Users\\dev\\shop\\src\\app.js:40:9)",
    ["C:\\Users\\dev\\shop\\src\\price.js", 14],
    "src/price.js",
    { through: ["src/app.js"] },
  ),
  node(
    "Bazel",
    "TypeError: no price\n    at priceOf (/app/orders.runfiles/_main/services/orders/src/price.js:14:22)",
    ["/app/orders.runfiles/_main/services/orders/src/price.js", 14],
    "services/orders/src/price.ts",
    inTypescript,
  ),
  node(
    "pnpm and a layer",
    "TypeError: no price\n    at send (/var/task/node_modules/.pnpm/pg@8.1.0/node_modules/pg/lib/client.js:5:9)\n    at wrap (/opt/nodejs/node_modules/tracer/index.js:3:1)\n    at priceOf (/var/task/src/price.js:14:22)",
    ["/var/task/src/price.js", 14],
    "src/price.js",
  ),
  node(
    "two that fit",
    "TypeError: no price\n    at priceOf (/srv/x/price.js:14:22)",
    ["/srv/x/price.js", 14],
    null,
    { repository: [...traps, "src/a/price.js", "src/b/price.js"] },
  ),
];
