import { freePort } from '../support/loopback.mts';
import { chosenN8n } from './versions.mts';

/** Where an n8n lives, and what it is to know beyond the usual. */
interface Place {
	userFolder: string;
	port: number;
	baseUrl: string;
	/** `undefined` removes a variable. */
	extraEnvironment: Record<string, string | undefined>;
}

/** The variables that n8n gets: no more of the caller's than a program needs to run. */
export async function n8nEnvironment(n8n: Place): Promise<NodeJS.ProcessEnv> {
	const inherited = ['PATH', 'HOME', 'USER', 'LANG', 'TMPDIR', 'TZ'];
	const { unusedModules, webhookUrlVariable } = chosenN8n();
	const env: NodeJS.ProcessEnv = {};
	for (const name of inherited) {
		if (process.env[name] !== undefined) env[name] = process.env[name];
	}
	Object.assign(env, {
		N8N_USER_FOLDER: n8n.userFolder,
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_HOST: '127.0.0.1',
		N8N_PORT: String(n8n.port),
		[webhookUrlVariable]: n8n.baseUrl,
		N8N_EDITOR_BASE_URL: n8n.baseUrl,
		N8N_SECURE_COOKIE: 'false',
		GENERIC_TIMEZONE: 'UTC',
		N8N_LOG_LEVEL: 'info',
		NO_COLOR: '1',
		// Several n8n may run at once, each with its own task broker.
		N8N_RUNNERS_BROKER_PORT: String(await freePort()),
		N8N_PYTHON_ENABLED: 'false',
		// Nothing leaves this machine.
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_DYNAMIC_BANNERS_ENABLED: 'false',
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
		N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
		N8N_DISABLED_MODULES: unusedModules.join(','),
		// Nothing in the way of somebody who looks at the editor.
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		...n8n.extraEnvironment,
	});
	for (const [name, value] of Object.entries(env)) if (value === undefined) delete env[name];
	return env;
}
