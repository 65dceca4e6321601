import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

/** Calls one tool of the product as an agent does. */
export async function callTool(
  productUrl: string,
  apiKey: string,
  name: string,
  args: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  const client = new Client({ name: "demo-agent", version: "1.0.0" });
  const headers = { authorization: `Bearer ${apiKey}` };
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${productUrl}/mcp`), { requestInit: { headers } }),
  );
  try {
    const result = await client.callTool({ name, arguments: args });
    if (result.isError) throw new Error(`${name} was refused: ${JSON.stringify(result.content)}`);
    return result.structuredContent;
  } finally {
    await client.close();
  }
}
