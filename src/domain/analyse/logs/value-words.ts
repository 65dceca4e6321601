/** After a number these are part of it, since programs change the unit with the size. */
export const UNITS = new Set(
  "B KB MB GB TB PB kB KiB MiB GiB TiB K M G k ns us µs ms s sec secs seconds m min mins minutes h hr hrs hours d days".split(
    " ",
  ),
);
/** Values that are words. */
export const LITERALS = new Set(
  "true false null nil undefined nan True False TRUE FALSE None NULL NaN".split(" "),
);

/** Names that belong to the numbers of a date beside them. */
export const DATE_WORDS = new Set(
  "Mon Tue Wed Thu Fri Sat Sun Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec AM PM UTC GMT EST EDT CST CDT MST MDT PST PDT CET CEST".split(
    " ",
  ),
);

/** Between two values these join them to one: a list, a time, an address with its port, a range. */
export const JOINS = new Set([
  "",
  " ",
  ":",
  ",",
  ", ",
  ";",
  "/",
  "::",
  "|",
  " | ",
  " - ",
  "-",
  "<",
  ">",
  "><",
  " / ",
  " x ",
  "()",
]);
/** `msg="…"` holds the message itself, not a value. */
export const MESSAGE_KEYS = new Set(["msg", "message", "err", "error", "event", "reason", "status_text"]);
