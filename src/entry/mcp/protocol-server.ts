import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import {
  CallToolRequestSchema,
  type CallToolResult,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
  type Tool as ToolListing,
  ToolSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { AjvJsonSchemaValidator } from "@modelcontextprotocol/sdk/validation/ajv";
import { z } from "zod";
import { type Tool, type ToolContext, ToolRefusal } from "./tool.ts";
import { tools } from "./tools.ts";

/** Made once: building JSON Schemas and a validator for each request would cost more than answering it. */
const listings: readonly ToolListing[] = tools.map(listing);
const toolsByName = new Map(tools.map((tool) => [tool.name, tool]));
const jsonSchemaValidator = new AjvJsonSchemaValidator();

const serverInfo = { name: "self-building-agent", title: "Self-Building Agent", version: "0.1.0" };
const instructions =
  "Finds improvements in production telemetry, proposes them as pull requests, and verifies or reverts them. " +
  "Start with get_system_status.";

/**
 * A protocol server for one request, not yet connected to a transport.
 * @param onError told of exceptions in a tool; the caller only learns that it failed
 */
export function protocolServer(context: ToolContext, onError: (error: unknown) => void): Server {
  const server = new Server(serverInfo, { capabilities: { tools: {} }, instructions, jsonSchemaValidator });
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: [...listings] }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
    const tool = toolsByName.get(params.name);
    if (!tool) {
      const known = [...toolsByName.keys()].join(", ");
      throw new McpError(ErrorCode.InvalidParams, `There is no tool "${params.name}". There are: ${known}.`);
    }
    return callTool(tool, params.arguments ?? {}, context, onError);
  });
  return server;
}

async function callTool(
  tool: Tool,
  argumentsGiven: unknown,
  context: ToolContext,
  onError: (error: unknown) => void,
): Promise<CallToolResult> {
  try {
    const answer = await tool.call(argumentsGiven, context);
    return { structuredContent: answer, content: [{ type: "text", text: JSON.stringify(answer) }] };
  } catch (error) {
    if (error instanceof ToolRefusal) return failure(`Wrong arguments for ${tool.name}:\n${error.message}`);
    onError(error);
    return failure(`${tool.name} failed here; the server's log says why. Trying again later may help.`);
  }
}

function failure(text: string): CallToolResult {
  return { isError: true, content: [{ type: "text", text }] };
}

function listing(tool: Tool): ToolListing {
  return ToolSchema.parse({
    name: tool.name,
    title: tool.title,
    description: tool.description,
    inputSchema: z.toJSONSchema(tool.input, { io: "input" }),
    outputSchema: z.toJSONSchema(tool.output, { io: "output" }),
    annotations: {
      title: tool.title,
      readOnlyHint: !tool.writes,
      destructiveHint: false,
      idempotentHint: !tool.writes,
      openWorldHint: true,
    },
  });
}
