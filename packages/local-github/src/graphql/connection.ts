import { GraphQLError } from "graphql";

/** What every connection is asked with. */
export interface PageArguments {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
}

/** One page of a list as GitHub's connections show it; like GitHub, it insists on `first` or `last`, at most 100. */
export function connection<Item, Node>(
  items: readonly Item[],
  { first, last, after }: PageArguments,
  toNode: (item: Item) => Node,
) {
  const size = first ?? last;
  if (size === null || size === undefined) {
    throw new GraphQLError("You must provide a `first` or `last` value to properly paginate the connection.");
  }
  if (size < 0 || size > 100) {
    throw new GraphQLError(
      `Requesting ${size} records on the connection exceeds the \`first\` limit of 100 records.`,
    );
  }
  const from = after ? Number(Buffer.from(after, "base64url").toString()) : 0;
  const start = first === null || first === undefined ? Math.max(0, items.length - size) : from;
  const page = items.slice(start, start + size);
  const end = start + page.length;
  return {
    totalCount: items.length,
    nodes: page.map(toNode),
    pageInfo: {
      hasNextPage: end < items.length,
      hasPreviousPage: start > 0,
      endCursor: page.length === 0 ? null : Buffer.from(String(end)).toString("base64url"),
    },
  };
}
