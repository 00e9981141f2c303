import { requireFromN8n } from './install.mts';

/** How a client of an MCP Server Trigger talks to it; n8n speaks both on one URL. */
export type McpTransport = 'Streamable HTTP' | 'SSE';

/** The part of the MCP SDK's `Client` that is used here. */
export interface McpClient {
	connect(transport: unknown): Promise<void>;
	listTools(): Promise<{
		tools: Array<{ name: string; description?: string; inputSchema: Record<string, unknown> }>;
	}>;
	callTool(call: { name: string; arguments: Record<string, unknown> }): Promise<{
		content: Array<{ type: string; text?: string }>;
		isError?: boolean;
	}>;
	close(): Promise<void>;
}

type Constructor<T> = new (...args: unknown[]) => T;

const TRANSPORTS = {
	'Streamable HTTP': ['streamableHttp', 'StreamableHTTPClientTransport'],
	SSE: ['sse', 'SSEClientTransport'],
} as const;

/** Connects to an MCP server, with the SDK that n8n itself comes with. The caller closes it. */
export async function connectMcp(url: string, transport: McpTransport): Promise<McpClient> {
	const [file, name] = TRANSPORTS[transport];
	const Transport = fromSdk<unknown>(file, name);
	const client = new (fromSdk<McpClient>('index', 'Client'))({
		name: 'n8n-nodes-cinnox-tests',
		version: '1.0.0',
	});
	await client.connect(new Transport(new URL(url)));
	return client;
}

function fromSdk<T>(file: string, name: string): Constructor<T> {
	const path = `@modelcontextprotocol/sdk/client/${file}.js`;
	return requireFromN8n<Record<string, Constructor<T>>>(path)[name]!;
}
