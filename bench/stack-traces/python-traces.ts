import { type Trace, tracesOf, traps } from "./trace.ts";

const flat = [...traps, "orders/app.py", "orders/price.py", "billing/app.py", "tests/test_price.py"];

const python = tracesOf({
  language: "python",
  type: "KeyError",
  message: "'sku'",
  repository: flat,
  source: "orders",
  through: ["orders/app.py"],
});

const HEAD = "Traceback (most recent call last):\n";
const HANDLER = '  File "/var/task/app.py", line 9, in handler\n    return price(event["sku"])\n';
const PRICE =
  '  File "/var/task/price.py", line 3, in price\n    return PRICES[sku]\n           ~~~~~~^^^^^\n';
const HTTP =
  '  File "/var/task/requests/api.py", line 73, in get\n    return request("get", url)\n  File "/var/task/urllib3/connectionpool.py", line 789, in urlopen\n    response = self._make_request(\n';

/** Tracebacks of Python, on Lambda, in containers and out of Bazel. */
export const pythonTraces: readonly Trace[] = [
  python("plain", `${HEAD}${HANDLER}${PRICE}KeyError: 'sku'`, ["/var/task/price.py", 3], "orders/price.py"),
  python("one frame", `${HEAD}${HANDLER}KeyError: 'sku'`, ["/var/task/app.py", 9], "orders/app.py"),
  python(
    "packages beside the application",
    `${HEAD}${HANDLER}${HTTP}requests.exceptions.ConnectionError: 'sku'`,
    ["/var/task/app.py", 9],
    "orders/app.py",
    { type: "requests.exceptions.ConnectionError" },
  ),
  python(
    "packages in their own folders",
    `${HEAD}  File "/var/runtime/bootstrap.py", line 60, in <module>\n    main()\n${HANDLER}  File "/opt/python/lib/python3.12/site-packages/tracer.py", line 3, in wrap\n    f()\n  File "/var/lang/lib/python3.12/json/decoder.py", line 355, in raw_decode\n    raise X\nKeyError: 'sku'`,
    ["/var/task/app.py", 9],
    "orders/app.py",
  ),
  python(
    "during handling",
    `${HEAD}${HANDLER}KeyError: 'sku'\n\nDuring handling of the above exception, another exception occurred:\n\n${HEAD}  File "/var/task/app.py", line 12, in handler\n    report(error)\n  File "/var/task/price.py", line 20, in report\n    error.sku\nAttributeError: 'KeyError' object has no attribute 'sku'`,
    ["/var/task/price.py", 20],
    "orders/price.py",
    { type: "AttributeError" },
  ),
  python(
    "direct cause",
    `${HEAD}${HANDLER}${PRICE}KeyError: 'sku'\n\nThe above exception was the direct cause of the following exception:\n\n${HEAD}  File "/var/task/app.py", line 12, in handler\n    raise PriceError(sku) from error\nprice.PriceError: 'sku'`,
    ["/var/task/price.py", 3],
    "orders/price.py",
    { type: "price.PriceError" },
  ),
  python(
    "group",
    `  + Exception Group Traceback (most recent call last):\n  |   File "/var/lang/lib/python3.12/asyncio/taskgroups.py", line 145, in __aexit__\n  |     raise me from None\n  | ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)\n  +-+---------------- 1 ----------------\n    | Traceback (most recent call last):\n    |   File "/var/task/app.py", line 9, in handler\n    |     return price(sku)\n    |   File "/var/task/price.py", line 3, in price\n    |     return PRICES[sku]\n    | KeyError: 'sku'\n    +------------------------------------`,
    ["/var/task/price.py", 3],
    "orders/price.py",
    { type: "ExceptionGroup" },
  ),
  python(
    "recursion",
    `${HEAD}${HANDLER}  File "/var/task/price.py", line 3, in price\n    return price(sku)\n  [Previous line repeated 996 more times]\nRecursionError: maximum recursion depth exceeded`,
    ["/var/task/price.py", 3],
    "orders/price.py",
    { type: "RecursionError" },
  ),
  python(
    "without a message, of a class within a class",
    `${HEAD}${HANDLER}  File "/var/task/price.py", line 3, in <listcomp>\n    raise Price.Missing\nprice.Price.Missing`,
    ["/var/task/price.py", 3],
    "orders/price.py",
    { type: "price.Price.Missing" },
  ),
  python(
    "container",
    `${HEAD}  File "/usr/local/lib/python3.12/site-packages/flask/app.py", line 880, in full_dispatch\n    rv = f()\n  File "/app/orders/app.py", line 9, in handler\n    x()\nKeyError: 'sku'`,
    ["/app/orders/app.py", 9],
    "orders/app.py",
  ),
  python(
    "Bazel",
    `${HEAD}  File "/app/orders.runfiles/_main/orders/price.py", line 3, in price\n    x()\nKeyError: 'sku'`,
    ["/app/orders.runfiles/_main/orders/price.py", 3],
    "orders/price.py",
  ),
  python(
    "syntax",
    `${HEAD}${HANDLER}  File "/var/task/price.py", line 3\n    return PRICES[sku\n                 ^\nSyntaxError: '[' was never closed`,
    ["/var/task/price.py", 3],
    "orders/price.py",
    { type: "SyntaxError" },
  ),
  python(
    "two that fit",
    `${HEAD}  File "/srv/app.py", line 9, in handler\n    x()\nKeyError: 'sku'`,
    ["/srv/app.py", 9],
    null,
    { source: "." },
  ),
];
