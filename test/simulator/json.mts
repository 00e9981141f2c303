/** Parsed JSON whose shape was checked elsewhere, or is what a test is about. */
export type Json = ReturnType<typeof JSON.parse>;
/** An object of which only some members matter here: a row of a report, a body. */
export type Row = Record<string, unknown>;
