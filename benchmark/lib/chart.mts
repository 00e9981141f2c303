/** One bar: how much of the baseline was needed. */
export interface Bar {
	label: string;
	/** 1 = as much as the baseline. */
	value: number;
	/** The goal, drawn as a mark. */
	goal?: number;
	/** What is written behind the bar. */
	text: string;
}

const BARS = 360;
const GAP = 12;
const MARGIN = 16;
const ROW = 34;
const TOP = 56;
const BOTTOM = 44;

/** Room for a text of 13 px; an SVG can't measure one, and letters are rarely wider. */
const widthOf = (text: string) => Math.ceil(text.length * 7.5);

const escape = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.codePointAt(0)};`);

const round = (value: number) => Math.round(value * 10) / 10;

/** Horizontal bars beside a line at 1, as an SVG that needs nothing else. */
export function toSvg(title: string, axis: string, bars: Bar[]): string {
	const most = Math.max(1.05, ...bars.map(({ value, goal = 0 }) => Math.max(value, goal)));
	const height = TOP + bars.length * ROW + BOTTOM;
	const left = MARGIN + GAP + Math.max(...bars.map(({ label }) => widthOf(label)));
	const width = left + BARS + GAP + MARGIN + Math.max(...bars.map(({ text }) => widthOf(text)));
	const x = (value: number) => round(left + (value / most) * BARS);
	const rows = bars.map(({ label, value, goal, text }, index) => {
		const y = TOP + index * ROW;
		const reached = goal === undefined || value <= goal;
		return [
			`<text x="${left - GAP}" y="${y + 18}" text-anchor="end">${escape(label)}</text>`,
			`<rect x="${left}" y="${y + 4}" width="${round(x(value) - left)}" height="20" rx="2" fill="${reached ? '#2f7d6d' : '#b4552d'}"/>`,
			goal === undefined
				? ''
				: `<path d="M${x(goal)} ${y}v28" stroke="#1f2937" stroke-width="2" stroke-dasharray="3 3"/>`,
			`<text x="${x(Math.max(value, goal ?? 0)) + 8}" y="${y + 18}" class="value">${escape(text)}</text>`,
		].join('\n');
	});
	const bottom = TOP + bars.length * ROW;
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>${escape(title)}</title>
<style>text{font:13px system-ui,sans-serif;fill:#1f2937}.title{font-size:16px;font-weight:600}.value{font-variant-numeric:tabular-nums}.axis{fill:#6b7280;font-size:12px}</style>
<rect width="100%" height="100%" fill="#ffffff"/>
<text x="${MARGIN}" y="30" class="title">${escape(title)}</text>
<path d="M${x(1)} ${TOP - 8}V${bottom + 4}" stroke="#9ca3af"/>
${rows.join('\n')}
<text x="${x(1)}" y="${bottom + 20}" text-anchor="middle" class="axis">1 = ${escape(axis)}</text>
<text x="${left}" y="${bottom + 38}" class="axis">Shorter is better. Dashed: the goal.</text>
</svg>
`;
}
