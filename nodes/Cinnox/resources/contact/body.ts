import type { IDataObject } from 'n8n-workflow';

import { isEmpty } from '../../../values/objects';
import { refuse, shorten } from '../../../values/refusal';
import { toText } from '../../../values/text';
import { toDate } from '../../../values/time';
import { readEntries } from '../../operation/entries';
import type { CollectionName } from '../../operation/fields';
import type { Item } from '../../operation/item';
import { requirePhone } from '../common/phone';
import { mobilePhone, workEmail } from './fields';

/** Adds the details that need checking or another form. The plain ones come by their routing. */
export function addDetails(item: Item, collection: CollectionName): void {
	const details: IDataObject = {
		phones: filled(readEntries(item, `${collection}.phones`), 'phone')?.map((entry, index, all) =>
			toPhone(item, entry, all.length > 1 ? { position: index + 1 } : {}),
		),
		emails: filled(readEntries(item, `${collection}.emails`), 'email')?.map(toEmail),
		addresses: readEntries(item, `${collection}.addresses`)?.map(toAddress),
		socialContacts: filled(readEntries(item, `${collection}.socialContacts`), 'value')?.map(
			({ key, value }) => ({ key: toText(key), value: toText(value).trim() }),
		),
		birthDate: readBirthDate(item, `${collection}.birthDate`),
	};
	const given = Object.entries(details).filter(([, value]) => value !== undefined);
	item.draft.body = { ...(item.draft.body as IDataObject), ...Object.fromEntries(given) };
}

/** Adds the phone and the email that stand beside the names. */
export function addFirst(item: Item): void {
	const body = { ...(item.draft.body as IDataObject) };
	for (const [field, list, type, read] of [
		[mobilePhone, 'phones', 'Mobile', (entry: IDataObject) => toPhone(item, entry, {})],
		[workEmail, 'emails', 'Work', toEmail],
	] as const) {
		const value = toText(item.parameter<unknown>(field.name, '')).trim();
		if (value === '') continue;
		const first = read({ type, [field.name]: value });
		const others = (body[list] ?? []) as IDataObject[];
		const same = others.find((other) => other.type === type);
		if (same !== undefined && same[field.name] !== first[field.name]) {
			const { displayName } = field;
			throw refuse(
				`'${displayName}' is set, and 'Additional Fields' has another one of the type ${type}`,
				`Give the one under 'Additional Fields' another 'Type', or clear '${displayName}'`,
			);
		}
		body[list] = [first, ...others.filter((other) => other !== same)];
	}
	item.draft.body = body;
}

/** Entries that were added and left empty are no entries. */
function filled(entries: IDataObject[] | undefined, member: string): IDataObject[] | undefined {
	const given = entries?.filter((entry) => toText(entry[member]).trim() !== '');
	return given?.length === 0 ? undefined : given;
}

function toPhone(
	item: Item,
	{ type, phone }: IDataObject,
	place: { position?: number },
): IDataObject {
	return { type, phone: `+${requirePhone(item, 'Phone', phone, place)}` };
}

function toEmail({ type, email }: IDataObject): IDataObject {
	const written = toText(email).trim();
	if (!/^[^\s@]+@[^\s@]+$/.test(written)) {
		throw refuse(
			`'Email' can't be used: "${shorten(written)}" is not an email address`,
			'Write it as name and domain, e.g. name@email.com',
		);
	}
	return { type, email: written };
}

function toAddress(entry: IDataObject): IDataObject {
	const address: IDataObject = {};
	for (const [name, value] of Object.entries(entry)) {
		const text = toText(value).trim();
		if (text !== '') address[name] = text;
	}
	const country = toText(address.country);
	if (country === '') return address;
	if (!/^[a-z]{2}$/i.test(country)) {
		throw refuse(
			`'Country' is "${shorten(country)}", which is not a code of two letters`,
			"Write the country's code in 'Country', e.g. HK",
		);
	}
	return { ...address, country: country.toUpperCase() };
}

/** DD/MM/YYYY. The day is the one that is written, whichever time zone is written beside it. */
function readBirthDate(item: Item, name: string): string | undefined {
	const value = item.parameter<unknown>(name, undefined);
	if (isEmpty(value)) return undefined;
	const written =
		typeof value === 'object' && value !== null && 'toISODate' in value
			? (value as { toISODate: () => string }).toISODate()
			: value;
	const [, dayFirst, monthSecond, yearLast] =
		/^(\d{2})\/(\d{2})\/(\d{4})$/.exec(toText(written).trim()) ?? [];
	const [, yearFirst, month, dayLast] =
		/^(\d{4})-(\d{2})-(\d{2})(?:$|[T ])/.exec(toText(written).trim()) ?? dayOf(item, value);
	const date = [dayFirst ?? dayLast, monthSecond ?? month, yearLast ?? yearFirst];
	if (!isDay(date)) {
		throw refuse(
			"'Birth Date' is not a date",
			"Pick a day in 'Birth Date', or let the expression there give one such as 1985-04-23",
		);
	}
	return date.join('/');
}

/** The day of a moment (milliseconds, a Date) in the workflow's time zone. */
function dayOf(item: Item, value: unknown): Array<string | undefined> {
	const date = typeof value === 'string' ? undefined : toDate(value, item.run.timezone);
	if (date === undefined) return [];
	const day = new Intl.DateTimeFormat('en-CA', {
		timeZone: item.run.timezone,
		year: 'numeric',
		month: '2-digit',
		day: '2-digit',
	}).format(date);
	return [day, ...day.split('-')];
}

function isDay([day, month, year]: Array<string | undefined>): boolean {
	const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
	return !Number.isNaN(date.getTime()) && date.getUTCDate() === Number(day);
}
