/** Parsed JSON whose shape was checked elsewhere, or is what a test is about. */
export type Json = ReturnType<typeof JSON.parse>;
