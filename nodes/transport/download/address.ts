import { refuse, shorten } from '../../values/refusal';
import { isPrivateHost } from '../hosts';

/** What helps against an address that can't be used. */
export const SET_AGAIN = "Set 'File URL' to the address that Recording > Get Many gives";

/**
 * The address, if a workflow may be led to it.
 *
 * @param from the address that redirects there
 * @throws UserError when it is no http(s) address, or lies in a private network and is not at the
 * scheme, host and port of the Base URL: what else listens on that machine is nobody's recording
 */
export function checkAddress(url: string, baseUrl: string, from?: URL): URL {
	const subject = from ? "The address that 'File URL' leads on to" : "The address in 'File URL'";
	const address = URL.canParse(url.trim(), from?.href)
		? new URL(url.trim(), from?.href)
		: undefined;
	if (address === undefined || !/^https?:$/.test(address.protocol)) {
		throw refuse(`${subject} does not start with https://`, SET_AGAIN);
	}
	if (isPrivateHost(address.hostname) && address.origin !== new URL(baseUrl).origin) {
		throw refuse(
			`${subject} is in a private network: ${shorten(address.hostname)}`,
			`${SET_AGAIN}. Files are only fetched from the public internet or from the host and port of the credential's 'Base URL'.`,
		);
	}
	address.hash = '';
	return address;
}
